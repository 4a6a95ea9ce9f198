"""Routes of lists of what services did: the rows, and the events behind them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, create_model

from application.queries.listing import ListDesk, Listed, ListPlace
from application.service import Service
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import ListView, View

R = TypeVar("R", bound=Listed)
W = TypeVar("W")
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000


class ServiceEventView(View):
    """An event that a row was folded from."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="What it happened to.")
    event: str = Field(description="Catalogue name.")


class ServiceEvidence(ListView):
    """One page of the events behind a list, in the order of the log."""

    items: list[ServiceEventView]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRoutes(Generic[W, R]):
    """One list.

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
        root = f"/jurisdictions/{{jurisdiction}}{self.path}"
        documented = {"responses": problems.responses(*EVERY_LIST, codes=PLAIN_READ)}
        page: Any = create_model(
            f"{self.item.__name__.removesuffix('View')}List",
            __base__=ListView,
            __doc__=f"One page of {self.what}.",
            items=(list[self.item], ...),  # type: ignore[name-defined]  # made for each list
        )
        router.add_api_route(
            root,
            self._rows(page),
            methods=["GET"],
            operation_id=self.name,
            summary=f"List {self.what}",
            description=self.told,
            tags=[self.tag],
            response_model=page,
            **documented,  # type: ignore[arg-type]  # by name
        )
        router.add_api_route(
            f"{root}/evidence",
            self._evidence(),
            methods=["GET"],
            operation_id=f"{self.name}_evidence",
            summary=f"List the events behind {self.what}",
            description="Every event of what the same filters show, in the order of the log.",
            tags=[self.tag],
            response_model=ServiceEvidence,
            **documented,  # type: ignore[arg-type]  # by name
        )

    def _rows(self, page: Any) -> Callable[..., Awaitable[Any]]:
        async def endpoint(
            jurisdiction: Jurisdiction,
            caller: Reader,
            wired: WiringDep,
            request: Request,
            response: Response,
            which: Any,
            as_of: AsOfDep,
            cursor: cursors.Cursor = None,
            limit: Annotated[
                int, Query(ge=1, le=_MOST, description="Items of a page at most.")
            ] = 50,
        ) -> Any:
            same_list = cursors.list_id(self.name, which, as_of)
            read = partial(
                self.desk(wired.service).rows,
                jurisdiction,
                caller,
                which,
                after=cursors.decoded(cursor, same_list, ListPlace),
                limit=limit,
                as_of=as_of,
            )
            found = await wired.reads.run(read)
            return page(
                items=[self.item.model_validate(row) for row in found.items],
                next=cursors.linked(request, response, cursors.encoded(found.next, same_list)),
            )

        endpoint.__annotations__["which"] = Annotated[Any, Depends(self.which)]
        return endpoint

    def _evidence(self) -> Callable[..., Awaitable[ServiceEvidence]]:
        async def endpoint(
            jurisdiction: Jurisdiction,
            caller: Reader,
            wired: WiringDep,
            request: Request,
            response: Response,
            which: Any,
            as_of: AsOfDep,
            cursor: cursors.Cursor = None,
            limit: Annotated[
                int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")
            ] = 1_000,
        ) -> ServiceEvidence:
            same_list = cursors.list_id(f"{self.name}_evidence", which, as_of)
            read = partial(
                self.desk(wired.service).evidence,
                jurisdiction,
                caller,
                which,
                after=cursors.decoded(cursor, same_list, int) or 0,
                limit=limit,
                as_of=as_of,
            )
            found = await wired.reads.run(read)
            return ServiceEvidence(
                items=[ServiceEventView.model_validate(event) for event in found.items],
                next=cursors.linked(request, response, cursors.encoded(found.next, same_list)),
            )

        endpoint.__annotations__["which"] = Annotated[Any, Depends(self.which)]
        return endpoint
