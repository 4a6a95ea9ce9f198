"""What packs say about figures, made ready for one instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from application.read_models.figures import (
    Cohort,
    Evidence,
    FigureRules,
    Group,
    Moment,
    Moments,
)
from domain.calendar.clocks import ClockRule, deadline
from domain.calendar.local_time import local_date, start_of
from domain.calendar.working_days import WorkingCalendar
from domain.policy.pack import PolicyPack

# Whoever asks for a figure finds the words for it here as well.
__all__ = [
    "Cohort",
    "Evidence",
    "FigureRules",
    "Group",
    "Moment",
    "Moments",
    "figure_rules",
    "started_before",
]


def figure_rules(
    packs: Iterable[PolicyPack], at: datetime, calendar: WorkingCalendar
) -> Mapping[str, FigureRules]:
    """The rules of each pack by its reference, for figures at an aware instant.

    Raises:
        CalendarMissing: a clock counts working days that no table knows (CAL-03).
    """
    return {pack.ref: _rules(pack, at, calendar) for pack in packs}


def started_before(rule: ClockRule, at: datetime, calendar: WorkingCalendar) -> datetime:
    """The exclusive bound of starts whose clock has ended by an aware instant.

    A clock counts whole days, so all starts of one local day end together: the bound is the end
    of the last such day. Stops of the clock are not considered.

    Raises:
        CalendarMissing: CAL-03.
    """
    day = local_date(at) - timedelta(days=rule.n)
    while not _has_ended(rule, day, at, calendar):
        day -= timedelta(days=1)
    return start_of(day + timedelta(days=1))


def _has_ended(rule: ClockRule, day: date, at: datetime, calendar: WorkingCalendar) -> bool:
    due = deadline(rule, start_of(day), calendar)
    return due is not None and due.due_at <= at


def _rules(pack: PolicyPack, at: datetime, calendar: WorkingCalendar) -> FigureRules:
    cases = pack.cases
    unrated_before = None
    if cases.rating is not None and cases.rating.required:
        unrated_before = started_before(cases.clocks[cases.rating.unrated_after], at, calendar)
    lowest = cases.levels[: cases.levels.index(cases.intake.pool) + 1]
    return FigureRules(unrated_before, lowest)
