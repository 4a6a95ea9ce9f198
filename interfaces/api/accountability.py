"""Routes of the list of files of accountability."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field

from application.queries.accountability_desk import FileCursor
from application.read_models.accountability_files import FileFilter, FileState
from domain.vocabulary import Code
from interfaces.api.dependencies import Instant
from interfaces.api.listing import EvidenceRoute, PageRoute, RowEvent
from interfaces.api.views import ListView, View

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


class FileEventView(RowEvent):
    """An event that a row was folded from."""

    aggregate_id: UUID = Field(description="Id of the file.")


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


PageRoute(
    name="list_accountability",
    path="/accountability",
    summary="List talks, findings, decisions and appeals",
    told="Files of one's bodies and all below, in the order in which they began.",
    asks=lambda service: service.accountability.rows,
    which=_which,
    place=FileCursor,
    page=FileList,
).add_to(router)


EvidenceRoute(
    name="read_accountability_evidence",
    path="/accountability/evidence",
    summary="List the events behind the files",
    asks=lambda service: service.accountability.evidence,
    which=_which,
    page=FileEvidence,
).add_to(router)
