"""Whether a catalogue of indicators can be counted as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.indicators import disjoint
from domain.indicators.catalogue import Indicator, IndicatorCatalogue
from domain.indicators.facts import Condition, Fact
from domain.indicators.formula import names_in, parse

_RUNNING = frozenset({Condition.OVERDUE, Condition.NOT_YET_DUE})


class CatalogueIncoherent(ValueError):
    """The catalogue cannot be counted as it is written; the text says why."""


def require_coherent(catalogue: IndicatorCatalogue) -> None:
    """Refuse a catalogue with faults.

    Raises:
        CatalogueIncoherent: with every fault.
        FormulaUnreadable: a formula is not arithmetic over names.
    """
    if found := list(faults(catalogue)):
        raise CatalogueIncoherent("; ".join(found))


def faults(catalogue: IndicatorCatalogue) -> Iterator[str]:
    """What is wrong with it, in words."""
    parts = (catalogue.sets, catalogue.derived, catalogue.missing, catalogue.indicators)
    uses = Counter(code for part in parts for code in part)
    yield from (f"{code} is defined twice" for code, times in uses.items() if times > 1)
    sets = catalogue.sets.keys() | catalogue.derived.keys()
    for code, derived in catalogue.derived.items():
        for name in names_in(parse(derived.consists_of)):
            if name not in sets:
                yield f"{code}: {name} is no set"
    for code, one in catalogue.sets.items():
        if one.when in _RUNNING and not one.of >= {Fact.OPEN, Fact.BOUND}:
            yield f"{code}: only what is open and has a bound can be {one.when}"
    for code, indicator in catalogue.indicators.items():
        unknown = list(_unknown(catalogue, indicator))
        yield from (f"{code}: {name} is not known" for name in unknown)
        if not unknown:
            yield from (f"{code}: {why}" for why in _miscounted(catalogue, code, indicator))


def _unknown(catalogue: IndicatorCatalogue, indicator: Indicator) -> Iterator[str]:
    if indicator.family not in catalogue.families:
        yield indicator.family
    sets = catalogue.sets.keys() | catalogue.derived.keys()
    others = catalogue.indicators.keys()
    known = sets | catalogue.missing.keys() | indicator.weight_names
    if indicator.is_score:
        known |= others
    yield from (name for name in names_in(indicator.node) if name not in known)
    yield from (name for name in indicator.beside if name not in sets)
    yield from (name for name in indicator.shown_with if name not in others)


def _miscounted(catalogue: IndicatorCatalogue, code: str, indicator: Indicator) -> Iterator[str]:
    sets = catalogue.sets.keys() | catalogue.derived.keys()
    counted = sets & {*names_in(indicator.node), *indicator.beside}
    if indicator.basis is None and (counted or not indicator.is_score):
        yield "what is counted needs a basis"
    if indicator.is_score:
        made_of = catalogue.made_of(code)
        scores = [name for name in made_of if catalogue.indicators[name].is_score]
        yield from (f"{name} is a score itself" for name in scores)
    elif not catalogue.missing_in(code):
        for side in catalogue.sides(code):
            if side is not None:
                yield from disjoint.faults(side, catalogue.sets)
