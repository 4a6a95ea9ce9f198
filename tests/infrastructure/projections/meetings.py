"""Sessions of every state, in the log of a world."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from application.ports import Change
from domain.kernel import Event
from domain.meetings.events import AgendaItem
from domain.meetings.meeting import Call, Meeting
from tests.domain.meetings.samples import BIJIE, C1, DAGUAN, DIRECTOR, by_clerk
from tests.infrastructure.projections.world import World
from tests.samples import at

HELD = "2021-09-30 09:00"


def some_meetings(world: World) -> None:
    """Sessions that were called, void, held and published, and one that counts in two bodies."""
    found = [_hearing(world, f"hearing-{n}", n) for n in range(8)]
    found.append(
        Meeting.convene(
            by_clerk("2021-06-25 08:00", DAGUAN), jurisdiction=world.jurisdiction, code="study-1",
            body=C1, type="themed_party_day", at=at("2021-06-25 09:00"),
            call=Call(agenda=(AgendaItem(matter="study"),), also_counted_in="u1"),
        )
    )  # fmt: skip
    events: list[Event] = []
    for meeting in found:
        events += cast("Sequence[Event]", meeting.collect_events())
    world.log.append(Change(jurisdiction=world.jurisdiction, events=events))


def _hearing(world: World, code: str, steps: int) -> Meeting:
    """A hearing that got so far."""
    meeting = Meeting.convene(
        by_clerk("2021-09-20 09:00", BIJIE), jurisdiction=world.jurisdiction, code=code, body=C1,
        type="hearing", at=at(HELD),
        call=Call(agenda=(AgendaItem(matter="stalls"),), entitled=80, request="r1"),
    )  # fmt: skip
    now = by_clerk(HELD, BIJIE)
    if steps > 0:
        meeting.record_survey(now, survey_ref="s1", ruled_by_law=False, authority_ref=None)
    if steps > 1:
        meeting.check_quorum(now, present=40)
    if steps > 2:
        meeting.check_quorum(now, present=41)
    if steps > 3:
        meeting.take_vote(now, motion="move", in_favour=21, against=20, abstain=0)
    if steps > 4:
        meeting.take_vote(now, motion="close", in_favour=20, against=21, abstain=0)
        meeting.file_minutes(now, minutes_ref="m1")
    if steps > 5:
        meeting.hold(now, chair=DIRECTOR)
    if steps > 6:
        meeting.publish(by_clerk("2021-10-08 09:00", BIJIE), published_on=date(2021, 10, 8))
    return meeting
