"""Counts compared as corpus linguists compare them: rates, keyness, dispersion, similarity, collocates."""
