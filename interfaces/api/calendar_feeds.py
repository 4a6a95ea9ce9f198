"""Routes of calendar feeds: what is owed and when one meets, for calendar programs (RFC 5545)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response

from application.errors import FeedNotFound
from application.queries.obligation_desk import Feed
from application.read_models.meeting_sessions import SessionRow, SessionState
from application.read_models.obligation_calendar import ObligationLine, Standing
from domain.policy.pack import PolicyPack
from domain.vocabulary import PersonRef
from interfaces.api import problems
from interfaces.api.dependencies import Jurisdiction, Reader, WiringDep
from interfaces.api.icalendar import MEDIA_TYPE, Entry, Status, written
from interfaces.api.refused_here import EVERY_ROUTE, PLAIN_READ

FEED: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {
        "description": "A calendar (RFC 5545): a VTODO for each obligation, "
        "a VEVENT for each meeting.",
        "content": {"text/calendar": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(tags=["obligations"])


@router.get(
    "/jurisdictions/{jurisdiction}/calendar-feeds/{holder}.ics",
    operation_id="read_calendar_feed",
    summary="Read what one's posts owe, and one's meetings, as a calendar",
    response_class=Response,
    responses={
        **FEED,
        **problems.responses(*EVERY_ROUTE, FeedNotFound, codes=PLAIN_READ),
    },
)
async def read_calendar_feed(
    jurisdiction: Jurisdiction,
    holder: Annotated[
        PersonRef, Path(description="Pseudonymous id of the person who holds the posts.")
    ],
    caller: Reader,
    wired: WiringDep,
) -> Response:
    """What the posts of a person, the bodies they are in and the person owe, and the meetings of
    those bodies: from a month back to a year ahead. One's own feed; who works for the whole
    jurisdiction reads any."""
    read = partial(wired.service.obligations.feed, jurisdiction, caller, holder)
    feed = await wired.reads.run(read)
    return Response(calendar_of(feed), media_type=MEDIA_TYPE)


def calendar_of(feed: Feed) -> bytes:
    """A feed as a calendar program takes it."""
    entries = [_owed(line, feed.pack) for line in feed.lines]
    entries += [_meeting(row, feed.pack) for row in feed.sessions]
    return written(_name(feed), entries)


def _name(feed: Feed) -> str:
    return f"{feed.pack.meta.title}: {feed.person_ref}"


def _owed(line: ObligationLine, pack: PolicyPack) -> Entry:
    status: Status = "NEEDS-ACTION"
    if line.fulfilled_at is not None:
        status = "COMPLETED"
    elif line.standing is Standing.NOT_DUE:
        status = "CANCELLED"
    measured = f" {line.measure}" if line.measure else ""
    return Entry(
        kind="TODO",
        uid=f"{line.aggregate_id}@{line.jurisdiction}.closeout",
        sequence=line.version - 1,
        changed_at=line.changed_at,
        starts_at=line.window_start,
        ends_at=line.due_at,
        summary=f"{_title(line.code, pack)}: {line.subject}",
        description=f"{line.strength} {line.count}/{line.min_count}{measured} {line.standing}",
        status=status,
        categories=(str(line.strength), line.code),
        completed_at=line.fulfilled_at,
        remind_at=line.next_reminder_at,
    )


def _meeting(row: SessionRow, pack: PolicyPack) -> Entry:
    statuses: Mapping[SessionState, Status] = {
        SessionState.CONVENED: "TENTATIVE",
        SessionState.HELD: "CONFIRMED",
        SessionState.VOID: "CANCELLED",
    }
    return Entry(
        kind="EVENT",
        uid=f"{row.aggregate_id}@{row.jurisdiction}.closeout",
        sequence=row.version - 1,
        changed_at=row.changed_at,
        starts_at=row.begins_at,
        ends_at=None,
        summary=f"{_title(row.type, pack)}: {row.held_by}",
        description=f"{row.code} {row.state}",
        status=statuses[row.state],
        categories=(row.type,),
    )


def _title(code: str, pack: PolicyPack) -> str:
    label = pack.labels.get(code)
    return label.zh if label else code
