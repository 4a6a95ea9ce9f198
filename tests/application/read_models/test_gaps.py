"""What should be on record and is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from application.queries.gaps import Gap, gaps
from domain.calendar.errors import CalendarMissing
from domain.calendar.periods import Period
from domain.policy.recordables import Coverage
from tests.samples import CHINA, on, pack

ROSTER = pack("bijie").records["AB_ROSTER"].expected
HALL = pack("bijie").records["HALL_ROSTER"].expected
PLAN = pack("bijie").records["EMERGENCY_PLAN"].expected
BASE_DATA = pack("bijie").records["BASE_DATA"].expected

Days = Mapping[str, set[date]]


def missing(
    expected: Coverage | None, from_on: str, until_on: str, there: Days, *bodies: str
) -> list[Gap]:
    assert expected is not None
    return list(
        gaps("R", expected, set(bodies), there, CHINA, from_on=on(from_on), until_on=on(until_on))
    )


def test_a_day_that_is_worked_without_post_a_is_a_defect() -> None:
    """CAS-BZ-02"""
    assert ROSTER is not None
    assert (ROSTER.at, ROSTER.having) == ("COMMUNITY", {"post": "A"})

    # Sat 29 and Sun 30 September 2018 are worked; Monday 1 October is a holiday.
    found = missing(ROSTER, "2018-09-28", "2018-10-01", {"c1": {on("2018-09-28")}}, "c1")

    assert [gap.first_day for gap in found] == [on("2018-09-29"), on("2018-09-30")]


def test_a_holiday_without_a_roster_is_a_defect() -> None:
    """OFF-BZ-01"""
    # A plain weekend is no holiday, and a day that is worked owes no holiday roster.
    assert missing(HALL, "2018-09-08", "2018-09-10", {}, "c1") == []
    assert missing(HALL, "2018-10-01", "2018-10-01", {}, "c1") == [
        Gap("R", "c1", on("2018-10-01"), on("2018-10-01"))
    ]
    assert missing(HALL, "2018-10-01", "2018-10-01", {"c1": {on("2018-10-01")}}, "c1") == []


def test_a_community_without_an_emergency_plan_is_a_defect_until_it_has_one() -> None:
    """CAS-BZ-04"""
    there = {"c1": {on("2018-03-05")}}

    assert missing(PLAN, "2018-03-04", "2018-03-04", there, "c1") == [Gap("R", "c1")]
    assert missing(PLAN, "2018-03-05", "2018-03-05", there, "c1", "c2") == [Gap("R", "c2")]


def test_a_window_owes_one_wherever_in_it() -> None:
    """CAL-05"""
    monthly = Coverage(at="COMMUNITY", each=Period.MONTH)

    found = missing(monthly, "2018-01-31", "2018-03-01", {"c1": {on("2018-02-28")}}, "c1")

    assert [(gap.first_day, gap.last_day) for gap in found] == [
        (on("2018-01-01"), on("2018-01-31")),
        (on("2018-03-01"), on("2018-03-31")),
    ]


def test_a_year_nobody_has_judged_is_refused() -> None:
    """CAL-03"""
    with pytest.raises(CalendarMissing):
        missing(ROSTER, "2098-01-01", "2098-01-02", {}, "c1")


def test_data_older_than_the_pack_allows_are_a_defect_from_the_day_after() -> None:
    """INF-BZ-01: 365 days after 20 February 2018 is 20 February 2019"""
    assert BASE_DATA is not None
    assert (BASE_DATA.at, BASE_DATA.fresh_days, BASE_DATA.dated_by) == ("COUNTY", 365, "as_of")
    shown = {"county": {on("2017-06-30"), on("2018-02-20")}}

    assert missing(BASE_DATA, "2018-02-19", "2018-02-19", {}, "county") == [Gap("R", "county")]
    assert missing(BASE_DATA, "2019-02-20", "2019-02-20", shown, "county") == []
    assert missing(BASE_DATA, "2019-02-21", "2019-03-01", shown, "county") == [
        Gap("R", "county", on("2019-02-21"), on("2019-03-01"))
    ]
