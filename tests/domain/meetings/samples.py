"""Sessions of the packs' meetings, called and brought to a point that a test speaks of."""

from __future__ import annotations

from typing import Any

from domain.act import Act, Actor, HeldPost
from domain.meetings.events import AgendaItem
from domain.meetings.meeting import Call, Chair, HoldingBody, Meeting
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from tests.samples import act, at, pack

J = "j"
BIJIE, CHENGYANG, DAGUAN = pack("bijie"), pack("chengyang"), pack("daguan")
KUNDULUN, LONGLING, QINGYANG = pack("kundulun"), pack("longling"), pack("qingyang")

CLERK = Actor(
    id="clerk", roles=frozenset({Role.RC}), posts=(HeldPost("residents_committee", "c1"),)
)
"""Who convenes and files."""

C1 = HoldingBody("c1", "COMMUNITY", "COMMUNITY")
STATION = HoldingBody("s1", "STATION", "STATION")
REGIONAL = HoldingBody("regional", "REGIONAL_COMMITTEE", "REGIONAL_COMMITTEE")
ALLIANCE = HoldingBody("alliance", "PROPERTY_ALLIANCE", "PROPERTY_ALLIANCE")
CITY = HoldingBody("city", "CITY", "CITY")
BRANCH = HoldingBody("b1", "GRID_BRANCH", "GRID_BRANCH")

SECRETARY = Chair("sec", frozenset({"community_secretary"}))
DIRECTOR = Chair("dir", frozenset({"residents_committee_director"}))
HEAD = Chair("hed", frozenset({"station_head"}))
DEPUTY = Chair("dep", frozenset({"station_deputy"}))
STREET_MEMBER = Chair("str", frozenset({"street_officer"}))
ANYBODY = Chair("any")


def items(*matters: str, of: str | None = None) -> list[AgendaItem]:
    return [AgendaItem(matter=matter, of=of) for matter in matters]


def by_clerk(when: str, under: PolicyPack, **further: Any) -> Act:
    return act(CLERK, when, under, **further)


def convened(
    kind: str,
    when: str,
    under: PolicyPack,
    *,
    body: HoldingBody = C1,
    code: str = "m1",
    called: str | None = None,
    **call: Any,
) -> Meeting:
    """A session that begins at a local time, called at ``called`` (default: when it begins)."""
    call.setdefault("agenda", items("matters of the month"))
    return Meeting.convene(
        by_clerk(called or when, under),
        jurisdiction=J,
        code=code,
        body=body,
        type=kind,
        at=at(when),
        call=Call(**call),
    )


def held(
    kind: str,
    when: str,
    under: PolicyPack,
    chair: Chair,
    *,
    body: HoldingBody = C1,
    entered: str | None = None,
    present: tuple[str, ...] = (),
    **hold: Any,
) -> Meeting:
    """A session without quorum that was held, entered when it took place or later."""
    call = hold.pop("call", {})
    meeting = convened(kind, when, under, body=body, **call)
    now = by_clerk(entered or when, under)
    meeting.file_minutes(now, minutes_ref="minutes-1")
    meeting.hold(now, chair=chair, present=present, **hold)
    return meeting


def the_held(meeting: Meeting) -> Any:
    """The fact that it was held."""
    assert meeting.held is not None, "it was not held"
    return meeting.held


def names(meeting: Meeting) -> list[str]:
    """Catalogue names of what it recorded; asking takes them away."""
    return [event.event_type for event in meeting.collect_events()]  # type: ignore[attr-defined]  # all are ours
