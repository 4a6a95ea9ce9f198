"""The one evaluator: from counts of sets of events to the value of any indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from domain.indicators.catalogue import Indicator, IndicatorCatalogue, Kind, Weights
from domain.indicators.errors import IndicatorFactMissing
from domain.indicators.facts import Basis
from domain.indicators.formula import Operation, names_in, parse, value_of
from domain.numbers import Exact, decimal_text, percent_text

Counts = Mapping[Basis, Mapping[str, Exact]]
"""How many events each set holds, or a stated figure, by code; each of a period told by a basis."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator: exact, and as it is shown (CAL-06, CAL-07).

    Attributes:
        numerator, denominator: of a fraction; None: a count has no denominator, a score neither.
        exact: None: there is nothing to divide by.
        counts: every count that explains it, by code of the set.
        parts: the indicators that a score is made of, by code.
        weights: those used; None: the formula has none.
    """

    code: str
    kind: Kind
    exact: Fraction | None
    text: str | None
    numerator: Exact | None = None
    denominator: Exact | None = None
    counts: Mapping[str, Exact] = field(default_factory=dict)
    parts: Mapping[str, Figure] = field(default_factory=dict)
    weights: Weights | None = None


def evaluate(catalogue: IndicatorCatalogue, code: str, counts: Counts, on: date) -> Figure:
    """The value of an indicator.

    Args:
        counts: of every set it names; facts that no event records may be stated here.
        on: local day that decides which weights are in force.

    Raises:
        IndicatorUnknown: the catalogue has no such indicator.
        IndicatorFactMissing: a fact, or its weights on that day, are not there (B-45).
    """
    indicator = catalogue.indicator(code)
    missing = {
        name: why
        for name, why in catalogue.missing_in(code).items()
        if not any(name in held for held in counts.values())
    }
    if missing:
        raise IndicatorFactMissing(code, missing)
    if indicator.kind is Kind.SCORE:
        return _score(catalogue, code, indicator, counts, on)
    values = _values(catalogue, indicator, counts)
    node = indicator.node
    above = below = None
    if indicator.kind is Kind.COUNT:
        above = value_of(node, values)
    elif isinstance(node, Operation):
        above, below = value_of(node.left, values), value_of(node.right, values)
    exact = value_of(node, values)
    return Figure(code, indicator.kind, exact, _text(indicator, exact), above, below, counts=values)


def _score(
    catalogue: IndicatorCatalogue, code: str, indicator: Indicator, counts: Counts, on: date
) -> Figure:
    parts = {name: evaluate(catalogue, name, counts, on) for name in catalogue.made_of(code)}
    weights = indicator.weights_on(on)
    named = indicator.weight_names & set(names_in(indicator.node))
    lacking = named - (weights.values.keys() if weights else set())
    if lacking:
        raise IndicatorFactMissing(
            code, dict.fromkeys(sorted(lacking), f"no weight is in force on {on.isoformat()}")
        )
    direct = _values(catalogue, indicator, counts)
    values: dict[str, Fraction | None] = {name: part.exact for name, part in parts.items()}
    values |= direct
    if weights:
        values |= {name: Fraction(weight) for name, weight in weights.values.items()}
    exact = value_of(indicator.node, values)
    return Figure(
        code,
        indicator.kind,
        exact,
        _text(indicator, exact),
        counts=direct,
        parts=parts,
        weights=weights if named else None,
    )


def _values(
    catalogue: IndicatorCatalogue, indicator: Indicator, counts: Counts
) -> dict[str, Fraction]:
    named = [
        name
        for name in (*names_in(indicator.node), *indicator.beside)
        if name not in catalogue.indicators and name not in indicator.weight_names
    ]
    if not named or indicator.basis is None:
        return {}
    found: dict[str, Fraction] = {}
    for name in named:
        found |= _counted(catalogue, name, counts[indicator.basis])
    return found


def _counted(
    catalogue: IndicatorCatalogue, name: str, counts: Mapping[str, Exact]
) -> dict[str, Fraction]:
    """The count of a set, after those of the sets it is made of."""
    if name in counts or name not in catalogue.derived:
        return {name: Fraction(counts[name])}
    node = parse(catalogue.derived[name].consists_of)
    inner: dict[str, Fraction] = {}
    for part in names_in(node):
        inner |= _counted(catalogue, part, counts)
    value = value_of(node, inner)
    assert value is not None, "a derived set is a sum"
    return inner | {name: value}


def _text(indicator: Indicator, exact: Fraction | None) -> str | None:
    if exact is None:
        return None
    if indicator.kind is Kind.SHARE:
        return percent_text(exact, indicator.decimals)
    return decimal_text(exact, 0 if indicator.kind is Kind.COUNT else indicator.decimals)
