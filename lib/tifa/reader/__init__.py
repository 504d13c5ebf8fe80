"""The annotated article: what the tables found in a text, marked in the text itself."""

from tifa.reader.page import show

__all__ = ["show"]
