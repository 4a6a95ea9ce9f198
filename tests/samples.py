"""Named people, packs, times and facts that tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from domain.act import THE_SYSTEM, Act, Actor, HeldPost
from domain.calendar.clocks import Deadline, deadline, fixed_deadline
from domain.calendar.local_time import ZONE
from domain.cases.case import Case
from domain.cases.meetings import MeetingOutcome
from domain.cases.record import UnitFacts
from domain.cases.routing import ListEntries
from domain.kernel import Event
from domain.policy.case_rules import ExclusionRule, StopClock
from domain.policy.pack import PolicyPack
from domain.vocabulary import CaseKind, Role, RouteMode, VaultRef
from infrastructure.calendars.chinese import china
from tests.shelves import product_packs
from tests.spec import ID, LONG_AGO, Fact, fact, given

# --- People ---

ANNA = Actor(
    id="anna", roles=frozenset({Role.HD}), posts=(HeldPost("station_head", "s1"),), unit="county"
)
BO = Actor(
    id="bo", roles=frozenset({Role.DP}), posts=(HeldPost("station_deputy", "s1"),), unit="c1"
)
GU = Actor(id="gu", roles=frozenset({Role.GRD}), unit="c1", grids=frozenset({"g12"}))
DI = Actor(id="di", roles=frozenset({Role.DSP}), unit="platform")
SU = Actor(id="su", roles=frozenset({Role.STR}), unit="c1")
UMA = Actor(id="uma", roles=frozenset({Role.DU}), unit="u1")
VIC = Actor(id="vic", roles=frozenset({Role.DU}), unit="u2")
OLGA = Actor(id="olga", roles=frozenset({Role.ORG}))
RITA = Actor(id="rita", roles=frozenset({Role.RES}))
SYS = THE_SYSTEM

# --- Bodies ---

STREET = UnitFacts("street", "STREET", frozenset())
C1 = UnitFacts("c1", "COMMUNITY", frozenset())
U1 = UnitFacts("u1", "DISTRICT", frozenset({"city_management"}), frozenset({"water"}))
U2 = UnitFacts("u2", "DISTRICT", frozenset({"health"}), frozenset({"water"}))
U3 = UnitFacts("u3", "DISTRICT", frozenset())

# --- Policy ---


@cache
def pack(pack_id: str) -> PolicyPack:
    """The newest version of a pack of the product."""
    return _shelf()[pack_id]


@cache
def _shelf() -> dict[str, PolicyPack]:
    return {loaded.meta.id: loaded for loaded in product_packs().all()}


def changed(of: PolicyPack, **sections: Any) -> PolicyPack:
    """A pack with other values in its case rules."""
    return of.model_copy(update={"cases": of.cases.model_copy(update=sections)})


DAGUAN = pack("daguan")
KUNDULUN = pack("kundulun")
PAUSING = changed(
    DAGUAN,
    exclusion=ExclusionRule(grounds=("UNREASONABLE",), approvers=frozenset({Role.ORG})),
    stop_clock=StopClock(
        grounds=("FUNDS", "LITIGATION"), approvers=frozenset({Role.HD}), fixed_dates="WORKING_DAY"
    ),
)
"""Daguan, if it allowed cases to be put on the books, and out of appraisal."""


def _everything() -> PolicyPack:
    everything = changed(
        PAUSING,
        routes=PAUSING.cases.routes | {RouteMode.SINGLE: KUNDULUN.cases.routes[RouteMode.SINGLE]},
        rating=KUNDULUN.cases.rating,
        access=pack("bijie").cases.access,
        serious_kinds=pack("street-a").cases.serious_kinds,
        emergency_kinds=pack("bijie").cases.emergency_kinds,
        disputes=pack("bijie").cases.disputes,
        intake=PAUSING.cases.intake.model_copy(update={"first_asked": True}),
    )
    return everything.model_copy(update={"scales": KUNDULUN.scales})


EVERYTHING = _everything()
"""Daguan with what other packs add, so that a command is refused by the state alone."""

CHINA = china()

# --- Times ---


def at(local: str) -> datetime:
    """An instant by its local time, ``2021-09-16 09:00`` with seconds if wanted; in UTC."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).astimezone(UTC)


def on(day: str) -> date:
    """A local day."""
    return date.fromisoformat(day)


def act(by: Actor, local: str, under: PolicyPack = DAGUAN, **further: Any) -> Act:
    """An act of a person at a local time."""
    further.setdefault("calendar", CHINA)
    return Act(actor=by, at=at(local), pack=under, **further)


def fixed(day: str) -> Deadline:
    """A bound given by hand."""
    return fixed_deadline(on(day), CHINA)


def clock(name: str, started: str, under: PolicyPack = DAGUAN) -> Deadline:
    """The bound of a pack's clock that counts from a local time."""
    found = deadline(under.cases.clocks[name], at(started), CHINA)
    assert found is not None, "nothing stops this clock"
    return found


# --- Facts of a case ---

PHOTO = VaultRef(item_id=UUID(int=7), sha256="ab" * 32)


def reported(**changes: Any) -> Fact:
    """A resident's report in grid 12, taken in by the grid member."""
    fields: dict[str, Any] = {
        "kind": CaseKind.INCIDENT,
        "grid_id": "g12",
        "community_id": "c1",
        "category": "drainage",
        "reporter_ref": "rita",
        "discovered_at": LONG_AGO,
        "actor_id": "gu",
    }
    return fact(Case.Reported, **fields | changes)


