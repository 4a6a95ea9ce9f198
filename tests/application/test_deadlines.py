"""What time does, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from threading import Barrier

import pytest

from application.use_cases.desk import SYSTEM_CALLER
from application.use_cases.request import Caller
from domain.calendar.errors import CalendarFileInvalid, CalendarMissing
from domain.cases import events
from infrastructure.calendars.chinese import china
from interfaces.bootstrap import Wiring, import_notice, wired
from interfaces.scheduler import tick
from tests.application.town import Town, at, made, town_on, uploaded, whistled, with_lights
from tests.application.wiring import MASTER_KEY
from tests.database import Database
from tests.shelves import product_packs

HEAD = "date,is_workday,name,source_url,notice_no\n"
# Invented: no notice for 2027 is known.
OF_2027 = f"covers,2027\n{HEAD}2027-01-01,false,invented,,doc-2027\n"
WEDNESDAY_OFF = f"{HEAD}2021-09-15,false,invented,,doc-2021\n"


class Ours:
    """A seat that nobody contests."""

    def held(self) -> bool:
        return True


class LostAfter:
    """A seat that is lost after it was asked for some times."""

    def __init__(self, times: int) -> None:
        self.left = times

    def held(self) -> bool:
        self.left -= 1
        return self.left >= 0


@pytest.fixture
def kundulun(database: Database) -> Iterator[Town]:
    with town_on(database, "kundulun", "2021-09-10 09:00") as town:  # a Friday
        yield town


@pytest.fixture
def wiring(database: Database, kundulun: Town) -> Iterator[Wiring]:
    """Another process on the same database and clock."""
    with wired(
        database.dsn,
        master_key=MASTER_KEY,
        packs=product_packs(),
        clock=kundulun.clock,
        role=database.service,
    ) as wiring:
        yield wiring


def due(town: Town, case: object) -> tuple[datetime | None, tuple[str, ...]]:
    """Bound of a case and the calendars that decided its clocks."""
    (row,) = town.rows(
        "SELECT due_at, calendar_versions FROM case_heads_v1"
        " WHERE jurisdiction = %s AND case_id = %s",
        case,
    )
    return row[0], tuple(row[1])


# --- Sweeps. ---


def test_a_sweep_records_the_miss_at_its_bound_and_when_it_looked(database: Database) -> None:
    """CAS-DG-08, ENV-06: whistle Thu 2021-09-16, clock B rolled to Wed 09-22."""
    with town_on(database, "daguan", "2021-09-16 09:00") as town:
        case = whistled(town, "lights", "police")

        town.clock.set(at("2021-09-22 23:59"))
        assert town.service.deadlines.sweep(town.name) == 0
        town.clock.set(at("2021-09-23 00:05"))
        assert town.service.deadlines.sweep(town.name) == 1
        assert town.service.deadlines.sweep(town.name) == 0

        missed = [e for _, e in town.service.log.history(town.name, case)][-2:]
        assert [event.event_type for event in missed] == ["FeedbackMissed"] * 2
        for event in missed:
            assert event.occurred_at == at("2021-09-23 00:00")
            assert event.recorded_at == at("2021-09-23 00:05")
            assert event.actor_id == "system"


def test_a_missed_sweep_loses_nothing(kundulun: Town) -> None:
    """CAS-KD-04, ENV-06: weeks later, each case overdue once, since its bound."""
    cases = [with_lights(kundulun) for _ in range(3)]

    kundulun.clock.set(at("2021-10-20 00:05"))
    assert kundulun.service.deadlines.sweep(kundulun.name) == 3

    for case in cases:
        last = kundulun.service.log.history(kundulun.name, case)[-1][1]
        assert isinstance(last, events.Overdue)
        assert last.occurred_at == at("2021-09-16 00:00")  # 3 working days after Fri 10: 13, 14, 15


def test_two_schedulers_at_once_record_each_miss_once(kundulun: Town, wiring: Wiring) -> None:
    """Architecture 5: both believe that they lead."""
    cases = [with_lights(kundulun) for _ in range(6)]
    kundulun.clock.set(at("2021-09-16 00:05"))
    together = Barrier(2)

    def ticked(no: int) -> int:
        service = (kundulun.service, wiring.service)[no]
        together.wait(30)
        return tick(service, Ours())

    with ThreadPoolExecutor(2) as pool:
        changed = list(pool.map(ticked, (0, 1)))

    assert sum(changed) == 6
    for case in cases:
        assert kundulun.events(case).count("CaseOverdue") == 1


def test_a_lost_seat_issues_nothing_more(kundulun: Town) -> None:
    """Architecture 5: asked before each command; the rest is the next leader's."""
    for _ in range(3):
        with_lights(kundulun)
    kundulun.clock.set(at("2021-09-16 00:05"))

    assert tick(kundulun.service, LostAfter(0)) == 0
    assert tick(kundulun.service, LostAfter(2)) == 1  # once for the tick, once for the first case
    assert tick(kundulun.service, Ours()) == 2


def test_only_the_system_sweeps(kundulun: Town) -> None:
    """C, mark obligation missed."""
    case = with_lights(kundulun)

    with pytest.raises(Exception, match="mark_due is not permitted to DSP"):
        kundulun.do("di", "mark_due", case)

    assert SYSTEM_CALLER.person_ref == "system"
    with pytest.raises(Exception, match="mark_due is not permitted to RES"):
        kundulun.do("system", "mark_due", case)  # the name alone gives nothing


