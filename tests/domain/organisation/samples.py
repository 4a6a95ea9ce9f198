"""A small street with its pack: the bodies, posts and days that the directory's tests speak of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from domain.act import Act, Actor
from domain.calendar.local_time import start_of
from domain.calendar.working_days import WorkingCalendar
from domain.grids.grid import Grid
from domain.kernel import ENVELOPE, Event
from domain.organisation.body import Parent, Placement
from domain.organisation.org_unit import OrgUnit
from domain.policy.case_rules import CaseRules
from domain.policy.hierarchy import Hierarchy
from domain.policy.pack import Meta, PolicyPack
from domain.policy.registers import Checklist, Post
from domain.policy.structure import LeaderLinks, Structure
from domain.vocabulary import Role, Strength

J = "daguan"
TODAY = date(2021, 3, 15)
NOON = datetime(2021, 3, 15, 4, 0, tzinfo=UTC)
"""12:00 of TODAY in the jurisdiction."""

TREE = "organisation"
_SECTIONS: dict[str, Any] = {
    "meta": Meta.model_validate(
        {
            "id": "sample",
            "version": "2021.1",
            "title": "A street",
            "jurisdiction": "a street",
            "effective_from": "2020-01-01",
            "source": "S4",
            "status": "in force",
        }
    ),
    "hierarchies": {
        TREE: Hierarchy.model_validate(["DISTRICT", "STREET", "COMMUNITY", "GRID"]),
        "party": Hierarchy.model_validate(
            [
                "STREET_COMMITTEE",
                "COMMUNITY_COMMITTEE",
                ["ESTATE_BRANCH", {"code": "BUSINESS_DISTRICT_BODY", "at_most": 1}],
            ]
        ),
    },
    "posts": {
        "station_head": Post(
            role=Role.HD, at="COMMUNITY", max=1, party_member=True, exclusive=True
        ),
        "community_secretary": Post(role=Role.STR, at="COMMUNITY", max=1),
        "station_deputy": Post(
            role=Role.DP, at="COMMUNITY", max=1, ex_officio=("community_secretary",)
        ),
        "office_director": Post(role=Role.ORG, max=3),
        "unit_principal": Post(role=Role.DU, max=1),
        "unit_staff": Post(role=Role.DU),
        "dispatcher": Post(role=Role.DSP),
        "auditor": Post(role=Role.AUD),
        "grid_head": Post(role=Role.GRD, at="GRID", max=1),
    },
    "cases": CaseRules.model_validate(
        {
            "levels": ["GRID", "COMMUNITY", "STREET", "DISTRICT", "CITY"],
            "intake": {
                "duplicate_hours": 24,
                "duplicate_metres": 50,
                "duplicate_similarity": 0.5,
                "reject_from": [],
                "pool": "COMMUNITY",
            },
            "routes": {"SELF": {"levels": ["COMMUNITY"]}},
            "categories": {},
            "unlisted_category": "ANY_UNIT",
            "clocks": {},
            "closing": {"authority": "SUPERVISOR", "verification_required": True},
        }
    ),
    "checklists": {"grid_staff_sources": Checklist(size=6)},
    "rule_ids": {"PostAppointed": ("ORG-DG-04",)},
    "structure": Structure(
        leader_links=LeaderLinks(
            level="COMMUNITY", at_least=1, at_most=1, strength=Strength.MUST, exclusive=True
        )
    ),
}
PACK = PolicyPack.model_construct(**_SECTIONS)
"""Only the sections that the directory reads; the matrix and the labels are no part of it."""

CALENDAR = WorkingCalendar(
    version="sample", years=frozenset({2021}), days_off=frozenset(), days_worked=frozenset()
)


def act(at: datetime = NOON) -> Act:
    return Act(actor=Actor(id="clerk", roles=frozenset({Role.STR})), at=at, pack=PACK,
               calendar=CALENDAR)  # fmt: skip


def morning(day: date) -> datetime:
    """00:00 of that local day."""
    return start_of(day)


def founded(code: str, level: str, parent: Parent | None = None, **facts: Any) -> OrgUnit:
    """A unit of the territorial tree, as saved."""
    facts.setdefault("placement", Placement(TREE, level, parent))
    unit = OrgUnit.found(
        act(), jurisdiction=J, code=code, org_type=level, founded_on=date(2020, 4, 20), **facts
    )
    unit.collect_events()
    return unit


def community(code: str = "c1") -> OrgUnit:
    return founded(code, "COMMUNITY", Parent("street", "STREET"))


def department(code: str, **facts: Any) -> OrgUnit:
    """A unit beside the trees."""
    return founded(code, "DISTRICT", placement=Placement(None, "DISTRICT"), **facts)


def grid(code: str = "g12", parent: str = "c1", **facts: Any) -> Grid:
    """A grid, as saved."""
    placement = Placement(TREE, "GRID", Parent(parent, "COMMUNITY"))
    found = Grid.found(
        act(),
        jurisdiction=J,
        code=code,
        org_type="GRID",
        placement=placement,
        founded_on=date(2020, 4, 20),
        **facts,
    )
    found.collect_events()
    return found


def news(body: OrgUnit | Grid) -> list[dict[str, Any]]:
    """What a command recorded, without the envelope, under the event's catalogue name."""
    return [
        {"event": event.event_type} | {name: value for name, value in event if name not in ENVELOPE}
        for event in cast(Sequence[Event], body.collect_events())
    ]
