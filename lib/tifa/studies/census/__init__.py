"""Notebook 06: what a corpus of any size adds up to, every article counted and none held."""
