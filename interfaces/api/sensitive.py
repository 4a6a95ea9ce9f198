"""Routes of sensitive registers, and of who looked into them (CNT-BZ-02)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.errors import BodyNotFound, OutsideRowScope
from application.read_models.sensitive_entries import ViewFilter
from domain.sensitive.errors import RegisterIsClosed, RegisterUndefined
from domain.vocabulary import Code, PersonRef
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Jurisdiction, Reader, WiringDep
from interfaces.api.listing import ListRoutes
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import ListView, View

router = APIRouter()

_MOST = 200


class RegisterLineView(View):
    """Somebody in a register. Nothing else is known of them, and no score is made of it."""

    subject_ref: str = Field(description="Pseudonymous id.")
    each: str = Field(description="How often the plan wants a visit.")
    planned_on: date
    visits: int
    last_visit_on: date | None


class RegisterView(ListView):
    """One page of a register, by pseudonymous id."""

    items: list[RegisterLineView]


class SensitiveViewView(View):
    """That somebody looked, never what was seen."""

    code: str = Field(description="The register, a word of the pack.")
    no: int = Field(description="Number of the view of one person on one day.")
    body: str = Field(description="Body, or subject, that it was about.")
    people: tuple[str, ...] = Field(description="Pseudonymous id of who looked.")
    viewed_at: AwareDatetime


@router.get(
    "/jurisdictions/{jurisdiction}/sensitive-registers/{register}/{body}",
    operation_id="read_sensitive_register",
    summary="Read a sensitive register",
    tags=["sensitive"],
    responses=problems.responses(
        *EVERY_LIST,
        BodyNotFound,
        OutsideRowScope,
        RegisterIsClosed,
        RegisterUndefined,
        codes=PLAIN_READ,
    ),
)
async def read_sensitive_register(
    jurisdiction: Jurisdiction,
    register: Annotated[Code, Path(description="Word of the pack.", examples=["SPECIAL_GROUPS"])],
    body: Annotated[Code, Path(description="Code of the body.", examples=["c1"])],
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> RegisterView:
    """Pseudonymous ids and visits, for the posts that the pack names, in their own body.

    Each page that is read is an event of the log, stored before anything is shown.
    """
    same_list = cursors.list_id("sensitive_register", register, body, as_of)
    read = partial(
        wired.service.sensitive.open,
        jurisdiction,
        caller,
        register,
        body,
        after=cursors.decoded(cursor, same_list, str),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.commands.run(read)
    return RegisterView(
        items=[RegisterLineView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


async def _which(
    register: Annotated[Code | None, Query(description="Word of the pack.")] = None,
    body: Annotated[Code | None, Query(description="Body whose register it is.")] = None,
    viewer: Annotated[PersonRef | None, Query(description="Who looked.")] = None,
) -> ViewFilter:
    return ViewFilter(code=register, body=body, viewer=viewer)


ListRoutes(
    name="read_sensitive_views",
    path="/sensitive-views",
    tag="sensitive",
    what="views of sensitive registers",
    told="Who looked, and when: for the auditor, and for the offices of their own bodies.",
    desk=lambda service: service.sensitive_views,
    which=_which,
    item=SensitiveViewView,
).add_to(router)
