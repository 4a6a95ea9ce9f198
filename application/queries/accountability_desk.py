"""The one way a question about files of accountability goes: permission, scope, then the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from application.queries.asking import Asked, QuestionDesk
from application.queries.listing import ListEvent
from application.read_models.accountability_files import FileFilter, FileLine
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of

if TYPE_CHECKING:
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class FileCursor:
    """Place in the list, which is in the order in which files began."""

    begun_at: datetime
    aggregate_id: UUID


class AccountabilityFiles(Protocol):
    """The read model, now or as it stood; ``bodies`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: FileFilter,
        bodies: frozenset[str] | None,
        *,
        after: FileCursor | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[FileLine]:
        """The next rows by when they began."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: FileFilter,
        bodies: frozenset[str] | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events those rows were folded from, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountabilityDesk(QuestionDesk):
    """Takes every question about files. Safe for many threads.

    Who works for the whole jurisdiction sees all of them, anybody else those of their bodies and
    all below: who is called must know of it. ``as_of`` asks for the list as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.
    """

    listed: AccountabilityFiles

    def lines(
        self,
        jurisdiction: str,
        caller: Caller,
        which: FileFilter,
        *,
        after: FileCursor | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[FileLine, FileCursor]:
        """Files by when they began."""
        asked = self._ask(jurisdiction, caller, "read_accountability", own=False)
        found = self.listed.page(
            jurisdiction, which, bodies_of(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda line: FileCursor(line.begun_at, line.aggregate_id))

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: FileFilter,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[ListEvent, int]:
        """The events that the rows were folded from, in the order of the log."""
        asked = self._ask(jurisdiction, caller, "read_accountability", own=False)
        found = self.listed.events(
            jurisdiction, which, bodies_of(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


def bodies_of(asked: Asked) -> frozenset[str] | None:
    """The bodies whose files somebody may see; None: all."""
    mine = asked.scope
    return None if mine.everything else mine.units | mine.grids | mine.communities
