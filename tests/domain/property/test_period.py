"""Grades, their posting, the veto over them, and the scores of inspections."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.calendar.period_names import named
from domain.calendar.periods import Period
from domain.meetings.events import OutcomePublished
from domain.property.estate import Estate, Filed
from domain.property.period import Cause, EstatePeriod
from domain.required import PolicySilent
from tests.domain.property.estates import CHENGYANG, STREET_A, by, filed
from tests.samples import on
from tests.spec import fact, news, refused, then

BOTH = ("RESIDENTS_COMMITTEE", "OWNERS_COMMITTEE")
Q2: dict[str, Any] = {
    "code": "e1.2021Q2",
    "estate_id": "e1",
    "body": "c1",
    "period": "2021Q2",
    "window": on("2021-04-01"),
}
SERVICE = Cause("f1", "PROPERTY_SERVICE", ("event:00000000-0000-4000-8000-000000000001/1",))


def rate(
    estate: Estate,
    grade: str,
    when: str = "2021-04-30 09:00",
    *,
    known: EstatePeriod | None = None,
    period: str | None = None,
) -> EstatePeriod:
    return EstatePeriod.rate(by(when), known, estate, jurisdiction="j", grade=grade, period=period)


def veto(
    estate: Estate, known: EstatePeriod | None, cause: Cause = SERVICE, period: str | None = None
) -> EstatePeriod:
    return EstatePeriod.veto(
        by("2021-06-15 09:00"), known, estate, jurisdiction="j", cause=cause, period=period
    )


def test_service_is_rated_in_four_grades() -> None:
    """SAT-SA-01, PRP-SA-04"""
    for grade in ("EXCELLENT", "GOOD", "PASS", "FAIL"):
        (rated,) = then(
            rate(filed(), grade),
            fact(EstatePeriod.PropertyRated, company="sunny", scale="SA_4", grade=grade, **Q2),
        )
        assert rated.rule_ids == ("SAT-SA-01",)
    with refused("property-grade-unknown", "SAT-SA-01"):
        rate(filed(), "average")


def test_an_estate_is_rated_once_for_a_period_that_has_begun() -> None:
    """SAT-SA-01, CAL-05"""
    estate = filed()
    rated = rate(estate, "GOOD", period="2021Q1")

    with refused("property-rated-already", "SAT-SA-01"):
        rate(estate, "FAIL", known=rated, period="2021Q1")
    with refused("property-period-not-begun", "CAL-05"):
        rate(estate, "GOOD", period="2021Q3")
    for wrong in ("2021", "2021Q5", "2021-Q1", "0000Q1", "Q1"):
        with refused("period-unknown", "CAL-05"):
            rate(estate, "GOOD", period=wrong)


def test_service_is_a_companys() -> None:
    """SAT-SA-01"""
    with refused("estate-has-no-company", "SAT-SA-01"):
        rate(filed(filing=Filed()), "GOOD")


def test_a_grade_is_posted_once() -> None:
    """SAT-SA-01"""
    estate = filed()
    rated = rate(estate, "GOOD")
    news(rated)

    rated.post(by("2021-05-08 23:59"))

    then(
        rated,
        fact(
            OutcomePublished,
            code="e1.2021Q2", kind="PROPERTY_RATING", body="c1",
            published_on=on("2021-05-08"), by="po", window=on("2021-04-01"),
        ),
    )  # fmt: skip
    with refused("property-grade-posted-already", "SAT-SA-01"):
        rated.post(by("2021-05-09 09:00"))
    with refused("property-not-rated", "SAT-SA-01"):
        veto(estate, None).post(by("2021-06-20 09:00"))


def test_a_veto_overrides_the_grade_and_keeps_the_original() -> None:
    """PET-SA-01, ACC-SA-02: a group petition in a quarter with the grade GOOD"""
    estate = filed()
    period = rate(estate, "GOOD")
    news(period)

    veto(estate, period)

    (vetoed,) = then(
        period,
        fact(
            EstatePeriod.VetoApplied,
            company="sunny", scale="SA_4", grade="FAIL", original_grade="GOOD",
            cause="PROPERTY_SERVICE", finding="f1", **Q2,
        ),
    )  # fmt: skip
    assert vetoed.evidence == SERVICE.evidence
    assert vetoed.rule_ids == ("ACC-SA-02",)
    with refused("veto-applied-already", "ACC-SA-02"):
        veto(estate, period)


def test_another_cause_is_no_veto() -> None:
    """PET-SA-01: the cause is decided by a person; parking law or none is no veto"""
    for ground in ("PARKING_LAW", None):
        with refused("cause-is-no-veto", "PET-SA-01"):
            veto(filed(), None, Cause("f1", ground, ()))


def test_a_veto_stands_over_a_grade_that_comes_later() -> None:
    """ACC-SA-02: veto on the period, whenever it is graded"""
    estate = filed()
    period = veto(estate, None)

    rate(estate, "EXCELLENT", "2021-06-30 09:00", known=period)

    vetoed, rated = news(period)
    assert isinstance(vetoed, EstatePeriod.VetoApplied)
    assert (vetoed.grade, vetoed.original_grade) == ("FAIL", None)
    assert isinstance(rated, EstatePeriod.PropertyRated)
    assert (rated.grade, rated.original_grade) == ("FAIL", "EXCELLENT")


def inspect(estate: Estate, score: str, **further: Any) -> EstatePeriod:
    return EstatePeriod.inspect(
        by("2021-03-15 09:00", CHENGYANG),
        further.pop("known", None),
        estate,
        jurisdiction="j",
        score=Decimal(score),
        inspectors=further.pop("inspectors", BOTH),
        period=further.pop("period", None),
    )


def test_an_estate_is_scored_once_a_quarter_by_both() -> None:
    """PRP-CY-01: by the residents' committee and the owners' committee"""
    estate = filed(CHENGYANG, filing=Filed(company="sunny"))
    with refused("estate-inspectors-missing", "PRP-CY-01"):
        inspect(estate, "80", inspectors=BOTH[:1])

    period = inspect(estate, "80")

    (scored,) = news(period)
    assert isinstance(scored, EstatePeriod.PropertyInspected)
    assert (scored.period, scored.score, scored.company) == ("2021Q1", Decimal(80), "sunny")
    with refused("estate-inspected-already", "PRP-CY-01"):
        inspect(estate, "81", known=period)


def test_a_pack_without_grades_or_scores_refuses_them() -> None:
    """B-45, B-25: one pack grades, the other scores and ranks"""
    with pytest.raises(PolicySilent):
        EstatePeriod.rate(
            by("2021-03-15 09:00", CHENGYANG), None, filed(CHENGYANG, filing=Filed()),
            jurisdiction="j", grade="GOOD", period=None,
        )  # fmt: skip
    with pytest.raises(PolicySilent):
        EstatePeriod.inspect(
            by("2021-03-15 09:00", STREET_A), None, filed(),
            jurisdiction="j", score=Decimal(1), inspectors=BOTH, period=None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "period", "first", "last"),
    [
        ("2021", Period.YEAR, "2021-01-01", "2021-12-31"),
        ("2021H2", Period.HALF_YEAR, "2021-07-01", "2021-12-31"),
        ("2021Q4", Period.QUARTER, "2021-10-01", "2021-12-31"),
        ("2020M02", Period.MONTH, "2020-02-01", "2020-02-29"),
    ],
)
def test_periods_have_names(name: str, period: Period, first: str, last: str) -> None:
    """CAL-05"""
    span = named(name, period)
    assert (span.first_day, span.last_day) == (on(first), on(last))
