"""The few events of units, grids and posts, found in a long log."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from typing import Any

import psycopg

from application.directory import DIRECTORY_EVENTS
from domain.cases.case import Case
from domain.grids.grid import Grid
from domain.kernel import EventCorrected
from domain.organisation.leading_group import LeadingGroup
from domain.organisation.org_unit import OrgUnit
from domain.organisation.station import Station
from infrastructure.directory_events import (
    _DIRECTORY,
    PostgresDirectoryEvents,
)
from infrastructure.event_log.log import PostgresEventLog
from tests.application.town import town_on, uploaded
from tests.database import Database

RIGHTS = frozenset({"tenures", "staff_facts", "merged_into", "dissolved"})
"""What a body remembers of who may act in it."""


def test_the_directory_reads_what_rights_follow_from_and_nothing_of_cases() -> None:
    """Architecture 3: a topic that is left out would be a right that is never taken away."""
    wanted = set(re.findall(r"'(\w+)'", _DIRECTORY.sql))
    giving = {
        event.TOPIC
        for body in (OrgUnit, Grid, Station, LeadingGroup)
        for event in events_of(body)
        if assigned(event) & RIGHTS
    }

    assert wanted == DIRECTORY_EVENTS
    assert {"PostAppointed", "PostVacated", "GridStaffed"} <= giving <= wanted
    assert wanted & topics(Case) <= {EventCorrected.TOPIC}


def test_the_directory_is_read_along_its_own_index(database: Database) -> None:
    """Architecture 3: among a million events of cases there are a few hundred of bodies."""
    numbered = _DIRECTORY.sql.replace("$1", "%s").replace("$2", "%s")
    with psycopg.connect(database.dsn) as connection:
        connection.execute("SET enable_seqscan = off")
        rows = connection.execute(f"EXPLAIN {numbered}".encode(), ["town", 0]).fetchall()

    plan = "\n".join(line for (line,) in rows)
    assert "events_of_the_directory" in plan
    assert "Filter" not in plan


def test_events_after_a_position_come_in_the_order_of_the_log(database: Database) -> None:
    """Architecture 3: one jurisdiction's, the cases' left out."""
    with town_on(database, "kundulun", "2021-09-10 09:00") as town:
        uploaded(town)
        town.appoint("dan", "dispatcher", town.name)
        sessions = database.sessions()
        log = PostgresEventLog(sessions, hot=[])
        try:
            source = PostgresDirectoryEvents(sessions, log)
            everything = source.directory_events(town.name, 0)
            last = source.directory_events(town.name, town.head() - 1)
            nowhere = source.directory_events("elsewhere", 0)
        finally:
            log.close()
            sessions.close()

        positions = [position for position, _ in everything]
        assert positions == sorted(positions)
        assert everything[0][1].event_type == "OrgUnitFounded"
        assert not {event.event_type for _, event in everything} & topics(Case)
        assert [(at, event.event_type) for at, event in last] == [(town.head(), "PostAppointed")]
        assert nowhere == []


def events_of(aggregate: type) -> set[Any]:
    """An aggregate's own events, and those of what it builds on."""
    return {
        member
        for kind in aggregate.__mro__
        for member in vars(kind).values()
        if isinstance(member, type) and hasattr(member, "TOPIC") and member is not EventCorrected
    }


def topics(aggregate: type) -> set[str]:
    """Catalogue names of an aggregate's own events."""
    return {event.TOPIC for event in events_of(aggregate)}


def assigned(event: Any) -> set[str]:
    """Names of what an event changes in the aggregate."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(event)))
    return {
        target.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    }
