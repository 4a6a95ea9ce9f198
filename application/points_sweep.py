"""Opens the accounts of a year for every unit that takes part (PTS-DG-01)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from application.directory import UnitEntry
from application.ports import Change
from domain.act import THE_SYSTEM, Act
from domain.calendar.local_time import local_date
from domain.kernel import ConcurrentChange, Event
from domain.ledgers.ledger import PointsLedger
from domain.ledgers.rules import unit_points_of

if TYPE_CHECKING:
    from application.obligation_sweep import SweptLog
    from application.ports import Clock
    from application.use_cases.request import Calendars, Directories, Packs

_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsSweep:
    """Opens what is missing, and nothing twice; a sweep that was missed loses nothing.

    A booking that comes first opens the account itself. Without points of units in the pack there
    is nothing to open.
    """

    log: SweptLog
    packs: Packs
    calendars: Calendars
    directories: Directories
    clock: Clock
    _seen: dict[str, tuple[int, int, str]] = field(default_factory=dict)

    def sweep(self, jurisdiction: str, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Open every account of the current year; returns how many were opened.

        Args:
            stopping: asked before each batch, so that a leader that lost its lock appends no more.
        """
        now = self.clock()
        today = local_date(now)
        pack = self.packs.current(jurisdiction, today)
        rules = unit_points_of(pack)
        if rules is None:
            return 0
        opened = self.log.open(jurisdiction, ())
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        seen = (today.year, directory.position, pack.ref)
        if self._seen.get(jurisdiction) == seen:
            return 0
        units = [
            unit.code
            for unit in directory.bodies()
            if isinstance(unit, UnitEntry)
            and unit.level in rules.ledger.levels
            and (unit.tree is None or unit.parent is not None)  # the top of a tree takes no part
        ]
        act = Act(
            actor=THE_SYSTEM, at=now, pack=pack, calendar=self.calendars.current(jurisdiction)
        )
        changed = 0
        for start in range(0, len(units), _BATCH):
            if stopping():
                return changed
            changed += self._open(jurisdiction, act, units[start : start + _BATCH], today.year)
        self._seen[jurisdiction] = seen
        return changed

    def _open(self, jurisdiction: str, act: Act, units: list[str], year: int) -> int:
        by_id = {PointsLedger.create_id(jurisdiction, unit, year): unit for unit in units}
        known = self.log.begun(jurisdiction, list(by_id))
        events: list[Event] = []
        for ledger_id, unit in by_id.items():
            if ledger_id not in known:
                ledger = PointsLedger.open(act, jurisdiction=jurisdiction, unit_id=unit, year=year)
                events += cast("list[Event]", ledger.collect_events())
        if not events:
            return 0
        try:
            self.log.append(Change(jurisdiction=jurisdiction, events=events))
        except ConcurrentChange:
            return self._open(jurisdiction, act, units, year)  # a booking was faster for one
        return len(events)
