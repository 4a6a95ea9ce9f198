"""What is owed: windows open, reminders go out, misses are recorded, whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from application.obligation_sweep import ObligationSweep
from application.ports import Receipt
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.request import Caller
from domain.kernel import ConcurrentChange
from interfaces.bootstrap import Wiring, wired
from tests.application.town import Town, at, town_on
from tests.application.wiring import MASTER_KEY
from tests.database import Database
from tests.shelves import product_packs


@pytest.fixture
def town(database: Database) -> Iterator[Town]:
    with town_on(database, "kundulun", "2026-02-12 09:00") as town:  # a Thursday
        yield town


@pytest.fixture
def other_process(database: Database, town: Town) -> Iterator[Wiring]:
    """Another process on the same database and clock."""
    with wired(
        database.dsn,
        master_key=MASTER_KEY,
        packs=product_packs(),
        clock=town.clock,
        role=database.service,
    ) as wiring:
        yield wiring


def sweep(town: Town, local: str) -> int:
    """The scheduler looks at that local time, read models kept up before and after."""
    town.clock.set(at(local))
    town.service.projector.catch_up()
    changed = town.service.obligation_sweep.sweep(town.name)
    town.service.projector.catch_up()
    return changed


def entry(town: Town, by: str = "gu", body: str = "g1") -> Receipt:
    """Somebody enters the daily check of a grid."""
    command = ORGANISATION_COMMANDS["record_rhythm_entry"].model_validate(
        {"record": "RHYTHM", "body": body, "rhythm": "DAY"}
    )
    return town.service.organisation.execute(town.name, Caller(by), command, key=None)


def lines(town: Town, code: str) -> list[tuple[Any, ...]]:
    """Body, last local day and standing of each obligation, by bound."""
    return town.rows(
        "SELECT body, to_char(due_at AT TIME ZONE 'Asia/Shanghai' - interval '1 day', "
        "'YYYY-MM-DD'), standing FROM obligation_calendar_v1 "
        "WHERE jurisdiction = %s AND code = %s ORDER BY due_at, body",
        code,
    )


def stored(town: Town, topic: str) -> int:
    (found,) = town.rows(
        "SELECT count(*) FROM events WHERE jurisdiction = %s AND topic = %s", topic
    )
    return int(found[0])


def test_a_missed_daily_check_on_a_make_up_saturday_is_found(town: Town) -> None:
    """RHY-KD-01, OBL-01: Sat 2026-02-14 is worked and missed by g1; Sun 02-15 is not due."""
    sweep(town, "2026-02-13 00:05")
    town.clock.set(at("2026-02-13 18:00"))
    entry(town, "gu", "g1")
    entry(town, "hua", "g2")
    sweep(town, "2026-02-14 00:05")
    town.clock.set(at("2026-02-14 18:00"))
    entry(town, "hua", "g2")

    sweep(town, "2026-02-16 00:05")

    assert lines(town, "RHYTHM_DAY")[2:] == [
        ("g1", "2026-02-13", "MET"),
        ("g2", "2026-02-13", "MET"),
        ("g1", "2026-02-14", "MISSED"),
        ("g2", "2026-02-14", "MET"),
    ]


def test_the_miss_is_true_since_the_bound(town: Town) -> None:
    """ENV-06, OBL-01: occurred at 00:00, recorded when the job ran."""
    sweep(town, "2026-02-12 10:00")

    sweep(town, "2026-02-13 00:05")

    missed = town.rows(
        "SELECT convert_from(state, 'UTF8')::jsonb ->> 'occurred_at' FROM events "
        "WHERE jurisdiction = %s AND topic = 'ObligationMissed'"
    )
    assert {at.replace("Z", "+00:00") for (at,) in missed} == {"2026-02-12T16:00:00+00:00"}


def test_an_entry_before_the_sweep_opens_what_it_fulfils(town: Town) -> None:
    """OBL-01: the deed and its obligation are stored in one change, swept before or not."""
    receipt = entry(town)

    (position,) = town.rows("SELECT position FROM log_heads WHERE jurisdiction = %s")
    town.service.projector.catch_up()
    assert lines(town, "RHYTHM_DAY") == [("g1", "2026-02-12", "MET")]
    assert receipt.position == position[0]
    assert stored(town, "ObligationFulfilled") == 1


def test_a_sweep_that_was_missed_loses_nothing(town: Town) -> None:
    """OBL-01: three days away; every working day of them is opened and missed."""
    sweep(town, "2026-02-12 10:00")

    sweep(town, "2026-02-15 10:00")

    assert [one for one in lines(town, "RHYTHM_DAY") if one[0] == "g1"] == [
        ("g1", "2026-02-12", "MISSED"),
        ("g1", "2026-02-13", "MISSED"),
        ("g1", "2026-02-14", "MISSED"),
    ]


def test_a_second_sweep_has_nothing_to_do(town: Town) -> None:
    """OBL-01, ENV-05: a sweep is safe to repeat, also by another process."""
    assert sweep(town, "2026-02-13 00:05") > 0

    assert sweep(town, "2026-02-13 00:05") == 0


def test_two_schedulers_at_once_do_nothing_twice(town: Town, other_process: Wiring) -> None:
    """Architecture 5: two leaders for a moment record each fact once."""
    sweep(town, "2026-02-12 10:00")
    town.clock.set(at("2026-02-14 00:05"))
    together = Barrier(2)

    def sweep_at_once(obligations: ObligationSweep) -> int:
        together.wait()
        return obligations.sweep(town.name)

    with ThreadPoolExecutor(2) as threads:
        list(
            threads.map(
                sweep_at_once,
                (town.service.obligation_sweep, other_process.service.obligation_sweep),
            )
        )
    sweep(town, "2026-02-14 00:06")

    twice = town.rows(
        "SELECT aggregate_id, topic FROM events WHERE jurisdiction = %s "
        "AND topic LIKE 'Obligation%%' GROUP BY aggregate_id, topic HAVING count(*) > 1"
    )
    assert twice == []
    assert {s for _, day, s in lines(town, "RHYTHM_DAY") if day < "2026-02-14"} == {"MISSED"}


class Killed(Exception):
    """The process died."""


def test_a_sweep_killed_in_the_middle_loses_nothing(
    town: Town, other_process: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OBL-01: batches that were appended stay, the next process does the rest."""
    sweep(town, "2026-02-12 10:00")
    town.clock.set(at("2026-02-13 00:05"))
    append, left = type(town.service.log).append, [1]

    def append_once(*given: Any) -> Receipt:
        if not left[0]:
            raise Killed
        left[0] -= 1
        return append(*given)

    with monkeypatch.context() as broken:
        broken.setattr(type(town.service.log), "append", append_once)
        with pytest.raises(Killed):
            town.service.obligation_sweep.sweep(town.name)
    town.service.projector.catch_up()
    other_process.service.obligation_sweep.sweep(town.name)
    town.service.projector.catch_up()

    assert lines(town, "RHYTHM_DAY") == [
        ("g1", "2026-02-12", "MISSED"), ("g2", "2026-02-12", "MISSED"),
        ("g1", "2026-02-13", "DUE"), ("g2", "2026-02-13", "DUE"),
    ]  # fmt: skip


