"""Figures that cities published, and the counts they were made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.indicators.evaluation import Figure, evaluate
from domain.indicators.facts import Basis
from domain.numbers import Exact
from infrastructure.indicator_files import load_indicators

CATALOGUE = load_indicators()
TODAY = date(2026, 11, 23)


def figure(code: str, on: date = TODAY, /, **counts: Exact) -> Figure:
    """An indicator of the shipped catalogue over stated counts; others are zero."""
    zero: dict[str, Exact] = dict.fromkeys(CATALOGUE.sets, 0)
    held: Mapping[str, Exact] = {**zero, **counts}
    return evaluate(CATALOGUE, code, dict.fromkeys(Basis, held), on)
