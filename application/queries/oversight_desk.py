"""The one way a question about oversight goes: permission, scope, then the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from application.queries.asking import Asked, QuestionDesk
from application.queries.listing import ListEvent
from application.read_models.as_of import AsOf
from application.read_models.oversight_list import OversightFilter, OversightLine
from application.read_models.pages import Page, page_of

if TYPE_CHECKING:
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class OversightCursor:
    """Place in the list, which is in the order of kind and code."""

    kind: str
    code: str


class OversightList(Protocol):
    """The read model, now or as it stood; ``bodies`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: OversightFilter,
        bodies: frozenset[str] | None,
        *,
        after: OversightCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[OversightLine]:
        """The next rows by kind and code."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: OversightFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events those rows were folded from, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightDesk(QuestionDesk):
    """Takes every question about gates, orders, inspections and targets. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what belongs to their bodies
    and all below. ``as_of`` asks for the list as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    listed: OversightList

    def lines(
        self,
        jurisdiction: str,
        caller: Caller,
        which: OversightFilter,
        *,
        after: OversightCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[OversightLine, OversightCursor]:
        """Rows by kind and code."""
        asked = self._ask(jurisdiction, caller, "read_oversight", own=False)
        found = self.listed.page(
            jurisdiction, which, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda line: OversightCursor(line.kind, line.code))

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: OversightFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[ListEvent, int]:
        """The events that the rows were folded from, in the order of the log."""
        asked = self._ask(jurisdiction, caller, "read_oversight", own=False)
        found = self.listed.events(
            jurisdiction, which, _bodies(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


def _bodies(asked: Asked) -> frozenset[str] | None:
    mine = asked.scope
    return None if mine.everything else mine.units | mine.grids | mine.communities
