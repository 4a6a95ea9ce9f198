"""Petitions to the province or to Beijing, and the counter that should stand at zero."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from application.ports import Receipt
from application.queries.figures import Cohort
from application.read_models.as_of import AsOf, Axis
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.cases.errors import SeriousKindFollows
from tests.application.town import FOUNDER, Town, at, town_on, uploaded
from tests.database import Database

KIND = "PETITION_ABOVE"


@pytest.fixture
def street(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "street-a", "2021-06-15 09:00") as town:
        town.appoint("rong", "residents_committee", "c1")
        town.appoint("hong", "residents_committee", "c2")
        town.appoint("so", "street_officer", town.name)
        yield town


def petition(
    town: Town, destination: str = "PROVINCE", *, by: str = "rong", **said: Any
) -> Receipt:
    body = "c1" if by == "rong" else "c2"
    fields = {"record": "PETITION", "body": body, "destination": destination, "petition_ref": "p"}
    command = ORGANISATION_COMMANDS["record_petition"](**fields | said)
    return town.service.organisation.execute(town.name, Caller(by), command, key=None)


def counter(town: Town, *, by: str = FOUNDER, as_of: AsOf | None = None, **cohort: Any) -> int:
    town.service.projector.catch_up()
    found = town.service.queries.zero_counters(
        town.name, Caller(by), cohort=Cohort(**cohort), as_of=as_of
    )
    return {each.kind: each.count for each in found}[KIND]


def evidence(town: Town, **further: Any) -> tuple[list[str], int | None]:
    """Topics of the events behind the counter, and where the next page begins."""
    town.service.projector.catch_up()
    found = town.service.queries.zero_evidence(town.name, Caller(FOUNDER), KIND, **further)
    rows: dict[Any, Any] = dict(
        town.rows("SELECT position, topic FROM events WHERE jurisdiction = %s")
    )
    return [rows[position] for position in found.numerator], found.next


def test_only_petitions_to_the_province_and_to_beijing_count(street: Town) -> None:
    """PET-SA-01, CAS-SA-02: each with its event"""
    for destination in ("PROVINCE", "BEIJING", "COUNTY", "STREET"):
        petition(street, destination)
    petition(street, "CITY", by="hong")

    assert counter(street) == 2
    assert evidence(street) == (["PetitionRecorded"] * 2, None)


def test_a_counter_is_of_the_bodies_that_the_caller_sees(street: Town) -> None:
    """C, CAS-SA-02: by community and by who asks"""
    petition(street)
    petition(street, by="hong")

    assert (counter(street), counter(street, by="rong"), counter(street, by="hong")) == (2, 1, 1)
    assert (counter(street, community="c2"), counter(street, grid="g1")) == (1, 0)
    assert (counter(street, unit="lights"), counter(street, category="noise")) == (0, 0)


def test_a_petition_counts_on_its_day_and_since_it_is_known(street: Town) -> None:
    """ENV-06, CAS-SA-02"""
    street.clock.set(at("2021-07-05 09:00"))
    petition(street, on="2021-06-30")

    june: dict[str, Any] = {"since": at("2021-06-01 00:00"), "until": at("2021-07-01 00:00")}
    july: dict[str, Any] = {"since": at("2021-07-01 00:00"), "until": at("2021-08-01 00:00")}
    assert (counter(street, **june), counter(street, **july)) == (1, 0)
    before = AsOf(at("2021-07-05 08:59"), Axis.RECORDED)
    assert counter(street, as_of=before) == 0


def test_a_petition_that_is_put_right_leaves_the_counter(street: Town) -> None:
    """ENV-02, CAS-SA-02: it went to the county"""
    made = petition(street)
    assert counter(street) == 1
    wrong: dict[str, Any] = {
        "record": "PETITION", "body": "c1", "on": "2021-06-15", "no": 1,
        "field": "destination", "new": "COUNTY", "reason": "wrong box",
    }  # fmt: skip
    put_right = ORGANISATION_COMMANDS["correct_record"](**wrong)
    street.service.organisation.execute(street.name, Caller(FOUNDER), put_right, key=None)

    assert counter(street) == 0
    assert evidence(street) == ([], None)
    assert isinstance(made.aggregate_id, UUID)


def test_evidence_of_petitions_comes_page_by_page(street: Town) -> None:
    """architecture 7"""
    for _ in range(3):
        petition(street)

    first, following = evidence(street, limit=2)
    rest, end = evidence(street, limit=2, after=following)

    assert (len(first), len(rest), end) == (2, 1, None)


def test_what_is_counted_from_petitions_is_not_counted_by_hand(street: Town) -> None:
    """PET-SA-01: nothing counts twice; the other kinds are recorded of cases as before"""
    case = uploaded(street)

    with pytest.raises(SeriousKindFollows):
        street.do("so", "record_serious_event", case, kind=KIND)
    street.do("so", "record_serious_event", case, kind="MASS_INCIDENT")

    assert counter(street) == 0
