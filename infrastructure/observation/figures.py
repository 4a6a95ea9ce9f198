"""Figures that stand in the database, read when somebody scrapes.

Bounded in time, and remembered for seconds, so that neither a scraper nor several of them can load
the database: while it does not answer, its figures are absent and ``closeout_figures_up`` is 0. Old
figures are never shown as new ones.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import Final, Protocol

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.calendar.local_time import local_date
from infrastructure.calendars.coverage import calendars, days_covered
from infrastructure.postgres import wire
from infrastructure.postgres.pool import ConnectionLost, Rejected, Session, Sessions, Statement

LOGGER = logging.getLogger(__name__)

_FRESH: Final = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure there is for every jurisdiction.

    Attributes:
        name: with the unit at its end.
    """

    name: str
    help: str


@dataclass(frozen=True, slots=True)
class Figure:
    """What a gauge shows for a jurisdiction."""

    gauge: Gauge
    jurisdiction: str
    value: float


class FigureSource(Protocol):
    """Where figures come from. One that has nothing to tell yields nothing, never a made-up 0."""

    @property
    def gauges(self) -> Sequence[Gauge]:
        """All that it may yield."""
        ...

    def read(self, session: Session, now: datetime) -> Iterable[Figure]:
        """Read them: a few statements that the session bounds in time.

        Raises:
            ConnectionLost: no answer in time.
            Rejected: the database refused a statement.
        """
        ...


class Figures(Collector):
    """Asks every source, at most once in some seconds.

    Args:
        sessions: their waiting time bounds a scrape.
        passed: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        sessions: Sessions,
        clock: Callable[[], datetime],
        sources: Sequence[FigureSource],
        *,
        passed: Callable[[], float] = monotonic,
    ) -> None:
        self._sessions, self._clock, self._sources = sessions, clock, sources
        self._passed = passed
        self._lock = Lock()
        self._known: tuple[float, Sequence[Figure] | None] | None = None

    def describe(self) -> Iterable[Metric]:
        """Nothing: registering must not ask the database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        with self._lock:  # of several scrapers one asks, the others take what it was told
            if self._known is None or self._passed() - self._known[0] >= _FRESH:
                self._known = (self._passed(), self._read())
            figures = self._known[1]
        up = GaugeMetricFamily(
            "closeout_figures_up", "Whether the figures of the database could be read."
        )
        up.add_metric([], float(figures is not None))
        yield up
        families = {
            gauge: GaugeMetricFamily(gauge.name, gauge.help, labels=["jurisdiction"])
            for source in self._sources
            for gauge in source.gauges
        }
        for figure in figures or ():
            families[figure.gauge].add_metric([figure.jurisdiction], figure.value)
        yield from families.values()

    def _read(self) -> Sequence[Figure] | None:
        now = self._clock()
        try:
            with self._sessions.session() as session:
                return [f for source in self._sources for f in source.read(session, now)]
        except (ConnectionLost, Rejected) as failure:
            self._sessions.discard_idle()
            LOGGER.warning("the figures of the database cannot be read", exc_info=failure)
            return None


CASES_OPEN = Gauge("closeout_cases_open", "Cases that are not ended.")
CASES_OVERDUE = Gauge("closeout_cases_overdue", "Open cases whose bound has passed.")
LAG_EVENTS = Gauge("closeout_projector_lag_events", "Events not yet in the read models.")
LAG_SECONDS = Gauge(
    "closeout_projector_lag_seconds", "Age of the oldest event that is not in the read models."
)
REACTION_LAG_EVENTS = Gauge(
    "closeout_reactions_lag_events", "Events that the slowest reaction has not been shown."
)
REACTION_LAG_SECONDS = Gauge(
    "closeout_reactions_lag_seconds", "Age of the oldest event that a reaction was not shown."
)
CALENDAR_DAYS = Gauge(
    "closeout_calendar_covered_days", "Days from today on that the working-day tables cover."
)

_CASES = Statement(
    "figures_cases",
    "SELECT jurisdiction, count(*), count(*) FILTER (WHERE due_at <= $1) "
    "FROM case_heads_v1 WHERE is_open GROUP BY jurisdiction",
    (wire.TIMESTAMPTZ,),
)


class CaseFigures:
    """Open and overdue cases."""

    gauges = (CASES_OPEN, CASES_OVERDUE)

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        result = session.run(_CASES, [wire.instant(now)])
        for n in range(result.ntuples):
            jurisdiction = (result.get_value(n, 0) or b"").decode()
            yield Figure(CASES_OPEN, jurisdiction, wire.to_int(result.get_value(n, 1) or b""))
            yield Figure(CASES_OVERDUE, jurisdiction, wire.to_int(result.get_value(n, 2) or b""))


_LAG = Statement(
    "figures_lag",
    """
    SELECT h.jurisdiction, h.position - coalesce(t.position, 0), e.recorded_at
      FROM log_heads AS h
      LEFT JOIN tracking AS t ON t.jurisdiction = h.jurisdiction AND t.name = $1
      LEFT JOIN events AS e
        ON e.jurisdiction = h.jurisdiction AND e.position = coalesce(t.position, 0) + 1
    """,
    (wire.TEXT,),
)


def lag(session: Session, tracking: str, now: datetime) -> Iterator[tuple[str, int, float]]:
    """How far a follower is behind each log: events, and seconds since the first of them."""
    result = session.run(_LAG, [tracking.encode()])
    for n in range(result.ntuples):
        oldest = result.get_value(n, 2)
        seconds = 0.0 if oldest is None else (now - wire.to_instant(oldest)).total_seconds()
        jurisdiction = (result.get_value(n, 0) or b"").decode()
        yield jurisdiction, wire.to_int(result.get_value(n, 1) or b""), max(0.0, seconds)


@dataclass(frozen=True, slots=True)
class LagFigures:
    """How far the projector is behind."""

    tracking: str
    gauges = (LAG_EVENTS, LAG_SECONDS)

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        for jurisdiction, events, seconds in lag(session, self.tracking, now):
            yield Figure(LAG_EVENTS, jurisdiction, events)
            yield Figure(LAG_SECONDS, jurisdiction, seconds)


@dataclass(frozen=True, slots=True)
class ReactionFigures:
    """How far the slowest reaction is behind.

    Attributes:
        names: those of the reactions' positions.
    """

    names: Sequence[str]
    gauges = (REACTION_LAG_EVENTS, REACTION_LAG_SECONDS)

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        slowest: dict[str, tuple[int, float]] = {}
        for name in self.names:
            for jurisdiction, events, seconds in lag(session, name, now):
                known = slowest.get(jurisdiction, (0, 0.0))
                slowest[jurisdiction] = max(known[0], events), max(known[1], seconds)
        for jurisdiction, (events, seconds) in slowest.items():
            yield Figure(REACTION_LAG_EVENTS, jurisdiction, events)
            yield Figure(REACTION_LAG_SECONDS, jurisdiction, seconds)


class CalendarFigures:
    """How long the working-day tables last."""

    gauges = (CALENDAR_DAYS,)

    def read(self, session: Session, now: datetime) -> Iterator[Figure]:
        for jurisdiction, calendar in calendars(session).items():
            covered = days_covered(calendar, local_date(now))
            yield Figure(CALENDAR_DAYS, jurisdiction, covered)
