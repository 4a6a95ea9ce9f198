"""Reactions: each event has its effect once, whoever dies and however many run (ADR 27)."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest

from application.ports import Change, Followed, FollowerMoved, Receipt
from domain.kernel import ConcurrentChange, Event
from infrastructure.event_log.following import PostgresFollowedLog
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Session, Sessions
from tests.application.reactions.pots import (
    READ_MODELS,
    FillPots,
    FillPotsLate,
    Pot,
    pot_id,
    reactor,
)
from tests.database import Database
from tests.infrastructure.event_log.toys import boiled, bought, change

KETTLES, POTS = 12, ("green", "black", "white")


def boil(log: PostgresEventLog, times: int = KETTLES) -> Sequence[str]:
    """Some kettles boil twice each; the ids of those events."""
    causes = []
    for n in range(times):
        kettle = uuid4()
        pots = POTS[n % len(POTS)], POTS[(n + 1) % len(POTS)]
        log.append(change(bought(kettle), *(boiled(kettle, 2 + i, p) for i, p in enumerate(pots))))
        causes += [f"{kettle}/{2 + i}" for i in range(len(pots))]
    return causes


def filled(log: PostgresEventLog) -> dict[str, list[str]]:
    """By pot the causes of its cups, as they lie in the log."""
    return {
        name: [e.cause for _, e in log.history("j1", pot_id(name)) if isinstance(e, Pot.Filled)]
        for name in POTS
    }


def assert_each_once(log: PostgresEventLog, causes: Sequence[str]) -> None:
    found = Counter(cause for cups in filled(log).values() for cause in cups)
    assert found == Counter(causes)


@pytest.mark.parametrize("batch", [1, 5, 1_000])
def test_what_follows_does_not_depend_on_the_size_of_the_batches(
    sessions: Sessions, log: PostgresEventLog, batch: int
) -> None:
    """architecture 1: log, tracked position, further events"""
    causes = boil(log)

    reactor(sessions, log, batch=batch).catch_up()

    assert_each_once(log, causes)
    assert [c for c in causes if c in filled(log)["green"]] == filled(log)["green"]


def test_a_reactor_goes_on_with_what_it_remembers(
    sessions: Sessions, log: PostgresEventLog
) -> None:
    """architecture 1"""
    working = reactor(sessions, log, batch=4)
    causes: list[str] = []
    for _ in range(3):
        causes += boil(log, 3)
        working.catch_up()

    assert_each_once(log, causes)


def test_what_is_remembered_is_not_read_again(sessions: Sessions, log: PostgresEventLog) -> None:
    """architecture 1: the cost of an event does not grow with what was done before"""

    class Counting(PostgresFollowedLog):
        read = 0

        def since_versions(
            self, jurisdiction: str, known: Mapping[UUID, int]
        ) -> Mapping[UUID, Sequence[Event]]:
            news = super().since_versions(jurisdiction, known)
            self.read += sum(map(len, news.values()))
            return news

    counting = Counting(sessions, log, READ_MODELS)
    working = reactor(sessions, log, batch=5)
    working.log = counting
    boil(log, 9)
    working.catch_up()

    assert counting.read == 0


def test_a_replay_from_zero_appends_nothing(sessions: Sessions, log: PostgresEventLog) -> None:
    """architecture 1: safe to replay"""
    causes = boil(log)
    working = reactor(sessions, log, batch=7)
    working.catch_up()
    head = log.head("j1")
    told: list[tuple[int, int]] = []

    appended = working.replay("j1", lambda done, total: told.append((done, total)))
    afresh = reactor(sessions, log, batch=3).replay("j1", lambda _done, _total: None)

    assert (appended, afresh, log.head("j1")) == (0, 0, head)
    assert told[-1] == (head, head)
    assert_each_once(log, causes)


def test_a_reactor_killed_between_any_two_statements_loses_and_doubles_nothing(
    database: Database, sessions: Sessions, log: PostgresEventLog
) -> None:
    """Bad days: kill -9"""
    causes = list(boil(log, 4))
    kills = 0
    while _dies_at(kills + 1, database):
        kills += 1
        causes += boil(log, 1)  # the next one has something to do, too
    reactor(sessions, log, batch=5).catch_up()

    assert kills > 6
    assert_each_once(log, causes)


def _dies_at(statement: int, database: Database) -> bool:
    """Whether a process of its own reached that statement, before which it is killed."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed by itself"
        return os.WIFSIGNALED(status)
    try:
        _run_until(statement, database)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # the copy of the test must not go on
        os._exit(1)


