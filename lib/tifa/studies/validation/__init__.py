"""Notebook 05: how far the parser agrees with annotation, and how far the findings hold on damaged pages."""
