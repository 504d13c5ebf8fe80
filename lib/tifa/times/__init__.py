"""Time expressions: found (:mod:`find`) and dated (:mod:`dating`)."""

from tifa.times.dating import Value, is_dated, resolve
from tifa.times.find import find_times
from tifa.times.moments import Expression, Moment

__all__ = ["Expression", "Moment", "Value", "find_times", "is_dated", "resolve"]
