"""Sensitive registers: who may look, what they see, and that it is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from application.errors import OutsideRowScope, PermissionDenied
from application.queries.sensitive_desk import RegisterLine
from application.read_models.record_list import RecordFilter
from application.read_models.sensitive_entries import ViewFilter
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.kernel import DomainError
from domain.policy.pack import PolicyPack
from domain.policy.provenance import Origin
from domain.policy.recordables import Recordable
from domain.policy.sensitivity import SensitiveRegister
from domain.policy.shelf import PackShelf
from domain.sensitive.errors import RegisterIsClosed, RegisterUndefined
from tests.application.town import Town, at, town_on
from tests.database import Database
from tests.shelves import product_packs

GROUPS = "SPECIAL_GROUPS"


def _with_register(of: PolicyPack) -> PolicyPack:
    """A pack with the register of Bijie and the records it rests on."""
    bijie = product_packs().get("bijie")
    records: dict[str, Recordable] = {
        name: bijie.records[name].model_copy(update={"lists": {}})
        for name in ("SPECIAL_GROUP_PLAN", "VISIT")
    }
    register = SensitiveRegister(
        plans=("SPECIAL_GROUP_PLAN",), visits=("VISIT",), posts=("community_officer",)
    )
    origin = {"sensitivity": Origin(rule="CNT-BZ-02", assumption="for trying out")}
    return of.model_copy(
        update={
            "records": of.records | records,
            "sensitivity": {GROUPS: register},
            "provenance": of.provenance | origin,
        }
    )


def _shelf() -> PackShelf:
    packs = {each.ref: each for each in product_packs().all()}
    of = product_packs().get("kundulun")
    packs[of.ref] = _with_register(of)
    return PackShelf(list(packs.values()))


SHELF = _shelf()


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-03-01 09:00", packs=SHELF) as town:
        town.appoint("ren", "community_officer", "c2")
        town.appoint("rong", "residents_committee", "c1")
        for person, each in (("p-7", "MONTH"), ("p-8", "QUARTER"), ("p-9", "WEEK")):
            plan(town, person, each)
        give(town, "record_visit", record="VISIT", code="visit", subject_ref="p-7", by="cai",
             on="2021-02-20")  # fmt: skip
        town.service.projector.catch_up()
        yield town


def give(town: Town, command: str, **stated: Any) -> None:
    built = ORGANISATION_COMMANDS[command].model_validate({"body": "c1"} | stated)
    town.service.organisation.execute(town.name, Caller("cai"), built, key=None)


def plan(town: Town, person: str, each: str | None) -> None:
    built = ORGANISATION_COMMANDS["file_plan"].model_validate(
        {"record": "SPECIAL_GROUP_PLAN", "body": "c1", "plan": "visits", "plan_ref": "doc",
         "subject_ref": person, "each": each}
    )  # fmt: skip
    town.service.organisation.execute(town.name, Caller("olga"), built, key=None)


def opened(town: Town, by: str, register: str = GROUPS) -> list[RegisterLine]:
    return list(town.service.sensitive.open(town.name, Caller(by), register, "c1").items)


def looked(town: Town, by: str) -> list[tuple[str, str, tuple[str, ...]]]:
    town.service.projector.catch_up()
    page = town.service.sensitive_views.rows(town.name, Caller(by), ViewFilter())
    return [(row.code, row.body, row.people) for row in page.items]


def test_a_register_shows_pseudonyms_and_visits_and_nothing_else(town: Town) -> None:
    """CNT-BZ-02: no name, no diagnosis, no offence, no score"""
    found = opened(town, "cai")

    assert [(line.subject_ref, line.each, line.visits) for line in found] == [
        ("p-7", "MONTH", 1), ("p-8", "QUARTER", 0), ("p-9", "WEEK", 0),
    ]  # fmt: skip
    assert {each.name for each in fields(RegisterLine)} == {
        "subject_ref", "each", "planned_on", "visits", "last_visit_on",
    }  # fmt: skip


def test_who_needs_no_visits_any_more_leaves_the_register(town: Town) -> None:
    """CNT-BZ-01: current registers"""
    town.clock.set(at("2021-04-01 09:00"))
    plan(town, "p-8", None)
    town.service.projector.catch_up()

    assert [line.subject_ref for line in opened(town, "cai")] == ["p-7", "p-9"]


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        ("di", PermissionDenied),  # a dispatcher has no such right at all
        ("aud", PermissionDenied),  # the auditor sees that somebody looked
        ("olga", PermissionDenied),  # working for the whole jurisdiction opens nothing
        ("lin", PermissionDenied),
        ("ren", OutsideRowScope),  # the same post of another community
        ("rong", RegisterIsClosed),  # a right in the matrix, but no named post
    ],
)
def test_others_are_refused_and_it_is_noted(
    town: Town, by: str, refusal: type[DomainError]
) -> None:
    """CNT-BZ-02, ENV-05: refused and logged"""
    head = town.head()

    with pytest.raises(refusal):
        opened(town, by)

    assert town.noted(by) == [("view_sensitive_register", refusal.code)]
    assert town.head() == head
    assert looked(town, "aud") == []


def test_each_view_is_on_record_before_anything_is_shown(town: Town) -> None:
    """CNT-BZ-02: SensitiveRecordViewed, twice for two looks"""
    opened(town, "cai")
    opened(town, "cai")

    rows = town.rows(
        "SELECT state->>'actor_id', state->>'register_name', state->>'subject' FROM ("
        "SELECT position, convert_from(state, 'UTF8')::jsonb AS state FROM events "
        "WHERE jurisdiction = %s AND topic = 'SensitiveRecordViewed') AS viewed ORDER BY position"
    )
    assert [tuple(row) for row in rows] == [("cai", GROUPS, "c1")] * 2
    assert looked(town, "aud") == [(GROUPS, "c1", ("cai",))] * 2


def test_the_list_of_views_is_for_the_auditor_and_for_ones_own_body(town: Town) -> None:
    """Annex C footnote 3"""
    opened(town, "cai")

    assert looked(town, "aud") == looked(town, "cai") == looked(town, "rong")
    assert looked(town, "ren") == []
    for by in ("di", "olga"):
        with pytest.raises(PermissionDenied):
            looked(town, by)


def test_a_view_that_cannot_be_noted_shows_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CNT-BZ-02: noted first"""

    class Lost(Exception):
        pass

    def lost(*_: object, **__: object) -> None:
        raise Lost

    monkeypatch.setattr(type(town.service.log), "append", lost)

    with pytest.raises(Lost):
        opened(town, "cai")


def test_a_register_that_the_pack_does_not_define_is_none(town: Town) -> None:
    """B-45"""
    with pytest.raises(RegisterUndefined):
        opened(town, "cai", "OTHERS")


def test_the_general_list_of_records_tells_of_nobody(town: Town) -> None:
    """ENV-07"""
    rows = town.service.records.rows(town.name, Caller("olga"), RecordFilter()).items

    assert rows
    assert not any("p-7" in mark for row in rows for mark in row.marks)
