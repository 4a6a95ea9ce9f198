"""Files of accountability on the real log: who may, what they rest on, and the talk that is owed."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from application.errors import BodyNotFound, OutsideRowScope, PermissionDenied
from application.queries.obligation_desk import DutyFilter
from application.use_cases.request import Caller
from domain.accountability import errors
from domain.accountability.evidence import event_ref
from domain.obligations.obligation import Obligation, Owed
from domain.oversight.errors import CodeIsTaken
from tests.application.accountability.files import give, ref, staffed, trigger
from tests.application.town import FOUNDER, Town, at, town_on
from tests.database import Database


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-16 09:00") as town:
        staffed(town)
        yield town


def missed(town: Town, unit: str = "lights") -> str:
    """A case of the unit whose feedback was missed; the reference to the miss."""
    case = town.report(category="street_light")
    town.do("bo", "upload_case", case, platform_no=f"P-{case}")
    town.do("bo", "triage_case", case, category="street_light")
    town.do(
        "bo", "draw_up_four_lists", case, problem="dark", task="light", standard="lit",
        responsible_unit=unit, responsible_person="uma", due_on="2021-12-20",
    )  # fmt: skip
    town.do("bo", "escalate_to_district", case, mode="SINGLE", units=[unit], beyond_street_reason="x")
    return str(case)


def test_placeholder(town: Town) -> None:
    """INT-01"""
    print(missed(town))
    town.clock.set(at("2021-09-23 00:05"))
    town.service.projector.catch_up()
    assert town.service.deadlines is not None
