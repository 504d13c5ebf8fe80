"""Places: the gazetteer of divisions, where a text names them, and which place a statement is about."""
