"""Notebook 01: what is in the corpus, where its pages come from and how they were repaired."""
