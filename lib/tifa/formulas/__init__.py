"""Numeral formulas: 四应四尽, 三保一统筹, 双报到, 1+N, and what they stand for on the page."""

from tifa.formulas.find import find_formulas
from tifa.formulas.link import Expansion, expand
from tifa.formulas.shapes import Mention

__all__ = ["Expansion", "Mention", "expand", "find_formulas"]