def test_a_batch_in_which_somebody_was_faster_is_decided_anew(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ENV-05: an entry between the look and the append is not overrun."""
    sweep(town, "2026-02-12 10:00")
    town.clock.set(at("2026-02-13 00:05"))
    town.service.projector.catch_up()
    append, clashes = type(town.service.log).append, [1]

    def clash_once(*given: Any) -> Receipt:
        if clashes[0]:
            clashes[0] -= 1
            raise ConcurrentChange
        return append(*given)

    monkeypatch.setattr(type(town.service.log), "append", clash_once)

    assert town.service.obligation_sweep.sweep(town.name) > 0


def test_who_comes_during_a_window_owes_it(town: Town) -> None:
    """CAL-05: a window is tested at its end; whoever is there then owes it."""
    sweep(town, "2026-02-12 10:00")
    town.organise(FoundOrgUnit(code="g3", level="GRID", parent="c1", is_grid=True))

    sweep(town, "2026-02-12 11:00")

    assert [body for body, _, _ in lines(town, "RHYTHM_DAY")] == ["g1", "g2", "g3"]
    assert [body for body, _, _ in lines(town, "RHYTHM_MONTH")] == ["g1", "g2", "g3"]


def test_a_holder_that_has_ended_misses_nothing(town: Town) -> None:
    """CAL-08, ORG-SA-06: what a merged grid still owed is owed no more."""
    sweep(town, "2026-02-12 10:00")
    town.organise(MergeGrid(grid="g2", into="g1", from_system="police"))

    sweep(town, "2026-02-13 00:05")

    assert lines(town, "RHYTHM_DAY")[:2] == [
        ("g1", "2026-02-12", "MISSED"), ("g2", "2026-02-12", "NOT_DUE"),
    ]  # fmt: skip


def test_reminders_go_out_once(town: Town) -> None:
    """OBL-01: the month's duty is recalled on the working days 7 and 1 before 2026-02-28."""
    sweep(town, "2026-02-12 10:00")
    sweep(town, "2026-02-27 00:05")
    before = stored(town, "ObligationReminderSent")

    sweep(town, "2026-02-27 00:10")

    assert before > 0
    assert stored(town, "ObligationReminderSent") == before