def _run_until(statement: int, database: Database) -> None:
    left, run = [statement], Session.run

    def counted(self: Session, *given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return run(self, *given, **named)

    Session.run = counted  # type: ignore[method-assign]  # in the child alone
    own = database.sessions()
    reactor(own, PostgresEventLog(own), batch=5).catch_up()


def test_two_reactors_at_once_do_the_work_once(sessions: Sessions, log: PostgresEventLog) -> None:
    """architecture 5: two do nothing twice"""
    causes = boil(log, 40)
    start = Barrier(2)

    def work() -> None:
        own = reactor(sessions, log, batch=3)
        start.wait()
        while log.head("j1") > _position(sessions, log):
            own.catch_up()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert_each_once(log, causes)


def _position(sessions: Sessions, log: PostgresEventLog) -> int:
    following = PostgresFollowedLog(sessions, log, READ_MODELS)
    rest = following.next_stretch(
        "j1", FillPots.NAME, FillPots.TOPICS, 10**9, after_read_models=False
    )
    return log.head("j1") if rest is None else rest.since


def test_a_step_that_somebody_else_took_appends_nothing(
    sessions: Sessions, log: PostgresEventLog
) -> None:
    """architecture 1: position and events commit together"""
    following = PostgresFollowedLog(sessions, log, READ_MODELS)
    kettle = uuid4()
    log.append(change(bought(kettle)))
    following.step("j1", Followed("toy", 0, 1)) if _begun(following, "toy") else None

    with pytest.raises(FollowerMoved):
        following.append(
            Change(jurisdiction="j1", events=[bought(uuid4())], followed=Followed("toy", 0, 1))
        )
    with pytest.raises(FollowerMoved):
        following.step("j1", Followed("toy", 0, 1))

    assert log.head("j1") == 1


def _begun(following: PostgresFollowedLog, name: str) -> bool:
    return following.next_stretch("j1", name, frozenset(), 1, after_read_models=False) is not None


class Contended(PostgresFollowedLog):
    """Somebody else fills the green pot just before the reactor does."""

    def __init__(self, sessions: Sessions, log: PostgresEventLog) -> None:
        super().__init__(sessions, log, READ_MODELS)
        self._other, self.contests = log, 2

    def append(self, change: Change) -> Receipt:
        if self.contests:
            self.contests -= 1
            self._fill()
        return super().append(change)

    def _fill(self) -> None:
        history = self._other.history("j1", pot_id("green"))
        last = history[-1][1]
        by_hand = {"originator_version": last.originator_version + 1, "cause": f"hand-{uuid4()}"}
        self._other.append(Change(jurisdiction="j1", events=[last.model_copy(update=by_hand)]))


def test_a_command_on_the_same_aggregate_makes_it_decide_anew(
    sessions: Sessions, log: PostgresEventLog
) -> None:
    """ENV-05"""
    causes = list(boil(log, 2))
    working = reactor(sessions, log)
    working.catch_up()
    causes += boil(log, 2)

    working.log = Contended(sessions, log)
    working.catch_up()

    by_reaction = [c for cups in filled(log).values() for c in cups if not c.startswith("hand-")]
    assert Counter(by_reaction) == Counter(causes)
    assert sum(c.startswith("hand-") for c in filled(log)["green"]) == 2


def test_a_refused_append_leaves_the_position(sessions: Sessions, log: PostgresEventLog) -> None:
    """architecture 1: position and events commit together"""
    following = PostgresFollowedLog(sessions, log, READ_MODELS)
    kettle = uuid4()
    log.append(change(bought(kettle)))
    assert _begun(following, "toy")

    with pytest.raises(ConcurrentChange):
        following.append(
            Change(jurisdiction="j1", events=[bought(kettle)], followed=Followed("toy", 0, 1))
        )

    following.step("j1", Followed("toy", 0, 1))


def test_one_that_asks_read_models_waits_for_them(
    sessions: Sessions, log: PostgresEventLog
) -> None:
    """architecture 6"""
    causes = boil(log, 2)
    working = reactor(sessions, log, reactions=[FillPotsLate()])
    following = PostgresFollowedLog(sessions, log, "other")
    assert _begun(following, READ_MODELS)

    waiting = working.catch_up()
    following.step("j1", Followed(READ_MODELS, 0, 3))
    first = working.catch_up()

    assert (waiting, first) == (0, 3)
    assert_each_once(log, causes[:2])


def test_what_follows_is_done_by_the_system_because_of_its_cause(
    sessions: Sessions, log: PostgresEventLog
) -> None:
    """ENV-01"""
    causes = boil(log, 1)

    reactor(sessions, log).catch_up()

    cup = log.history("j1", pot_id("green"))[-1][1]
    assert (cup.actor_id, cup.causation_id) == ("system", causes[0])
    assert isinstance(UUID(causes[0].split("/")[0]), UUID)
