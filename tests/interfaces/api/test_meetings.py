"""Meetings over HTTP, as an office's console uses them."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from application.use_cases.organisation.affairs.catalogue import AFFAIRS_COMMANDS
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.meetings.catalogue import MEETING_COMMANDS
from domain.affairs import errors as of_affairs
from domain.kernel import DomainError
from domain.meetings import errors as of_meetings
from interfaces.api.refused_organisation import refusals_of
from tests.interfaces.api.sources import functions_in
from tests.interfaces.api.stage import Stage

AT = "2021-10-20T09:00:00+08:00"


def convened(stage: Stage, code: str, **fields: Any) -> int:
    stage.clock.set("2021-10-19 09:00")
    body: dict[str, Any] = {
        "code": code, "body": "c1", "type": "dispatch", "at": AT,
        "agenda": [{"matter": "problems of the month"}],
    }  # fmt: skip
    answer = stage.console("bo").send("/meetings", **body | fields)
    if answer.is_success:
        assert answer.headers["Location"].endswith(f"/meetings/{code}")
    return int(answer.status_code)


def test_a_session_is_convened_held_and_counted(stage: Stage) -> None:
    """MTG-DG-02: over HTTP, with the version that was read; compliance names the session."""
    assert convened(stage, "dispatch-10") == 201
    bo = stage.console("bo")
    tag = bo.read("/meetings/dispatch-10").headers["ETag"]
    stage.clock.set("2021-10-20 11:00")

    stale = bo.send(
        "/meetings/dispatch-10/file-minutes", headers={"If-Match": '"7"'}, minutes_ref="m-10"
    )
    filed = bo.send(
        "/meetings/dispatch-10/file-minutes", headers={"If-Match": tag}, minutes_ref="m-10"
    )
    held = bo.send("/meetings/dispatch-10/hold-meeting", chair="bo")
    stage.service.projector.catch_up()

    assert (stale.status_code, filed.status_code, held.status_code) == (412, 200, 200), held.text
    asked = {"body": "c1", "type": "dispatch", "since": "2021-10-01"}
    # a community that is its own station may hold them, and owes them where it is one
    assert bo.read("/meeting-compliance", **asked).status_code == 200
    evidence = bo.read(
        "/meeting-compliance/evidence", body="c1", type="dispatch", on="2021-10-05"
    ).json()["items"]
    assert [(one["code"], one["state"]) for one in evidence] == [("dispatch-10", "HELD")]
    before = bo.read("/meetings/dispatch-10", as_of="2021-10-19T12:00:00+08:00")
    assert (before.json()["state"], before.headers.get("ETag")) == ("CONVENED", None)


def test_a_code_names_one_session(stage: Stage) -> None:
    """4.1: convening again is refused; a retry with the same key is not a second session."""
    convened(stage, "dispatch-11")
    assert convened(stage, "dispatch-11") == 409
    assert convened(stage, "dispatch-12", type="council") == 422


def test_a_calendar_program_shows_the_meetings_of_ones_bodies(stage: Stage) -> None:
    """RFC 5545: a session that is called is an event, tentative until it was held."""
    assert convened(stage, "dispatch-13") == 201
    stage.service.projector.catch_up()

    feed = stage.console("bo").read("/calendar-feeds/bo.ics").content.decode()

    entries = feed.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    (called,) = [entry for entry in entries if "DESCRIPTION:dispatch-13 CONVENED" in entry]
    assert "DTSTART;TZID=Asia/Shanghai:20211020T090000" in called
    assert "SUMMARY:工作调度会: c1" in called
    assert "STATUS:TENTATIVE" in called


def test_a_span_of_windows_is_bounded(stage: Stage) -> None:
    """API conventions: no question grows without bound."""
    bo = stage.console("bo")
    for span in (
        {"since": "1990-01-01", "until": "2021-01-01"},
        {"since": "2021-02-01", "until": "2021-01-01"},
    ):
        assert bo.read("/meeting-compliance", **span).json()["code"] == "span-too-long"
    assert bo.read("/meeting-compliance", type="council").json()["code"] == "meeting-type-undefined"


# --- The documentation ---

_COMMANDS = {command.NAME: command for command in (*MEETING_COMMANDS, *AFFAIRS_COMMANDS)}
_REFUSALS = {
    name: found
    for module in (of_meetings, of_affairs)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, DomainError) and "code" in vars(found)
}


def _named(command: type[OrganisationCommand]) -> Iterator[type[DomainError]]:
    """What a command's own module and the aggregate it calls may raise."""
    module = inspect.getsourcefile(command) or ""
    affairs = "affairs" in Path(module).parent.name
    errors = of_affairs if affairs else of_meetings
    functions = functions_in(*Path(inspect.getsourcefile(errors) or "").parent.glob("*.py"))
    (source,) = (
        node
        for node in ast.walk(ast.parse(Path(module).read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name == command.__name__
    )
    waiting: list[ast.AST] = [source]
    seen: set[str] = set()
    while waiting:
        for node in ast.walk(waiting.pop()):
            name = getattr(node, "id", getattr(node, "attr", None))
            if name in _REFUSALS:
                yield _REFUSALS[name]
            called = node.func if isinstance(node, ast.Call) else None
            target = getattr(called, "attr", getattr(called, "id", None))
            if target and target not in seen:
                seen.add(target)
                waiting += functions.get(target, [])


@pytest.mark.parametrize("name", sorted(set(_COMMANDS) - {"sign_publication", "publish_affairs"}))
def test_what_a_command_can_refuse_is_documented(name: str) -> None:
    """API conventions: read from the source of the command and of what it calls."""
    listed = {refusal.code for refusal in refusals_of(name)}

    assert {refusal.code for refusal in _named(_COMMANDS[name])} - listed == set()
