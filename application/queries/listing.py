"""Lists of what services did: rows that belong to bodies and people, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from application.queries.asking import Asked, QuestionDesk
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.permissions import Condition


class Listed(Protocol):
    """A row of such a list: its code, and its number where a code has several rows."""

    @property
    def code(self) -> str: ...
    @property
    def no(self) -> int: ...


R = TypeVar("R", bound=Listed)
W = TypeVar("W")
R_co = TypeVar("R_co", bound=Listed, covariant=True)
W_contra = TypeVar("W_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Place in a list, which is in the order of codes and numbers."""

    code: str
    no: int


@dataclass(frozen=True, slots=True)
class ListEvent:
    """An event that a row was folded from; ``position`` is its place in the log."""

    position: int
    aggregate_id: UUID
    event: str


@dataclass(frozen=True, slots=True)
class Sight:
    """Which rows somebody sees: those of these bodies, and those of the person."""

    bodies: frozenset[str]
    person_ref: str


class Listing(Protocol[W_contra, R_co]):
    """The read model, now or as it stood; ``sight`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: W_contra,
        sight: Sight | None,
        *,
        after: ListPlace | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[R_co]:
        """The next rows by code and number."""
        ...

    def events(
        self,
        jurisdiction: str,
        which: W_contra,
        sight: Sight | None,
        *,
        after: int,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[ListEvent]:
        """The events those rows were folded from, by position."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDesk(QuestionDesk, Generic[W, R]):
    """Takes every question about one such list. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what belongs to their bodies
    and all below; a resident what is their own. ``as_of`` asks for the list as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.

    Attributes:
        QUERY: its name in the matrix; MET: conditions of the matrix that it meets.
        listed: the read model.
    """

    QUERY: ClassVar[str]
    MET: ClassVar[frozenset[Condition]] = frozenset()

    listed: Listing[W, R]

    def rows(
        self,
        jurisdiction: str,
        caller: Caller,
        which: W,
        *,
        after: ListPlace | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[R, ListPlace]:
        """Rows by code and number."""
        asked = self._ask(jurisdiction, caller, self.QUERY, met=self.MET)
        found = self.listed.page(
            jurisdiction, which, sight_of(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda row: ListPlace(row.code, row.no))

    def evidence(
        self,
        jurisdiction: str,
        caller: Caller,
        which: W,
        *,
        after: int = 0,
        limit: int = 1_000,
        as_of: AsOf | None = None,
    ) -> Page[ListEvent, int]:
        """The events that the rows were folded from, in the order of the log."""
        asked = self._ask(jurisdiction, caller, self.QUERY, met=self.MET)
        found = self.listed.events(
            jurisdiction, which, sight_of(asked), after=after, limit=limit + 1, as_of=as_of
        )
        return page_of(found, limit, lambda event: event.position)


def sight_of(asked: Asked) -> Sight | None:
    """What the caller sees of such a list; None: everything."""
    mine = asked.scope
    if mine.everything:
        return None
    return Sight(mine.units | mine.grids | mine.communities, asked.actor.id)
