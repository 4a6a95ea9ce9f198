"""Routes of lists: pages of what a question finds, and the events behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, create_model

from application.queries.listing import ListDesk, ListPlace
from application.read_models.pages import Page
from application.service import Service
from domain.kernel import DomainError
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import ListView, View

R = TypeVar("R")
W = TypeVar("W")
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000


class RowEvent(View):
    """What every list shows of an event behind it."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class ServiceEventView(RowEvent):
    """An event that a row was folded from."""


class ServiceEvidence(ListView):
    """One page of the events behind a list, in the order of the log."""

    items: list[ServiceEventView]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRoute:
    """A question that is answered page by page.

    Attributes:
        name: of the operation; its cursors are good for it alone.
        path: below the jurisdiction.
        tag: its group in the documentation; None: that of its router.
        summary: what it does; ``told``: what the answer holds.
        asks: the method of a desk, which takes jurisdiction, caller and filter, ``after``,
            ``limit`` and ``as_of``.
        which: dependency that makes the filter.
        place: what its cursors stand for.
        page: model of the answer; ``shown``: view of a row, None: the row says it all.
        first, most: items of a page where nothing is said, and at most; ``of``: what they are.
        refusals: beside those of every list.
    """

    name: str
    path: str
    tag: str | None = None
    summary: str
    told: str
    asks: Callable[[Service], Callable[..., Page[Any, Any]]]
    which: Callable[..., Awaitable[Any]]
    place: type[Any]
    page: type[ListView]
    shown: Callable[[Any], View] | None = None
    first: int = 50
    most: int = _MOST
    of: str = "Items"
    refusals: tuple[type[DomainError], ...] = ()

    def add_to(self, router: APIRouter) -> None:
        """Add the route."""
        router.add_api_route(
            f"/jurisdictions/{{jurisdiction}}{self.path}",
            self._endpoint(),
            methods=["GET"],
            operation_id=self.name,
            summary=self.summary,
            description=self.told,
            tags=None if self.tag is None else [self.tag],
            response_model=self.page,
            responses=problems.responses(*EVERY_LIST, *self.refusals, codes=PLAIN_READ),
        )

    def _endpoint(self) -> Callable[..., Awaitable[ListView]]:
        async def endpoint(
            jurisdiction: Jurisdiction,
            caller: Reader,
            wired: WiringDep,
            request: Request,
            response: Response,
            which: Any,
            as_of: AsOfDep,
            cursor: cursors.Cursor = None,
            limit: Any = self.first,
        ) -> ListView:
            same_list = cursors.list_id(self.name, which, as_of)
            after = cursors.decoded(cursor, same_list, self.place)
            read = partial(
                self.asks(wired.service), jurisdiction, caller, which, limit=limit, as_of=as_of
            )
            found = await wired.reads.run(read if after is None else partial(read, after=after))
            items = found.items if self.shown is None else [self.shown(row) for row in found.items]
            following = cursors.linked(request, response, cursors.encoded(found.next, same_list))
            return self.page.model_validate({"items": items, "next": following})

        bounded = Query(ge=1, le=self.most, description=f"{self.of} of a page at most.")
        endpoint.__annotations__["which"] = Annotated[Any, Depends(self.which)]
        endpoint.__annotations__["limit"] = Annotated[int, bounded]
        return endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRoute(PageRoute):
    """The events behind a list, in the order of the log, for the same filters."""

    told: str = "Every event of what the same filters show, in the order of the log."
    place: type[Any] = int
    page: type[ListView] = ServiceEvidence
    first: int = _MOST_EVENTS
    most: int = _MOST_EVENTS
    of: str = "Events"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRoutes(Generic[W, R]):
    """A list of what a service did, and the events behind it.

    Attributes:
        name: of the operation that reads it.
        path: below the jurisdiction; ``tag``: its group in the documentation.
        what: what is listed, in the plural; ``told``: what the answer holds.
        desk: whom to ask.
        which: dependency that makes the filter.
        item: view of a row.
    """

    name: str
    path: str
    tag: str
    what: str
    told: str
    desk: Callable[[Service], ListDesk[W, R]]
    which: Callable[..., Awaitable[W]]
    item: type[View]

    def add_to(self, router: APIRouter) -> None:
        """Add both routes."""
        page: Any = create_model(
            f"{self.item.__name__.removesuffix('View')}List",
            __base__=ListView,
            __doc__=f"One page of {self.what}.",
            items=(list[self.item], ...),  # type: ignore[name-defined]  # made for each list
        )
        PageRoute(
            name=self.name,
            path=self.path,
            tag=self.tag,
            summary=f"List {self.what}",
            told=self.told,
            asks=lambda service: self.desk(service).rows,
            which=self.which,
            place=ListPlace,
            page=page,
        ).add_to(router)
        EvidenceRoute(
            name=f"{self.name}_evidence",
            path=f"{self.path}/evidence",
            tag=self.tag,
            summary=f"List the events behind {self.what}",
            asks=lambda service: self.desk(service).evidence,
            which=self.which,
        ).add_to(router)
