"""Names of the events that can be subscribed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from application.webhooks.errors import UnknownEventType
from domain.cases.case import Case
from domain.grids.grid import Grid
from domain.kernel import Event
from domain.notifications.notice import Notice
from domain.organisation.org_unit import OrgUnit
from domain.oversight.gate import Gate
from domain.oversight.inspection import Inspection
from domain.oversight.rectification import Rectification
from domain.oversight.target import Target
from domain.records.book import RecordBook


def require_known(names: Iterable[str]) -> None:
    """Refuse names that no event has.

    Raises:
        UnknownEventType: Annex E.
    """
    for name in names:
        if name not in known_event_types():
            raise UnknownEventType(name)


@cache
def known_event_types() -> frozenset[str]:
    """Every event of the catalogue that this version records."""
    return frozenset(_named(Event))


_RECORDED = (Case, OrgUnit, Grid, Gate, Inspection, Notice, Rectification, Target, RecordBook)
"""The aggregates that record them, imported so that their events are there to be named."""


def _named(kind: type[Event]) -> Iterator[str]:
    for found in kind.__subclasses__():
        if "TOPIC" in vars(found):
            yield vars(found)["TOPIC"]
        yield from _named(found)
