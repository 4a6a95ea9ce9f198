"""The catalogue is data that refuses to be incoherent, and never makes a number up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from domain.indicators.catalogue import IndicatorCatalogue, Kind
from domain.indicators.coherence import CatalogueIncoherent, require_coherent
from domain.indicators.errors import IndicatorFactMissing, IndicatorUnknown
from domain.indicators.evaluation import evaluate
from domain.indicators.facts import Basis
from domain.indicators.formula import FormulaUnreadable, parse, shown, value_of
from domain.numbers import Exact
from tests.domain.indicators.published import CATALOGUE, figure

WORDS = {"zh": "数", "en": "n"}
CASES = {**WORDS, "counts": "REPORT", "of": ["CASE"]}
CLOSED = {**WORDS, "counts": "CLOSING", "of": ["CASE", "CLOSED"]}


def catalogue(sets: dict[str, Any], **indicator: Any) -> IndicatorCatalogue:
    stated = {
        **WORDS,
        "family": "f",
        "kind": "SHARE",
        "basis": "REPORTED",
        "source": "a test",
        **indicator,
    }
    made = IndicatorCatalogue.model_validate(
        {"version": "1", "families": {"f": WORDS}, "sets": sets, "indicators": {"rate": stated}}
    )
    require_coherent(made)
    return made


@pytest.mark.parametrize("code", sorted(CATALOGUE.indicators))
def test_every_indicator_says_what_it_is_and_where_it_is_from(code: str) -> None:
    """F: name, formula and source."""
    indicator = CATALOGUE.indicator(code)

    assert CATALOGUE.formula_text(code)
    assert indicator.zh
    assert indicator.source
    if indicator.kind is not Kind.SCORE and not CATALOGUE.missing_in(code):
        above, _below = CATALOGUE.sides(code)
        assert above.plus


@pytest.mark.parametrize(
    "code", [code for code in CATALOGUE.indicators if CATALOGUE.missing_in(code)]
)
def test_a_formula_whose_facts_are_not_in_the_events_says_which(code: str) -> None:
    """B-45: no invented value."""
    with pytest.raises(IndicatorFactMissing) as refused:
        figure(code)

    assert refused.value.facts()["missing"] == CATALOGUE.missing_in(code)
    assert all(refused.value.missing.values())


def test_beijing_refuses_because_its_weights_were_not_found() -> None:
    """Field notes 3.1."""
    with pytest.raises(IndicatorFactMissing, match="own weights were not found"):
        figure("three_rates_beijing")


def test_an_indicator_that_is_not_there_is_refused() -> None:
    """F."""
    with pytest.raises(IndicatorUnknown):
        figure("happiness")


@pytest.mark.parametrize("code", ["on_time_of_closed", "closing_in_time_rate"])
def test_closed_on_time_of_closed_is_never_shown_without_the_rate_of_all_due(code: str) -> None:
    """CAS-KD-04, field notes 2.5: each is shown with the other."""
    (other,) = CATALOGUE.indicator(code).shown_with

    assert code in CATALOGUE.indicator(other).shown_with


def test_weights_hold_from_their_day_on() -> None:
    """Field notes 3.1: weights are data, versioned, with effective dates."""
    weighed = catalogue({"all_cases": CASES}, formula="all_cases / all_cases")
    score = {
        **WORDS, "family": "f", "kind": "SCORE", "formula": "w * rate", "source": "a test",
        "weights": [
            {"since": "2024-01-01", "values": {"w": 30}},
            {"since": "2025-01-01", "values": {"w": 40}},
        ],
    }  # fmt: skip
    both = IndicatorCatalogue.model_validate(
        weighed.model_dump(mode="json") | {
            "indicators": {**weighed.model_dump(mode="json")["indicators"], "score": score}
        }
    )  # fmt: skip
    counts = {Basis.REPORTED: {"all_cases": 7}}

    def on(day: date) -> Exact | None:
        return evaluate(both, "score", counts, day).exact

    assert (on(date(2024, 12, 31)), on(date(2025, 1, 1))) == (30, 40)
    with pytest.raises(IndicatorFactMissing, match="no weight is in force on 2023-12-31"):
        on(date(2023, 12, 31))


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("closed / unheard", "unheard is not known"),
        ("closed + every / every", "closed \\+ every / every|no fraction"),
        ("closed / (closed + every)", "closed and every may overlap"),
        ("(closed - every) / every", "every does not lie in closed"),
        ("(every - open - overdue) / every", "open and overdue may overlap"),
        ("every", "no fraction"),
        ("2 * closed / every", "no sum of sets"),
    ],
)
def test_sums_that_are_no_sums_of_sets_do_not_load(formula: str, why: str) -> None:
    """F: a figure is as large as its evidence."""
    sets = {
        "every": CASES,
        "closed": CLOSED,
        "open": {**CASES, "of": ["CASE", "OPEN"]},
        "overdue": {**CASES, "of": ["CASE", "OPEN", "BOUND"], "when": "OVERDUE"},
    }
    with pytest.raises((CatalogueIncoherent, FormulaUnreadable), match=why):
        catalogue(sets, formula=formula)


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "a.b", "a[0]", "a ** b", "a if b else c", "clamp(a)", "'a'", "a <", "True",
     "lambda: 1", "f(*a)", "min(a, b)"],
)  # fmt: skip
def test_a_formula_can_do_nothing_but_compute(text: str) -> None:
    """F: closed expressions."""
    with pytest.raises(FormulaUnreadable):
        parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1 + 0.2", Fraction(3, 10)),
        ("a - (b - 1)", Fraction(6)),
        ("a / (b - 5)", None),
        ("clamp(a * 10, 0, 7)", Fraction(7)),
        ("reached(a, 10) + reached(a, 10.01)", Fraction(1)),
        ("least(a, b) / most(a, b)", Fraction(1, 2)),
    ],
)
def test_numbers_are_exact(text: str, value: Fraction | None) -> None:
    """CAL-06: 10 and 5."""
    assert value_of(parse(text), {"a": Fraction(10), "b": Fraction(5)}) == value


def test_a_formula_is_shown_in_words() -> None:
    """F."""
    node = parse("a / (b - (c + d)) * (1 - a)")

    assert shown(node, {"a": "甲"}) == "甲 ÷ (b − (c + d)) × (1 − 甲)"
    assert CATALOGUE.formula_text("three_rates") == "30 × 响应率 + 35 × 解决率 + 35 × 满意率"
