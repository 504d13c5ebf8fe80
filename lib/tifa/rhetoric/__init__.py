"""The terms of eleven frames and the four rhetorical devices, found where they stand."""
