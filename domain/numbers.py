"""Exact comparison, rates and the split of money (CAL-06, CAL-07)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

Exact = int | Fraction | Decimal
"""A number without rounding. A float is refused: it is already rounded."""


class Comparator(StrEnum):
    """How a figure stands to its bound."""

    AT_LEAST = "AT_LEAST"
    AT_MOST = "AT_MOST"
    MORE_THAN = "MORE_THAN"
    LESS_THAN = "LESS_THAN"

    def holds(self, figure: Exact, bound: Exact) -> bool:
        """Whether the figure meets the bound, compared exactly, never by what is shown (CAL-06)."""
        left, right = _exact(figure), _exact(bound)
        match self:
            case Comparator.AT_LEAST:
                return left >= right
            case Comparator.AT_MOST:
                return left <= right
            case Comparator.MORE_THAN:
                return left > right
            case Comparator.LESS_THAN:
                return left < right


NUMBER_WORDS: Mapping[str, Comparator] = MappingProxyType(
    {
        "以上": Comparator.AT_LEAST,
        "达到": Comparator.AT_LEAST,
        "不低于": Comparator.AT_LEAST,
        "不少于": Comparator.AT_LEAST,
        "以下": Comparator.AT_MOST,
        "以内": Comparator.AT_MOST,
        "超过": Comparator.MORE_THAN,
        "不足": Comparator.LESS_THAN,
        "不到": Comparator.LESS_THAN,
        "未达到": Comparator.LESS_THAN,
        "低于": Comparator.LESS_THAN,
    }
)
"""What the number words of policy documents mean (CAL-06)."""


def rate(numerator: int, denominator: int) -> Fraction | None:
    """The exact share of two counts, None where there is nothing to divide by.

    Counts below zero are a ValueError.
    """
    if numerator < 0 or denominator < 0:
        raise ValueError(f"counts are not negative: {numerator} of {denominator}")
    return Fraction(numerator, denominator) if denominator else None


def decimal_text(figure: Exact, places: int) -> str:
    """A figure with so many decimals, half away from zero (CAL-07)."""
    exact = _exact(figure)
    unit = 10**places
    whole, rest = divmod(_half_up(abs(exact) * unit), unit)
    sign = "-" if exact < 0 and (whole or rest) else ""
    return f"{sign}{whole}.{rest:0{places}}" if places else f"{sign}{whole}"


def one_decimal(figure: Exact) -> str:
    """A figure as it is shown: one decimal, half away from zero (CAL-07). 89.96 is "90.0"."""
    return decimal_text(figure, 1)


def percent_text(share: Exact, places: int = 1) -> str:
    """A share as it is shown, in per cent (CAL-07). 400/438 is "91.3 %"."""
    return f"{decimal_text(_exact(share) * 100, places)} %"


def split_fen(total_fen: int, parts: tuple[int, int]) -> tuple[int, int]:
    """Divide money in the ratio of two parts: first share half-up, second the rest (CAL-07).

    The two always add up to the total. An amount or a part below zero, or no part above it, is a
    ValueError.
    """
    first_part, second_part = parts
    if min(total_fen, first_part, second_part) < 0 or first_part + second_part == 0:
        raise ValueError(f"cannot split {total_fen} fen into {first_part} : {second_part}")
    first = _half_up(Fraction(total_fen * first_part, first_part + second_part))
    return first, total_fen - first


def _half_up(figure: Fraction) -> int:
    return math.floor(figure + Fraction(1, 2))


def _exact(figure: Exact) -> Fraction:
    if isinstance(figure, float):
        raise TypeError(f"{figure!r} is a float, which is rounded already")
    return Fraction(figure)
