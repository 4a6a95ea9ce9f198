"""``closeout reactions`` as an operator types it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from application.reactions.reactor import Reactor
from interfaces.cli.reactions import create_app
from tests.application.town import Town, at, town_on, whistled
from tests.database import Database


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    """Two units missed one report each, twice; nothing has followed from it yet."""
    with town_on(database, "daguan", "2021-09-16 09:00") as made:
        whistled(made, "lights", "police")
        whistled(made, "lights", "police")
        made.clock.set(at("2021-09-23 00:05"))
        made.service.projector.catch_up()
        made.service.deadlines.sweep(made.name)
        made.service.projector.catch_up()
        yield made


def run(town: Town, *words: str) -> tuple[Result, str]:
    said = io.StringIO()

    @contextmanager
    def reactor() -> Iterator[Reactor]:
        yield town.service.reactor

    app = create_app(reactor, Console(file=said, width=120))
    return CliRunner().invoke(app, [*words, town.name]), said.getvalue()


def followed(town: Town) -> dict[str, int]:
    """How many events of each sort followed from the log."""
    rows = town.rows(
        "SELECT topic, count(*) FROM events WHERE jurisdiction = %s "
        "AND topic IN ('PointsDeducted', 'InterviewTriggered') GROUP BY topic"
    )
    return {str(topic): int(many) for topic, many in rows}


def test_catching_up_lets_all_follow_that_was_recorded_and_then_rests(town: Town) -> None:
    """PTS-DG-05, ACC-DG-01 G3: four misses cost points, two of each unit call its head"""
    before, head = followed(town), town.head()

    caught_up, said = run(town, "catch-up")

    assert caught_up.exit_code == 0, caught_up.output
    assert (before, followed(town)) == ({}, {"PointsDeducted": 4, "InterviewTriggered": 2})
    many = len(town.service.reactor.reactions)
    gone = int(said.split(" positions")[0])
    assert said == f"{gone} positions, over {many} reactions\n"
    assert gone >= many * head
    town.service.follow(town.name)
    assert run(town, "catch-up")[1] == f"0 positions, over {many} reactions\n"


def test_shown_again_nothing_is_done_twice(town: Town) -> None:
    """ENV-05: each event is known to whoever was to react to it"""
    town.service.follow(town.name)
    before, head = followed(town), town.head()

    replayed, said = run(town, "replay")

    assert replayed.exit_code == 0, replayed.output
    assert said.endswith("0 events were missing and were appended\n")
    assert (followed(town), town.head()) == (before, head)


def test_what_a_reaction_missed_is_made_up_for_by_a_replay(town: Town) -> None:
    """ADR 27: a rule that is taught later reads all that happened"""
    reactor = town.service.reactor
    all_of_them = reactor.reactions
    reactor.reactions = [one for one in all_of_them if one.NAME != "triggers"]
    town.service.follow(town.name)
    without = followed(town)
    reactor.reactions = all_of_them

    _, said = run(town, "replay")

    assert without == {"PointsDeducted": 4}
    assert followed(town) == {"PointsDeducted": 4, "InterviewTriggered": 2}
    appended = int(said.splitlines()[-1].split(" ", 1)[0])
    assert appended >= 2
