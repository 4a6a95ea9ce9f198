"""Commendations, raises, benefits and care for staff, on the real log (3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

import pytest

from application.read_models.obligation_calendar import CalendarFilter
from application.scenarios.clock import StoryClock
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import territory
from application.use_cases.request import Caller
from domain.accountability.evidence import event_ref
from domain.honours.errors import (
    BasisMissing,
    BenefitDoesNotRun,
    BenefitRuns,
    RaiseAfterTerm,
    RaiseNotEarned,
)
from domain.organisation.body import Body
from domain.policy.reward_rules import RewardRule
from domain.policy.shelf import PackShelf
from domain.records.book import RecordBook
from domain.records.errors import EnteredAlready, WordsUndefined
from tests.application.accountability.files import give, ref
from tests.application.town import FOUNDER, Town, at, town_on
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

_numbers = count(1)


@pytest.fixture
def bijie(module_database: Database) -> Iterator[Town]:
    with _bijie(module_database, None) as town:
        yield town


def insured_by_appointment() -> PackShelf:
    """Bijie, if an appointment were enough for the benefit; how it ends is the same."""
    pack = product_packs().get("bijie")
    assert pack.incentives is not None
    benefit = pack.incentives.benefits["old_age_insurance"]
    basis = RewardRule(of="PostAppointed", subject="person_ref", years=1)
    benefits = {"old_age_insurance": benefit.model_copy(update={"basis": basis})}
    incentives = pack.incentives.model_copy(update={"benefits": benefits})
    return PackShelf([pack.model_copy(update={"incentives": incentives})])


@contextmanager
def _bijie(database: Database, packs: PackShelf | None) -> Iterator[Town]:
    clock = StoryClock(at("2021-01-04 09:00"))
    with service_on(database, clock, packs=packs) as service:
        town = Town(service, database, clock, f"bijie-{next(_numbers)}", "bijie")
        tree, above = territory(town.pack).tree, town.name
        for code, level in (("county", "COUNTY"), ("street", "STREET"), ("c1", "COMMUNITY")):
            town.organise(FoundOrgUnit(code=code, level=level, tree=tree, parent=above))
            above = code
        yield town


def record(town: Town, command: str, kind: str, **fields: Any) -> None:
    give(town, FOUNDER, command, record=kind, body="c1", **fields)


def commend(town: Town, *years: int, level: str = "COUNTY_LEVEL") -> None:
    for year in years:
        record(
            town, "record_commendation", "COMMENDATION",
            person_ref="sun", level=level, year=year,
        )  # fmt: skip


def raise_pay(town: Town, from_on: str) -> None:
    record(
        town, "raise_pay_grade", "PAY_RAISE",
        person_ref="sun", from_on=from_on, standard="deputy_section_head",
    )  # fmt: skip


def test_three_years_in_a_row_raise_the_pay_of_who_is_in_office(bijie: Town) -> None:
    """RWD-BZ-01: county 2018, 2019, 2020 from 2021-01-01"""
    bijie.appoint("sun", "community_secretary", "c1", party_member=True, from_on=date(2020, 1, 1))
    commend(bijie, 2018, 2019)
    with pytest.raises(RaiseNotEarned):
        raise_pay(bijie, "2021-01-01")
    commend(bijie, 2020)
    with pytest.raises(RaiseNotEarned):
        raise_pay(bijie, "2020-01-01")
    raise_pay(bijie, "2021-01-01")
    with pytest.raises(EnteredAlready):
        raise_pay(bijie, "2021-01-01")


def test_after_the_term_nothing_is_raised(bijie: Town) -> None:
    """RWD-BZ-01: city 2020, 2021 from 2022-01-01; term ended 2021-12-31, nothing"""
    bijie.appoint(
        "sun", "community_secretary", "c1", party_member=True,
        from_on=date(2020, 1, 1), to_on=date(2022, 1, 1),
    )  # fmt: skip
    bijie.clock.set(at("2022-01-05 09:00"))
    commend(bijie, 2020, 2021, level="CITY_LEVEL")
    with pytest.raises(RaiseAfterTerm):
        raise_pay(bijie, "2022-01-01")


def test_a_benefit_rests_on_an_assessment(bijie: Town) -> None:
    """RWD-BZ-02: competent or better"""
    founding = event_ref(Body.create_id(bijie.name, "c1"), 1)
    with pytest.raises(BasisMissing):
        record(
            bijie, "start_benefit", "BENEFIT",
            person_ref="sun", benefit="old_age_insurance", basis_event=founding,
        )  # fmt: skip


def test_leaving_office_stops_the_benefit_on_that_day(module_database: Database) -> None:
    """RWD-BZ-02: leaves 2021-06-30, stopped that date"""
    with _bijie(module_database, insured_by_appointment()) as town:
        town.appoint("sun", "community_secretary", "c1", party_member=True)
        body = Body.create_id(town.name, "c1")
        paid = {"person_ref": "sun", "benefit": "old_age_insurance"}
        basis = ref(town, body, "PostAppointed")
        record(town, "start_benefit", "BENEFIT", basis_event=basis, **paid)
        with pytest.raises(BenefitRuns):
            record(town, "start_benefit", "BENEFIT", basis_event=basis, **paid)
        town.clock.set(at("2021-07-02 09:00"))

        give(
            town, FOUNDER, "vacate_post", body="c1", post="community_secretary",
            person_ref="sun", on="2021-06-30",
        )  # fmt: skip

        [(_, stopped)] = town.service.log.history(
            town.name, RecordBook.create_id(town.name, "BENEFIT_END", "c1", None)
        )
        assert stopped.event_type == "BenefitStopped"
        assert stopped.model_dump(include={"person_ref", "on"}) == {
            "person_ref": "sun",
            "on": date(2021, 6, 30),
        }
        with pytest.raises(BenefitDoesNotRun):
            record(town, "stop_benefit", "BENEFIT_END", **paid)


def test_stars_without_a_formula_are_off_and_not_zero(bijie: Town) -> None:
    """RWD-BZ-05, B-45"""
    with pytest.raises(WordsUndefined):
        record(
            bijie, "grade_stars", "MEMBER_STARS",
            member_ref="sun", criterion="points", stars=0,
        )  # fmt: skip


def test_stars_of_estates_wait_for_criteria(module_database: Database) -> None:
    """RWD-SA-01, B-45: pack without criteria, refused"""
    with (
        town_on(module_database, "street-a", "2021-03-01 09:00") as town,
        pytest.raises(WordsUndefined),
    ):
        record(town, "grade_stars", "ESTATE_STARS", estate="e1", criterion="smart", stars=3)


def test_a_year_without_a_health_check_is_missed(bijie: Town) -> None:
    """RWD-BZ-03: none in 2021, miss"""
    bijie.appoint("sun", "community_secretary", "c1", party_member=True)
    bijie.appoint("wei", "residents_committee_director", "c1")
    record(bijie, "record_health_check", "STAFF_HEALTH_CHECK", person_ref="wei")
    bijie.clock.set(at("2022-01-01 00:05"))
    bijie.service.projector.catch_up()
    bijie.service.obligation_sweep.sweep(bijie.name)
    bijie.service.projector.catch_up()

    page = bijie.service.obligations.rows(
        bijie.name, Caller(FOUNDER), CalendarFilter(code="STAFF_HEALTH_CHECK_DUE", body="c1")
    )
    assert {(line.holder, str(line.state)) for line in page.items if line.due_at.year == 2021} == {
        ("sun", "MISSED"),
        ("wei", "FULFILLED"),
    }
