"""Decisions on what is remembered: one round trip, and never on anything that is no longer so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import cast
from uuid import UUID

import pytest

from application.errors import PermissionDenied
from application.ports import EventLog, KeyReused
from application.use_cases.catalogue import ReportCase
from application.use_cases.memory import CaseMemory, rebuilt
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.cases.errors import CaseNotFound, CaseNotJustReported
from tests.application.town import FOUNDER, Town, made, town_on, uploaded
from tests.application.wiring import service_on
from tests.database import Database


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-09-16 09:00") as town:
        yield town


def note(town: Town, case: UUID, key: str = "note") -> int:
    return town.do("anna", "note_follow_up", case, key=key, note="looked at it").version


def test_a_remembered_case_is_what_a_replay_gives(town: Town) -> None:
    """ENV-06: memory saves work, it never says anything else than the log."""
    case = uploaded(town)
    note(town, case)

    remembered = town.service.cases.memory.take(town.name, case)

    history = [event for _, event in town.service.log.history(town.name, case)]
    assert remembered == rebuilt(history)


def test_a_decision_on_an_old_memory_is_made_again_on_what_is_stored(
    town: Town, module_database: Database
) -> None:
    """ENV-05: another process was there meanwhile; both facts are stored, in order."""
    case = uploaded(town)
    with service_on(module_database, town.clock) as elsewhere:
        elsewhere.cases.execute(
            town.name,
            Caller("anna"),
            made("note_follow_up", case, note="looked at it"),
            key="elsewhere",
        )

        version = note(town, case)

    assert town.events(case)[-2:] == ["FollowUpNoted", "FollowUpNoted"]
    assert version == len(town.events(case))


def test_a_refusal_by_an_old_memory_is_no_refusal(town: Town, module_database: Database) -> None:
    """2.1: what is refused is refused by what is stored, not by what was seen last."""
    case = town.report()
    with service_on(module_database, town.clock) as elsewhere:
        elsewhere.cases.execute(town.name, Caller("gu"), made("upload_case", case), key="elsewhere")

        town.do("anna", "triage_case", case, severity="ordinary")
        with pytest.raises(CaseNotJustReported):
            town.do("gu", "upload_case", case)

    assert town.events(case) == ["CaseReported", "CaseUploaded", "CaseTriaged"]


def test_a_right_revoked_elsewhere_is_gone_for_the_next_command(
    town: Town, module_database: Database
) -> None:
    """Permissions: the directory is checked by the statement that stores the event."""
    case = uploaded(town)
    note(town, case, key="before")
    with service_on(module_database, town.clock) as elsewhere:
        elsewhere.organisation.execute(
            town.name,
            Caller(FOUNDER),
            VacatePost(body="station", post="station_head", person_ref="anna"),
            key="vacate",
        )

    with pytest.raises(PermissionDenied):
        note(town, case, key="after")

    assert town.events(case).count("FollowUpNoted") == 1


def test_a_repeated_key_gives_the_first_receipt_also_from_memory(town: Town) -> None:
    """ENV-05: the same key appends nothing."""
    case = uploaded(town)
    first = town.do("anna", "note_follow_up", case, key="once", note="looked at it")

    again = town.do("anna", "note_follow_up", case, key="once", note="looked at it")

    assert (again.version, again.position, again.repeated) == (first.version, first.position, True)
    assert town.events(case).count("FollowUpNoted") == 1


def test_a_report_is_stored_without_asking_what_is_there(town: Town) -> None:
    """ADR 12: that there is no such case and no such key, the statement that stores it says."""
    town.report()
    log = cast("EventLog", SimpleNamespace(append=town.service.log.append))
    desk = replace(town.service.cases, log=log)

    receipt = desk.report(town.name, Caller("gu"), ReportCase(grid="g1"), key="new")

    assert town.events(receipt.aggregate_id) == ["CaseReported"]


def test_a_repeated_report_gives_the_first_receipt(town: Town) -> None:
    """ENV-05: the same key starts one case, another report under it is a mistake."""
    first = town.reported(key="once", grid="g1", text="路灯不亮")

    again = town.reported(key="once", grid="g1", text="路灯不亮")

    assert again == replace(first, repeated=True)
    with pytest.raises(KeyReused):
        town.reported(key="once", grid="g1", text="夜间施工")
    assert town.events(first.aggregate_id) == ["CaseReported"]


def test_a_report_goes_where_the_ground_went_meanwhile(
    town: Town, module_database: Database
) -> None:
    """ORG-SA-06: another process merged the grid; the directory is checked with the report."""
    town.report()
    with service_on(module_database, town.clock) as elsewhere:
        elsewhere.organisation.execute(
            town.name,
            Caller(FOUNDER),
            MergeGrid(grid="g1", into="g2", from_system="grid_management"),
            key="merge",
        )

    receipt = town.reported(grid="g1")

    (event,) = (event for _, event in town.service.log.history(town.name, receipt.aggregate_id))
    assert getattr(event, "grid_id", None) == "g2"


def test_a_report_that_is_refused_is_noted_once(town: Town) -> None:
    """ENV-05: from the second look, on what is stored."""
    with pytest.raises(PermissionDenied):
        town.report("aud")

    assert town.noted("aud") == [("report_case", "permission-denied")]


def test_a_case_of_one_jurisdiction_is_unknown_in_another(
    town: Town, module_database: Database
) -> None:
    """Architecture §3: an aggregate lives its whole life in one log."""
    case = uploaded(town)
    with (
        town_on(module_database, "daguan", "2021-09-16 09:00") as other,
        pytest.raises(CaseNotFound),
    ):
        town.service.cases.execute(
            other.name, Caller("anna"), made("note_follow_up", case, note="looked at it"), key="k"
        )


def test_what_was_corrected_is_decided_on_as_corrected(town: Town) -> None:
    """ENV-02: the next command sees the corrected category, not the one remembered."""
    case = uploaded(town)
    town.do("anna", "triage_case", case, category="drainage")
    town.do("anna", "correct_event", case, version=3, field="category", new="garbage")

    remembered = town.service.cases.memory.take(town.name, case)

    assert remembered is not None
    assert remembered.category == "garbage"


def test_memory_is_bounded(town: Town) -> None:
    """cost does not grow with history."""
    memory = CaseMemory(most=1)
    first, second = uploaded(town), uploaded(town)
    for case in (first, second):
        taken = town.service.cases.memory.take(town.name, case)
        assert taken is not None
        memory.keep(town.name, taken)

    assert memory.take(town.name, first) is None
    assert memory.take(town.name, second) is not None
