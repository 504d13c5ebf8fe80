"""Notebook 03: numeral formulas, their members and arithmetic, families and spread."""
