"""Routes of the list of files of accountability."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field

from application.queries.accountability_desk import FileCursor
from application.read_models.accountability_files import FileFilter, FileState
from domain.vocabulary import Code
from interfaces.api import cursors, problems
from interfaces.api.dependencies import AsOfDep, Instant, Jurisdiction, Reader, WiringDep
from interfaces.api.refused_here import EVERY_LIST, PLAIN_READ
from interfaces.api.views import ListView, View

_ROOT: Final = "/jurisdictions/{jurisdiction}/accountability"
_MOST: Final = 200
_MOST_EVENTS: Final = 1_000

router = APIRouter(tags=["accountability"])


class FileView(View):
    """A file of accountability. Instants are UTC."""

    aggregate_id: UUID = Field(description="Its id.")
    version: int = Field(description="Its version, as `If-Match` takes it.")
    code: str = Field(description="Its code, as it stands in the path of its commands.")
    trigger_code: str = Field(description="What called for it, a word of the pack.")
    subject: str = Field(description="Who is answerable: a code or a pseudonymous id.")
    body: str = Field(description="Code of the body under which it is.")
    state: FileState = Field(description="How far it has come.")
    begun_with: str = Field(description="Catalogue name of its first event.")
    begun_at: AwareDatetime = Field(description="When that was true.")
    period: str | None = Field(description="Which period it is about.")
    called: str | None = Field(description="Who is called to the talk, a word of the pack.")
    caller: str | None = Field(description="Post that calls; null: there is no talk.")
    caller_body: str | None = Field(description="Body that owes the talk.")
    due_on: date | None = Field(description="Last local day for the talk; null: none is set.")
    held_at: AwareDatetime | None = Field(description="When the talk was held.")
    minutes_ref: str | None = Field(description="Where its minutes lie.")
    opened_at: AwareDatetime | None = Field(description="When accountability was opened.")
    measure: str | None = Field(description="What was decided, a word of the pack.")
    decided_at: AwareDatetime | None
    notice_ref: str | None = Field(description="Where the notice lies.")
    circulated_at: AwareDatetime | None
    appealed_at: AwareDatetime | None = Field(description="When the last appeal was made.")
    evidence: tuple[str, ...] = Field(
        description="The events it rests on, as `event:<aggregate id>/<version>`."
    )
    pack: str = Field(description="`id@version` that judges it (ENV-03).")


class FileList(ListView):
    """One page of the files."""

    items: list[FileView]


class FileEventView(View):
    """An event that a row was folded from."""

    position: int = Field(description="Place in the log of the jurisdiction.")
    aggregate_id: UUID = Field(description="Id of the file.")
    event: str = Field(description="Catalogue name.")


class FileEvidence(ListView):
    """One page of the events behind the files, in the order of the log."""

    items: list[FileEventView]


async def _which(
    code: Annotated[Code | None, Query(description="Its code.")] = None,
    trigger: Annotated[Code | None, Query(description="What called for it.")] = None,
    subject: Annotated[Code | None, Query(description="Who is answerable.")] = None,
    body: Annotated[Code | None, Query(description="Body under which it is.")] = None,
    state: Annotated[FileState | None, Query(description="How far it has come.")] = None,
    begun_from: Annotated[Instant | None, Query(description="Began at or after.")] = None,
    begun_until: Annotated[Instant | None, Query(description="Began before.")] = None,
) -> FileFilter:
    return FileFilter(
        code=code,
        trigger=trigger,
        subject=subject,
        body=body,
        state=state,
        begun_from=begun_from,
        begun_until=begun_until,
    )


WhichDep = Annotated[FileFilter, Depends(_which)]


@router.get(
    _ROOT,
    operation_id="list_accountability",
    summary="List talks, findings, decisions and appeals",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def list_accountability(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="Items of a page at most.")] = 50,
) -> FileList:
    """Files of one's bodies and all below, in the order in which they began."""
    same_list = cursors.list_id("accountability", which, as_of)
    read = partial(
        wired.service.accountability.lines,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, FileCursor),
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return FileList(
        items=[FileView.model_validate(line) for line in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )


@router.get(
    f"{_ROOT}/evidence",
    operation_id="read_accountability_evidence",
    summary="List the events behind the files",
    responses=problems.responses(*EVERY_LIST, codes=PLAIN_READ),
)
async def read_accountability_evidence(
    jurisdiction: Jurisdiction,
    caller: Reader,
    wired: WiringDep,
    request: Request,
    response: Response,
    which: WhichDep,
    as_of: AsOfDep,
    cursor: cursors.Cursor = None,
    limit: Annotated[
        int, Query(ge=1, le=_MOST_EVENTS, description="Events of a page at most.")
    ] = 1_000,
) -> FileEvidence:
    """Every event of what the same filters show, in the order of the log."""
    same_list = cursors.list_id("accountability_evidence", which, as_of)
    read = partial(
        wired.service.accountability.evidence,
        jurisdiction,
        caller,
        which,
        after=cursors.decoded(cursor, same_list, int) or 0,
        limit=limit,
        as_of=as_of,
    )
    page = await wired.reads.run(read)
    return FileEvidence(
        items=[FileEventView.model_validate(event) for event in page.items],
        next=cursors.linked(request, response, cursors.encoded(page.next, same_list)),
    )