UPLOADED = fact(Case.Uploaded, platform_no="P-1")
TRIAGED = fact(Case.Triaged, category="drainage", severity=None, competent_level=None)
WITHDRAWN = fact(Case.Withdrawn)
MERGED = fact(Case.Merged, into=UUID(int=9))
REJECTED = fact(Case.Rejected)


def lists(due: str = "2021-10-20", event: type[Event] = Case.FourListsDrawnUp) -> Fact:
    """The four lists, complete."""
    return fact(
        event,
        problem="blocked drain",
        task="clear it",
        responsible_person="p1",
        responsible_unit="u1",
        standard="water runs off",
        due=fixed(due),
        meeting_id="dispatch-2021-09",
    )


def entries(**changes: Any) -> ListEntries:
    """Complete entries for the four lists."""
    fields: dict[str, Any] = {
        "problem": "blocked drain",
        "task": "clear it",
        "standard": "water runs off",
        "responsible_person": "p1",
        "responsible_unit": "u1",
        "due_on": on("2021-10-20"),
        "meeting_id": "dispatch-2021-09",
    }
    return ListEntries(**fields | changes)


def whistle(due: str = "2021-10-20") -> Fact:
    """The whistle, after the lists."""
    return fact(
        Case.WhistleBlown,
        grade="II",
        responsible_person="p1",
        due=fixed(due),
        due_on_rest_day=False,
    )


def routed(
    mode: RouteMode = RouteMode.SINGLE, units: tuple[str, ...] = ("u1",), **changes: Any
) -> Fact:
    """A route inside the reach of the triaging body, due 2021-10-20."""
    fields: dict[str, Any] = {
        "mode": mode,
        "level": "STREET",
        "units": units,
        "due": fixed("2021-10-20"),
        "due_started_at": LONG_AGO,
    }
    return fact(Case.Routed, **fields | changes)


def escalated(*units: str, since: str = "2021-09-16 09:00", **changes: Any) -> list[Fact]:
    """Units called by the whistle, each bound by clock B."""
    mode = RouteMode.SINGLE if len(units) == 1 else RouteMode.MULTI
    fields: dict[str, Any] = {
        "mode": mode,
        "level": "DISTRICT",
        "units": units,
        "due": fixed("2021-10-20"),
        "due_started_at": at(since),
        "beyond_street_reason": "the pipe is the city's",
        "recorded_at": at(since),
    }
    called = fact(Case.EscalatedToDistrict, **fields | changes)
    return [called, *(owed(n, unit, since) for n, unit in enumerate(units, start=1))]


def handed_over(lead: str = "u1", since: str = "2021-09-16 09:00") -> list[Fact]:
    """The matter handed over upward through its counterpart, which owes feedback."""
    called = fact(
        Case.EscalatedToCity,
        mode=RouteMode.HANDOVER,
        level="CITY",
        units=(lead,),
        lead=lead,
        due=fixed("2021-10-20"),
        due_started_at=at(since),
        district_lead_unit=lead,
        city_unit="water",
        recorded_at=at(since),
    )
    return [called, owed(1, lead, since)]


def obligation(no: int) -> str:
    """Id of a feedback obligation of the given case."""
    return f"{ID}.{no:03d}"


def owed(no: int, unit: str, since: str, name: str = "CLK-DG-B") -> Fact:
    """A feedback obligation of a clock that started then."""
    return fact(
        Case.FeedbackObligationOpened,
        obligation_id=obligation(no),
        unit_id=unit,
        clock=name,
        opened_at=at(since),
        deadline=clock(name, since),
    )


def gave_feedback(no: int, unit: str) -> Fact:
    """Feedback in time."""
    return fact(
        Case.FeedbackGiven, obligation_id=obligation(no), unit_id=unit, content="on it", result=None
    )


def missed(no: int, unit: str, bound: str, name: str = "CLK-DG-B") -> Fact:
    """Feedback that did not come by the bound."""
    return fact(
        Case.FeedbackMissed,
        obligation_id=obligation(no),
        unit_id=unit,
        clock=name,
        due_at=at(bound),
    )


def accepted(unit: str = "u1") -> Fact:
    """A unit took the case up."""
    return fact(Case.Accepted, unit_id=unit)


def claimed(unit: str = "u1", no: int = 1) -> Fact:
    """A unit says that it is done."""
    return fact(Case.ResolutionReported, unit_id=unit, measures="cleared", claim_no=no)


def closed(**changes: Any) -> Fact:
    """The case is closed by the dispatcher's side."""
    fields: dict[str, Any] = {
        "closed_by": "di",
        "closing_basis": "HANDLING",
        "closing_no": 1,
        "mode": RouteMode.SINGLE,
        "level": "STREET",
        "units": ("u1",),
        "lead": None,
        "on_time": True,
    }
    return fact(Case.Closed, **fields | changes)


def rated(score: int = 5, closing_no: int = 1) -> Fact:
    """The reporter rated a closing."""
    return fact(Case.Rated, score=score, scale_id="KD_CASE", closing_no=closing_no)


def convened(meeting_id: str = "m1", invited: tuple[str, ...] = ("u1", "u2")) -> Fact:
    """A site meeting was called."""
    return fact(
        Case.SiteMeetingConvened,
        meeting_id=meeting_id,
        case_ids=(ID,),
        place="at the drain",
        at=at("2021-09-30 10:00"),
        invited_units=invited,
    )


OUTCOME = MeetingOutcome(
    ways="jointly", methods="new pipe", guarantees="funds set aside", minutes_ref="doc-1"
)

IN_TRIAGE = (reported(), UPLOADED, TRIAGED)
WHISTLED = (*IN_TRIAGE, lists(), whistle())


def case(*history: Fact) -> Case:
    """The case that these facts lead to."""
    return given(Case, *history)
