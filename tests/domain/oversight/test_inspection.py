"""Inspections on the spot."""

from __future__ import annotations

from typing import Any

import pytest

from domain.act import Actor
from domain.oversight.inspection import Inspection, InspectionDone, Measured
from domain.surveys.survey import Rate, Survey
from domain.surveys.tally import Tally
from domain.vocabulary import Role
from tests.samples import DAGUAN, SU, act, on, pack
from tests.spec import fact, refused, then

CHENGYANG = pack("chengyang")


def inspect(**changes: Any) -> Inspection:
    fields: dict[str, Any] = {
        "code": "i1",
        "kind": "ON_SITE",
        "body": "c1",
        "subject": "estate-3",
        "inspectors": ("management_office", "supervision_office"),
        "defects": ("lift stuck", "litter"),
        "fixed": (2,),
    }
    by = act(SU, "2019-06-11 09:00", CHENGYANG)
    return Inspection.record(by, jurisdiction="j", **fields | changes)


def test_a_defect_put_right_on_the_spot_is_recorded_and_the_other_stays_open() -> None:
    """CAS-CY-02, ACC-CY-02"""
    done = inspect()

    then(
        done,
        fact(
            InspectionDone,
            code="i1",
            inspection="ON_SITE",
            body="c1",
            subject="estate-3",
            inspectors=("management_office", "supervision_office"),
            defects=("lift stuck", "litter"),
        ),
        fact(Inspection.DefectFixed, defect=2),
    )
    assert done.open_defects == ("lift stuck",)


def test_both_offices_inspect() -> None:
    """CAS-CY-02"""
    with refused("inspectors-missing", "CAS-CY-02"):
        inspect(inspectors=("management_office",))


def test_a_defect_is_fixed_once_and_must_have_been_found() -> None:
    """CAS-CY-02"""
    done = inspect()
    done.collect_events()
    later = act(SU, "2019-06-12 09:00", CHENGYANG)

    done.fix(later, defect=2)
    then(done)
    done.fix(later, defect=1)
    then(done, fact(Inspection.DefectFixed, defect=1))
    for unknown in (0, 3):
        with refused("defect-unknown", "CAS-CY-02"):
            done.fix(later, defect=unknown)


def test_a_pack_without_inspections_refuses() -> None:
    """B-45"""
    with refused("inspection-undefined", "B-45"):
        inspect(kind="UNANNOUNCED")


OFFICE = Actor(id="olga", roles=frozenset({Role.ORG}))


def survey(*, valid: int = 200, closed: bool = True) -> Survey:
    asked = Survey.open(
        act(OFFICE, "2021-06-01 09:00", DAGUAN),
        jurisdiction="j",
        code="s1",
        kind="FEEDBACK_CHAIN",
        body="c1",
        subject="station-1",
        population=4000,
        sample_size=250,
        until_on=on("2021-06-29"),
    )
    groups: dict[tuple[bool | None, str | None], int] = {
        (True, "SATISFIED"): 150,
        (True, "DISSATISFIED"): 26,
        (False, "DISSATISFIED"): 14,
        (False, None): 10,
    }
    if valid != sum(groups.values()):
        groups = {(True, "SATISFIED"): valid}
    if closed:
        tally = Tally(counted_to=9, complete=True, groups=groups)
        asked.close(act(OFFICE, "2021-06-30 08:00", DAGUAN), tally)
    return asked


def inspect_daily(asked: Survey | None, **changes: Any) -> Inspection:
    fields: dict[str, Any] = {
        "code": "i2",
        "kind": "DAILY_INSPECTION",
        "body": "c1",
        "subject": "station-1",
        "inspectors": ("leading_group_office",),
    }
    measured = Measured(chain_ok=changes.pop("chain_ok", True), survey=asked)
    by = act(OFFICE, "2021-06-30 16:00", DAGUAN)
    return Inspection.record(by, jurisdiction="j", measured=measured, **fields | changes)


def test_a_daily_inspection_takes_both_rates_from_a_closed_survey() -> None:
    """SAT-DG-01: 200 valid, 176 aware, 150 of 190 satisfied on 2021-06-30"""
    [done] = then(
        inspect_daily(survey()),
        fact(
            InspectionDone,
            code="i2",
            inspection="DAILY_INSPECTION",
            body="c1",
            subject="station-1",
            inspectors=("leading_group_office",),
            chain_ok=True,
            survey="s1",
            awareness=Rate(numerator=176, denominator=200),
            satisfaction=Rate(numerator=150, denominator=190),
        ),
    )
    assert done.rule_ids == ("SAT-DG-01",)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (None, "rates-missing"),
        (survey(closed=False), "survey-not-closed"),
    ],
)
def test_an_inspection_without_both_rates_is_not_complete(asked: Survey | None, code: str) -> None:
    """SAT-DG-01"""
    with refused(code, "SAT-DG-01"):
        inspect_daily(asked)


def test_an_inspection_rests_on_a_survey_of_what_it_inspects_and_looks_at_the_chain() -> None:
    """SAT-DG-01"""
    with refused("survey-is-anothers", "SAT-DG-01"):
        inspect_daily(survey(), subject="station-2")
    with refused("chain-not-judged", "SAT-DG-01"):
        inspect_daily(survey(), chain_ok=None)


def test_twenty_nine_valid_answers_leave_the_inspection_open_and_thirty_do_not() -> None:
    """SAT-DG-01, 6.1: 29 valid are insufficient"""
    with refused("answers-insufficient", "6.1"):
        inspect_daily(survey(valid=29))
    assert inspect_daily(survey(valid=30)).version == 1