# --- Calendars. ---


def imported(wiring: Wiring, town: Town, folder: Path, text: str) -> str:
    file = folder / "notice.csv"
    file.write_text(text, encoding="utf-8")
    return import_notice(wiring, town.name, file, "olga").version


def test_an_amended_calendar_moves_open_clocks_only(
    kundulun: Town, wiring: Wiring, tmp_path: Path
) -> None:
    """CAL-08: settled ones never; the new version is stored."""
    running, settled = with_lights(kundulun), with_lights(kundulun)
    kundulun.do("uma", "report_resolution", settled, measures="new lamp")
    kundulun.do("uma", "close_case", settled)
    assert due(kundulun, running) == (at("2021-09-16 00:00"), (china().version,))
    before = kundulun.events(settled)

    version = imported(wiring, kundulun, tmp_path, WEDNESDAY_OFF)
    assert wiring.service.deadlines.recalculate(kundulun.name) == 1

    assert due(kundulun, running) == (at("2021-09-17 00:00"), (version,))
    moved = kundulun.service.log.history(kundulun.name, running)[-1][1]
    assert isinstance(moved, events.DeadlineRecalculated)
    assert (moved.old_due, moved.new_due) == (at("2021-09-16 00:00"), at("2021-09-17 00:00"))
    assert moved.calendar_version == version
    assert kundulun.events(settled) == before
    assert wiring.service.deadlines.recalculate(kundulun.name) == 0


def test_the_scheduler_recomputes_by_itself(kundulun: Town, wiring: Wiring, tmp_path: Path) -> None:
    """CAL-08: whoever imported it."""
    case = with_lights(kundulun)
    imported(wiring, kundulun, tmp_path, WEDNESDAY_OFF)

    assert tick(wiring.service, Ours()) == 1

    assert kundulun.events(case)[-1] == "DeadlineRecalculated"


def test_a_lost_seat_recomputes_nothing_more(
    kundulun: Town, wiring: Wiring, tmp_path: Path
) -> None:
    """Architecture 5, CAL-08."""
    with_lights(kundulun)
    with_lights(kundulun)
    imported(wiring, kundulun, tmp_path, WEDNESDAY_OFF)

    assert tick(wiring.service, LostAfter(2)) == 1
    assert tick(wiring.service, LostAfter(9)) == 1


def test_a_file_with_an_error_is_refused_with_its_line(
    kundulun: Town, wiring: Wiring, tmp_path: Path
) -> None:
    """CAL-03: nothing of it is imported."""
    broken = f"covers,2027\n{HEAD}2027-01-01,false,invented,,doc\n2027-13-01,maybe,x,,doc\n"

    with pytest.raises(CalendarFileInvalid, match=r"notice\.csv:4: date: ") as refused:
        imported(wiring, kundulun, tmp_path, broken)

    assert {line for line, _ in refused.value.problems} == {4}
    assert kundulun.rows("SELECT version FROM calendar_overrides WHERE jurisdiction = %s") == []


def test_a_deadline_in_a_year_without_a_table_refuses_the_command(
    kundulun: Town, wiring: Wiring, tmp_path: Path
) -> None:
    """CAL-03 G: nothing is recorded; with the notice the same command holds."""
    kundulun.clock.set(at("2026-12-30 09:00"))  # a Wednesday: Thu 31, and two days of 2027
    case = uploaded(kundulun, category="street_light")
    kundulun.do("di", "triage_case", case)
    head = kundulun.head()
    route = made("route_case", case, mode="SINGLE", units=("lights",))
    desk = wiring.service.cases

    with pytest.raises(CalendarMissing) as refused:
        desk.execute(kundulun.name, Caller("di"), route, key="route")

    assert refused.value.facts()["year"] == 2027
    assert "import the notice for 2027 first" in str(refused.value)
    assert kundulun.head() == head
    imported(wiring, kundulun, tmp_path, OF_2027)
    desk.execute(kundulun.name, Caller("di"), route, key="route")
    assert due(kundulun, case)[0] == at("2027-01-06 00:00")  # Thu 12-31, Mon 01-04, Tue 01-05


def test_a_clock_that_cannot_be_recomputed_keeps_its_bound_and_holds_up_no_other(
    kundulun: Town, wiring: Wiring, tmp_path: Path
) -> None:
    """CAL-03, CAL-08: the end would lie in a year that nobody has judged."""
    kundulun.clock.set(at("2026-12-25 09:00"))  # a Friday
    early = with_lights(kundulun)
    kundulun.clock.set(at("2026-12-28 09:00"))
    late = with_lights(kundulun)
    assert due(kundulun, early)[0] == at("2026-12-31 00:00")
    assert due(kundulun, late)[0] == at("2027-01-01 00:00")

    imported(wiring, kundulun, tmp_path, f"{HEAD}2026-12-30,false,invented,,doc-2026\n")
    assert tick(wiring.service, Ours()) == 1

    assert due(kundulun, early)[0] == at("2027-01-01 00:00")
    assert due(kundulun, late)[0] == at("2027-01-01 00:00")


def test_days_of_the_test_are_what_the_calendar_says() -> None:
    """0.4: what the bounds above were counted from."""
    assert [china().is_working_day(date(2021, 9, day)) for day in (13, 14, 15, 18)] == [True] * 4
    assert not china().is_working_day(date(2021, 9, 19))
