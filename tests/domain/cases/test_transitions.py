"""Every command in every state: followed, or refused with which code (rulebook 2.1, 2.5)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from domain.cases.appraisal import EXCLUSION
from domain.cases.bounds import STOP_CLOCK
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.gates import GatePassed, GateRequested
from domain.kernel import DomainError
from domain.vocabulary import CaseKind, CaseState, RouteMode, VaultRef
from tests.samples import (
    ANNA,
    BO,
    C1,
    DI,
    EVERYTHING,
    GU,
    MERGED,
    OLGA,
    OUTCOME,
    REJECTED,
    RITA,
    STREET,
    SYS,
    TRIAGED,
    U1,
    U2,
    UMA,
    UPLOADED,
    WITHDRAWN,
    accepted,
    act,
    case,
    claimed,
    closed,
    convened,
    entries,
    handed_over,
    lists,
    on,
    owed,
    rated,
    reported,
    routed,
    whistle,
)
from tests.spec import ID, Fact, fact, stream

NOW = "2021-09-17 09:00"


PACK = EVERYTHING


def history(state: CaseState, given_out: Sequence[Fact]) -> list[Fact]:
    """How a case gets to a state, along the straight way."""
    report = reported(kind=CaseKind.ACCESS_APPLICATION, first_asked_by="gu")
    handled = [report, UPLOADED, TRIAGED, *given_out, accepted(), claimed(), closed(), rated()]
    steps = {
        CaseState.REPORTED: 1,
        CaseState.UPLOADED: 2,
        CaseState.TRIAGED: 3,
        CaseState.ROUTED: 3 + len(given_out),
        CaseState.IN_HANDLING: 4 + len(given_out),
        CaseState.RESOLVED: 5 + len(given_out),
        CaseState.CLOSED: 6 + len(given_out),
        CaseState.RATED: 7 + len(given_out),
    }
    ends = {
        CaseState.WITHDRAWN: WITHDRAWN,
        CaseState.MERGED: MERGED,
        CaseState.REJECTED: REJECTED,
    }
    return [report, UPLOADED, ends[state]] if state in ends else handled[: steps[state]]


PHOTO: dict[str, Any] = {
    "original": VaultRef(item_id=UUID(int=1), sha256="a" * 64),
    "picture": VaultRef(item_id=UUID(int=2), sha256="b" * 64),
    "media_type": "image/jpeg",
    "width": 3,
    "height": 4,
    "most": 1,
}
ROUTE = (routed(RouteMode.SELF),)
REQUESTED = fact(GateRequested, gate_code=STOP_CLOCK, subject="FUNDS", requested_from=("HD",))
OFFERED = fact(Case.HandedOver, from_ref="gu", to_ref="di", answer="OFFERED")
APPLIED = fact(Case.AccessApplied, dept="d", matter="census", funds_fen=1, staff=1)
FAR = on("2021-10-20")

TABLE = """
command                REPORTED               UPLOADED               TRIAGED               ROUTED               IN_HANDLING          RESOLVED             CLOSED                 RATED
upload                 +                      case-not-just-reported case-not-just-reported case-not-just-reported case-not-just-reported case-not-just-reported case-not-just-reported case-not-just-reported
withdraw               +                      +                      case-past-intake      case-past-intake     case-past-intake     case-past-intake     case-past-intake       case-past-intake
merge_into             +                      +                      case-past-intake      case-past-intake     case-past-intake     case-past-intake     case-past-intake       case-past-intake
reject                 +                      +                      case-past-intake      case-past-intake     case-past-intake     case-past-intake     case-past-intake       case-past-intake
hand_over              +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
answer_hand_over       +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
record_serious_event   +                      +                      +                     +                    +                    +                    +                      +
report_emergency       +                      +                      +                     +                    +                    +                    +                      +
find_dispute           +                      +                      +                     +                    +                    +                    +                      +
raise_early_warning    +                      +                      +                     +                    +                    +                    +                      +
attach_photo           +                      +                      +                     +                    +                    +                    +                      +
apply_access           +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
approve_access         +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
refuse_access          +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
publish_access         +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
delegate_to_station    +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
triage                 case-not-uploaded      +                      case-not-uploaded     case-not-uploaded    case-not-uploaded    case-not-uploaded    case-not-uploaded      case-not-uploaded
table_at_dispatch      case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
draw_up_lists          case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
revise_lists           case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
blow_whistle           case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
hold_special_meeting   case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
route                  case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
escalate_to_district   case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
escalate_to_city       case-not-triaged       case-not-triaged       +                     +                    +                    case-not-triaged     case-not-triaged       case-not-triaged
reassign_lead          not-handed-over        not-handed-over        not-handed-over       +                    +                    +                    case-is-closed         case-is-closed
accept                 case-not-routed        case-not-routed        case-not-routed       +                    already-accepted     case-not-routed      case-not-routed        case-not-routed
give_back              case-not-routed        case-not-routed        case-not-routed       +                    case-not-routed      case-not-routed      case-not-routed        case-not-routed
convene_site_meeting   case-not-routed        case-not-routed        case-not-routed       +                    +                    case-not-routed      case-not-routed        case-not-routed
hold_site_meeting      case-not-routed        case-not-routed        case-not-routed       +                    +                    case-not-routed      case-not-routed        case-not-routed
give_feedback          unit-not-assigned      unit-not-assigned      unit-not-assigned     +                    +                    +                    case-is-closed         case-is-closed
note_follow_up         +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
issue_urge             case-not-routed        case-not-routed        case-not-routed       +                    +                    +                    case-not-routed        case-not-routed
report_result_to_head  case-not-in-handling   case-not-in-handling   case-not-in-handling  +                    +                    +                    case-not-in-handling   case-not-in-handling
inform_reporter        +                      +                      +                     +                    +                    +                    +                      +
report_resolution      case-not-in-handling   case-not-in-handling   case-not-in-handling  case-not-in-handling +                    case-not-in-handling case-not-in-handling   case-not-in-handling
close                  case-not-resolved      case-not-resolved      case-not-resolved     case-not-resolved    case-not-resolved    +                    case-not-resolved      case-not-resolved
refuse_close_out       case-not-resolved      case-not-resolved      case-not-resolved     case-not-resolved    case-not-resolved    +                    case-not-resolved      case-not-resolved
reopen                 case-not-closed        case-not-closed        case-not-closed       case-not-closed      case-not-closed      case-not-closed      +                      +
rate                   case-not-closed        case-not-closed        case-not-closed       case-not-closed      case-not-closed      case-not-closed      +                      already-rated
request_stop_clock     +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
decide_stop_clock      +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
request_exclusion      +                      +                      +                     +                    +                    +                    +                      +
decide_exclusion       +                      +                      +                     +                    +                    +                    +                      +
resume_clock           +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
recalculate            +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
remind_follow_up       +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
rebind                 +                      +                      +                     +                    +                    +                    case-is-closed         case-is-closed
settle_bounds          +                      +                      +                     +                    +                    +                    +                      +
correct                +                      +                      +                     +                    +                    +                    +                      +
"""  # noqa: E501 - a table reads in columns
ENDED = ("WITHDRAWN", "MERGED", "REJECTED")
STILL_FOLLOWED_WHEN_ENDED = {"inform_reporter", "settle_bounds", "correct"}

COMMANDS: dict[str, Callable[[Case], None]] = {
    "upload": lambda c: c.upload("P-1", act(GU, NOW, PACK)),
    "withdraw": lambda c: c.withdraw(act(RITA, NOW, PACK)),
    "merge_into": lambda c: c.merge_into(UUID(int=9), act(DI, NOW, PACK)),
    "reject": lambda c: c.reject(act(DI, NOW, PACK, reason="the railway's")),
    "hand_over": lambda c: c.hand_over("tang", act(GU, NOW, PACK)),
    "answer_hand_over": lambda c: c.answer_hand_over(taken=True, act=act(DI, NOW, PACK)),
    "record_serious_event": lambda c: c.record_serious_event("MASS_INCIDENT", act(DI, NOW, PACK)),
    "report_emergency": lambda c: c.report_emergency("ACCIDENT", act(DI, NOW, PACK)),
    "find_dispute": lambda c: c.find_dispute(act(DI, NOW, PACK)),
    "raise_early_warning": lambda c: c.raise_early_warning(
        "GROUP_EVENT", body="c1", notified=("dong",), act=act(DI, NOW, PACK)
    ),
    "attach_photo": lambda c: c.attach_photo(UUID(int=7), **PHOTO, act=act(RITA, NOW, PACK)),
    "apply_access": lambda c: c.apply_access(
        dept="d", matter="census", funds_fen=1, staff=1, act=act(DI, NOW, PACK)
    ),
    "approve_access": lambda c: c.approve_access(act(DI, NOW, PACK)),
    "refuse_access": lambda c: c.refuse_access(act(DI, NOW, PACK, reason="not theirs")),
    "publish_access": lambda c: c.publish_access(FAR, act(DI, NOW, PACK)),
    "delegate_to_station": lambda c: c.delegate_to_station(
        from_unit="u1",
        station="s1",
        responsible_unit="u1",
        matter="DEMOLITION",
        funds_fen=1,
        act=act(UMA, NOW, PACK),
    ),
    "triage": lambda c: c.triage(
        category=None, severity=None, competent_level=None, act=act(BO, NOW, PACK)
    ),
    "table_at_dispatch": lambda c: c.table_at_dispatch("m-09", act(BO, NOW, PACK)),
    "draw_up_lists": lambda c: c.draw_up_lists(entries(), act(BO, NOW, PACK)),
    "revise_lists": lambda c: c.revise_lists(entries(), act(BO, NOW, PACK)),
    "blow_whistle": lambda c: c.blow_whistle(
        grade="II", responsible_person="p1", due_on=FAR, act=act(BO, NOW, PACK)
    ),
    "hold_special_meeting": lambda c: c.hold_special_meeting(
        matter="collapse", plan="clear", act=act(BO, NOW, PACK)
    ),
    "route": lambda c: c.route(
        mode=RouteMode.SINGLE,
        level="STREET",
        units=(U1,),
        lead=None,
        due_on=FAR,
        override_reason=None,
        act=act(BO, NOW, PACK),
    ),
    "escalate_to_district": lambda c: c.escalate_to_district(
        mode=RouteMode.MULTI,
        units=(U1, U2),
        lead=None,
        due_on=None,
        beyond_street_reason="the city's",
        act=act(BO, NOW, PACK),
    ),
    "escalate_to_city": lambda c: c.escalate_to_city(
        lead=U1, city_unit="water", due_on=None, act=act(BO, NOW, PACK, reason="mains")
    ),
    "reassign_lead": lambda c: c.reassign_lead(U2, act(BO, NOW, PACK)),
    "accept": lambda c: c.accept("u1", act(UMA, NOW, PACK)),
    "give_back": lambda c: c.give_back("u1", act(UMA, NOW, PACK, reason="not ours")),
    "convene_site_meeting": lambda c: c.convene_site_meeting(
        meeting_id="m1",
        case_ids=(ID,),
        place="there",
        at=act(BO, NOW).at,
        invited=(),
        act=act(BO, NOW, PACK),
    ),
    "hold_site_meeting": lambda c: c.hold_site_meeting(
        "m1", OUTCOME, (STREET, C1), act(BO, NOW, PACK)
    ),
    "give_feedback": lambda c: c.give_feedback(
        "u1", content="on it", result=None, obligation_id=None, act=act(UMA, NOW, PACK)
    ),
    "note_follow_up": lambda c: c.note_follow_up("seen", act(BO, NOW, PACK)),
    "issue_urge": lambda c: c.issue_urge("u1", act(BO, NOW, PACK)),
    "report_result_to_head": lambda c: c.report_result_to_head("done", act(BO, NOW, PACK)),
    "inform_reporter": lambda c: c.inform_reporter(None, "phone", act(BO, NOW, PACK)),
    "report_resolution": lambda c: c.report_resolution("u1", "done", act(UMA, NOW, PACK)),
    "close": lambda c: c.close(ClosingStatement(verification="seen"), act(ANNA, NOW, PACK)),
    "refuse_close_out": lambda c: c.refuse_close_out(("not done",), act(BO, NOW, PACK)),
    "reopen": lambda c: c.reopen(FAR, act(BO, NOW, PACK, reason="it is back")),
    "rate": lambda c: c.rate(score=5, comment=None, branch_opinion=None, act=act(RITA, NOW, PACK)),
    "request_stop_clock": lambda c: c.request_stop_clock(
        "FUNDS", act(BO, NOW, PACK, reason="no budget")
    ),
    "decide_stop_clock": lambda c: c.decide_stop_clock(
        approved=True, opinion="agreed", act=act(ANNA, NOW, PACK)
    ),
    "request_exclusion": lambda c: c.request_exclusion(
        "UNREASONABLE", act(BO, NOW, PACK, reason="it asks for another's land")
    ),
    "decide_exclusion": lambda c: c.decide_exclusion(
        approved=True, opinion="agreed", act=act(OLGA, NOW, PACK)
    ),
    "resume_clock": lambda c: c.resume_clock(act(BO, NOW, PACK)),
    "recalculate": lambda c: c.recalculate(act(SYS, NOW, PACK)),
    "rebind": lambda c: c.rebind(PACK, act(SYS, NOW, PACK, reason="a new version")),
    "remind_follow_up": lambda c: c.remind_follow_up(act(SYS, NOW, PACK)),
    "settle_bounds": lambda c: c.settle_bounds(act(SYS, NOW, PACK)),
    "correct": lambda c: c.correct(
        stream(reported(), of=Case)[0], "grid_id", "g13", act(DI, NOW, PACK)
    ),
}
"""One call per command that only the state can refuse."""

BEFORE: dict[str, tuple[Fact, ...]] = {
    "answer_hand_over": (OFFERED,),
    "approve_access": (APPLIED,),
    "refuse_access": (APPLIED,),
    "publish_access": (APPLIED, fact(Case.AccessApproved)),
    "revise_lists": (lists(),),
    "blow_whistle": (lists(),),
    "escalate_to_district": (lists(), whistle()),
    "escalate_to_city": (lists(), whistle()),
    "hold_site_meeting": (convened(invited=()),),
    "decide_exclusion": (
        fact(GateRequested, gate_code=EXCLUSION, subject="UNREASONABLE", requested_from=("ORG",)),
    ),
    "decide_stop_clock": (REQUESTED,),
    "resume_clock": (REQUESTED, fact(GatePassed, gate_code=STOP_CLOCK)),
}
"""What must have happened besides, without any effect on the state."""

GIVEN_OUT: dict[str, Sequence[Fact]] = {
    "reassign_lead": handed_over()[:1],
    "give_feedback": (*ROUTE, owed(1, "u1", "2021-09-16 09:00")),
}
"""How the case was given out, where it matters."""

NEXT = {
    "REPORTED": {"UPLOADED", "WITHDRAWN", "MERGED", "REJECTED"},
    # a duplicate or a withdrawal may be noticed after the upload (CAS-KD-02: uploaded minus
    # merged minus withdrawn); rejection from there is pack data
    "UPLOADED": {"TRIAGED", "WITHDRAWN", "MERGED", "REJECTED"},
    "TRIAGED": {"ROUTED"},
    "ROUTED": {"IN_HANDLING", "TRIAGED", "ROUTED"},
    "IN_HANDLING": {"RESOLVED", "ROUTED"},
    "RESOLVED": {"CLOSED", "IN_HANDLING"},
    "CLOSED": {"RATED", "IN_HANDLING"},
    "RATED": {"IN_HANDLING"},
    "WITHDRAWN": set(),
    "MERGED": set(),
    "REJECTED": set(),
}


def _cells() -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    cells = [
        (name, state, outcome)
        for name, *outcomes in rows
        for state, outcome in zip(head[1:], outcomes, strict=True)
    ]
    ended = [
        (name, state, "+" if name in STILL_FOLLOWED_WHEN_ENDED else "case-is-ended")
        for name, *_ in rows
        for state in ENDED
    ]
    return cells + ended


@pytest.mark.parametrize(("command", "state", "outcome"), _cells())
def test_the_state_decides_which_command_follows(command: str, state: str, outcome: str) -> None:
    """2.1, 2.5"""
    here = CaseState(state)
    standing = case(*history(here, GIVEN_OUT.get(command, ROUTE)), *BEFORE.get(command, ()))
    assert standing.state is here

    if outcome == "+":
        COMMANDS[command](standing)

        assert standing.state == state or standing.state in NEXT[state]
    else:
        with pytest.raises(DomainError) as refusal:
            COMMANDS[command](standing)

        assert (refusal.value.code, refusal.value.rule is not None) == (outcome, True)
        assert standing.collect_events() == []


def test_no_command_and_no_state_is_left_out() -> None:
    """2.5: a command is a public method that takes the act last"""
    commands = {
        name
        for name, method in inspect.getmembers(Case, inspect.isfunction)
        if not name.startswith("_") and list(inspect.signature(method).parameters)[-1] == "act"
    }

    assert commands == COMMANDS.keys() == {command for command, _, _ in _cells()}
    assert {state for _, state, _ in _cells()} == set(CaseState) == NEXT.keys()
    assert len(_cells()) == len(COMMANDS) * len(CaseState)
