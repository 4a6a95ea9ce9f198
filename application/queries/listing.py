"""Lists: rows that belong to bodies and people, page by page, and the events behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from application.queries.asking import Asked, QuestionDesk
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of

if TYPE_CHECKING:
    from application.use_cases.request import Caller
    from domain.policy.permissions import Condition

R = TypeVar("R")
W = TypeVar("W")
P = TypeVar("P")
R_co = TypeVar("R_co", covariant=True)
W_contra = TypeVar("W_contra", contravariant=True)
P_contra = TypeVar("P_contra", contravariant=True)
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Place in a list that is in the order of codes and numbers."""

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
    """Which rows somebody sees: those of these bodies, and those of the person, if one is named."""

    bodies: frozenset[str]
    person_ref: str | None = None


class Listing(Protocol[W_contra, R_co, P_contra]):
    """The read model, now or as it stood; ``sight`` None: no row is hidden."""

    def page(  # what, seen by whom, and where to go on
        self,
        jurisdiction: str,
        which: W_contra,
        sight: Sight | None,
        *,
        after: P_contra | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[R_co]:
        """The next rows in the order of the list."""
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
class PagedDesk(QuestionDesk, Generic[W, R, P]):
    """Takes every question about one list. Safe for many threads.

    Who works for the whole jurisdiction sees all of it, anybody else what belongs to their bodies
    and all below; a resident what is their own. ``as_of`` asks for the list as it stood (ENV-06).

    Every method raises ``PermissionDenied`` (C) and ``UnknownJurisdiction``.

    Attributes:
        QUERY: its name in the matrix; MET: conditions of the matrix that it meets.
        OWN: whether a right to one's own subject is enough; False: no row is anybody's own.
        PLACE: dataclass of a place in the list, whose fields are those of a row.
        listed: the read model.
    """

    QUERY: ClassVar[str]
    MET: ClassVar[frozenset[Condition]] = frozenset()
    OWN: ClassVar[bool] = True
    PLACE: ClassVar[type[Any]]

    listed: Listing[W, R, P]

    def rows(
        self,
        jurisdiction: str,
        caller: Caller,
        which: W,
        *,
        after: P | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[R, P]:
        """Rows in the order of the list."""
        asked = self._asked(jurisdiction, caller)
        found = self.listed.page(
            jurisdiction,
            self._meant(asked, which),
            self._sight(asked),
            after=after,
            limit=limit + 1,
            as_of=as_of,
        )
        return page_of(found, limit, self._place)

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
        asked = self._asked(jurisdiction, caller)
        found = self.listed.events(
            jurisdiction,
            self._meant(asked, which),
            self._sight(asked),
            after=after,
            limit=limit + 1,
            as_of=as_of,
        )
        return page_of(found, limit, lambda event: event.position)

    def _asked(self, jurisdiction: str, caller: Caller) -> Asked:
        return self._ask(jurisdiction, caller, self.QUERY, own=self.OWN, met=self.MET)

    def _sight(self, asked: Asked) -> Sight | None:
        """Which rows the caller sees; None: all."""
        return sight_of(asked)

    def _meant(self, asked: Asked, which: W) -> W:  # noqa: ARG002  # for a desk that looks it up
        """What a filter comes to, where that takes the directory."""
        return which

    def _place(self, row: R) -> P:
        place: P = placed(self.PLACE, row)
        return place


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDesk(PagedDesk[W, R, ListPlace], Generic[W, R]):
    """Takes every question about one list in the order of codes and numbers."""

    PLACE: ClassVar[type[Any]] = ListPlace


def sight_of(asked: Asked) -> Sight | None:
    """What the caller sees of such a list; None: everything."""
    bodies = asked.scope.bodies
    return None if bodies is None else Sight(bodies, asked.actor.id)


def placed(kind: type[P], row: object) -> P:
    """The place of a row, which has every field of it."""
    return kind(**{one.name: getattr(row, one.name) for one in fields(kind)})  # type: ignore[arg-type]  # each place is a dataclass


def every_row(  # of what, seen by whom
    listed: Listing[W, R, P],
    place: type[P],
    jurisdiction: str,
    which: W,
    sight: Sight | None,
    as_of: AsOf | None,
) -> Iterator[R]:
    """All rows of a list, read page by page."""
    after: P | None = None
    while True:
        found = listed.page(jurisdiction, which, sight, after=after, limit=_AT_ONCE, as_of=as_of)
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = placed(place, found[-1])
