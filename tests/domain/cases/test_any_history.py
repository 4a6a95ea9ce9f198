"""Whatever is tried in whatever order, a case stays a case (rulebook 2.1, 2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.act import Act, Actor
from domain.calendar.local_time import local_date
from domain.cases.case import Case
from domain.cases.closing import ClosingStatement
from domain.corrections import CorrectionRefused, NothingToCorrect
from domain.kernel import ENVELOPE, DomainError, Event, EventCorrected, effective
from domain.policy.pack import PolicyPack
from domain.vocabulary import CLOSED, ENDED, CaseKind, CaseState, RouteMode
from infrastructure.event_log.mapper import PydanticMapper
from tests.samples import (
    ANNA,
    BO,
    C1,
    CHINA,
    DAGUAN,
    DI,
    EVERYTHING,
    GU,
    KUNDULUN,
    OUTCOME,
    PAUSING,
    PHOTO,
    RITA,
    STREET,
    SYS,
    U1,
    U2,
    U3,
    UMA,
    VIC,
    at,
    entries,
)
from tests.spec import ID, news, replayed

T = TypeVar("T")
Pick = Callable[[tuple[T, ...]], T]
Command = Callable[[Case, Act, Callable[[tuple[Any, ...]], Any]], None]

UNITS = ("u1", "u2", "u3", "c1", "street")
FACTS = ((U1,), (U1, U2), (U2, U3), (U1, U2, U3), (STREET,), (C1,))
MEETINGS = ("m1", "m2")


def _day(act: Act, pick: Pick[int | None]) -> date | None:
    days = pick((None, None, -1, 0, 5, 20))
    return None if days is None else local_date(act.at) + timedelta(days=days)


COMMANDS: dict[str, Command] = {
    "upload": lambda c, a, _: c.upload("P-1", a),
    "withdraw": lambda c, a, _: c.withdraw(a),
    "merge": lambda c, a, p: c.merge_into(p((ID, UUID(int=9))), a),
    "reject": lambda c, a, _: c.reject(a),
    "attach photo": lambda c, a, p: c.attach_photo(
        UUID(int=p((1, 2, 3))),
        original=PHOTO,
        picture=PHOTO,
        media_type="image/png",
        width=1,
        height=1,
        most=2,
        act=a,
    ),
    "hand over": lambda c, a, p: c.hand_over(p(("gu", "di")), a),
    "answer": lambda c, a, p: c.answer_hand_over(taken=p((True, False)), act=a),
    "serious": lambda c, a, _: c.record_serious_event("MASS_INCIDENT", a),
    "emergency": lambda c, a, p: c.report_emergency(p(("ACCIDENT", "WAR")), a),
    "dispute": lambda c, a, _: c.find_dispute(a),
    "warning": lambda c, a, p: c.raise_early_warning(
        p(("GROUP_EVENT", "RUMOUR")), body="c1", notified=(), act=a
    ),
    "apply": lambda c, a, p: c.apply_access(
        dept="d", matter="census", funds_fen=p((0, 1)), staff=1, act=a
    ),
    "approve": lambda c, a, _: c.approve_access(a),
    "refuse access": lambda c, a, _: c.refuse_access(a),
    "publish": lambda c, a, _: c.publish_access(local_date(a.at), a),
    "delegate": lambda c, a, p: c.delegate_to_station(
        from_unit="u1",
        station="s1",
        responsible_unit=p(("u1", "s1")),
        matter="DEMOLITION",
        funds_fen=p((0, 1)),
        act=a,
    ),
    "triage": lambda c, a, p: c.triage(
        category=p((None, "drainage", "meteorite")), severity=None, competent_level=None, act=a
    ),
    "table": lambda c, a, _: c.table_at_dispatch("m-09", a),
    "lists": lambda c, a, p: c.draw_up_lists(entries(due_on=_day(a, p)), a),
    "revise": lambda c, a, p: c.revise_lists(entries(due_on=_day(a, p)), a),
    "whistle": lambda c, a, p: c.blow_whistle(
        grade="II",
        responsible_person="p1",
        due_on=local_date(a.at) + timedelta(days=p((0, 7, 30))),
        act=a,
    ),
    "special": lambda c, a, _: c.hold_special_meeting(matter="collapse", plan="clear", act=a),
    "route": lambda c, a, p: c.route(
        mode=p(tuple(RouteMode)),
        level=p((None, "STREET", "COMMUNITY")),
        units=p(FACTS),
        lead=p((None, "u1")),
        due_on=_day(a, p),
        override_reason=p((None, "known there")),
        act=a,
    ),
    "escalate": lambda c, a, p: c.escalate_to_district(
        mode=p(tuple(RouteMode)),
        units=p(FACTS),
        lead=p((None, "u1")),
        due_on=_day(a, p),
        beyond_street_reason=p((None, "the city's")),
        act=a,
    ),
    "hand up": lambda c, a, p: c.escalate_to_city(
        lead=p((None, U1, U2, U3)), city_unit="water", due_on=_day(a, p), act=a
    ),
    "reassign": lambda c, a, p: c.reassign_lead(p((U1, U2, U3)), a),
    "accept": lambda c, a, p: c.accept(p(c.units or UNITS), a),
    "give back": lambda c, a, p: c.give_back(p(c.units or UNITS), a),
    "convene": lambda c, a, p: c.convene_site_meeting(
        meeting_id=p(MEETINGS), case_ids=(ID,), place="there", at=a.at, invited=UNITS[:2], act=a
    ),
    "hold": lambda c, a, p: c.hold_site_meeting(p(MEETINGS), OUTCOME, (STREET, C1), a),
    "feed back": lambda c, a, p: c.give_feedback(
        p(c.units or UNITS), content="on it", result=None, obligation_id=None, act=a
    ),
    "note": lambda c, a, _: c.note_follow_up("seen", a),
    "urge": lambda c, a, p: c.issue_urge(p(c.units or UNITS), a),
    "tell head": lambda c, a, _: c.report_result_to_head("done", a),
    "inform": lambda c, a, _: c.inform_reporter(PHOTO, None, a),
    "claim": lambda c, a, p: c.report_resolution(p(c.units or UNITS), "done", a),
    "close": lambda c, a, p: c.close(ClosingStatement(verification=p((None, "seen", "seen"))), a),
    "refuse claim": lambda c, a, p: c.refuse_close_out(p(((), ("not done",))), a),
    "reopen": lambda c, a, p: c.reopen(_day(a, p), a),
    "rate": lambda c, a, p: c.rate(
        score=p((0, 1, 2, 3, 5)), comment=PHOTO, branch_opinion=None, act=a
    ),
    "stop": lambda c, a, _: c.request_stop_clock("FUNDS", a),
    "decide": lambda c, a, p: c.decide_stop_clock(
        approved=p((True, True, False)), opinion="agreed", act=a
    ),
    "resume": lambda c, a, _: c.resume_clock(a),
    "recalculate": lambda c, a, _: c.recalculate(a),
    "sweep": lambda c, a, _: c.settle_bounds(a),
}
ENDINGS = ("withdraw", "merge", "reject")
FOLLOWS: dict[CaseState, tuple[str, ...]] = {
    CaseState.REPORTED: ("upload",),
    CaseState.UPLOADED: ("triage",),
    CaseState.TRIAGED: ("special", "lists", "whistle", "route", "escalate", "hand up"),
    CaseState.ROUTED: (
        "accept", "accept", "convene", "hold", "feed back", "escalate", "give back", "stop",
        "decide",
    ),
    CaseState.IN_HANDLING: (
        "claim", "claim", "convene", "hold", "feed back", "hand up", "stop", "decide", "decide",
    ),
    CaseState.RESOLVED: ("close", "close", "tell head", "feed back", "refuse claim", "resume"),
    CaseState.CLOSED: ("rate", "rate", "reopen"),
    CaseState.RATED: ("reopen", "inform"),
    CaseState.WITHDRAWN: ENDINGS,
    CaseState.MERGED: ENDINGS,
    CaseState.REJECTED: ENDINGS,
}  # fmt: skip
"""What is likely to follow, so that many histories get to the rating."""


class AnyHistory(RuleBasedStateMachine):
    """Random commands by random people at rising times; a refused one leaves no trace."""

    case: Case
    pack: PolicyPack
    now: datetime

    correcting: bool

    def __init__(self) -> None:
        super().__init__()
        self.stored: list[Event] = []
        self.mapper = PydanticMapper()

    @initialize(
        pack=st.sampled_from([DAGUAN, KUNDULUN, PAUSING, EVERYTHING]),
        kind=st.sampled_from([CaseKind.INCIDENT, CaseKind.ACCESS_APPLICATION]),
        correcting=st.sampled_from([False, False, True]),
    )
    def somebody_reports(self, pack: PolicyPack, kind: CaseKind, correcting: bool) -> None:  # noqa: FBT001 - a parameter of the test
        self.pack, self.now, self.correcting = pack, at("2021-09-10 09:00"), correcting
        self.case = Case.report(
            ID,
            kind=kind,
            grid_id="g12",
            community_id="c1",
            category="drainage",
            reporter_ref="rita",
            place=None,
            discovered_at=None,
            act=Act(actor=GU, at=self.now, pack=pack, calendar=CHINA),
        )
        self._store()

    @rule(hours=st.sampled_from([0, 1, 10, 24, 96]), data=st.data())
    def somebody_goes_on(self, hours: int, data: st.DataObject) -> None:
        command = data.draw(st.sampled_from(FOLLOWS[self.case.state]))
        by = data.draw(st.sampled_from([ANNA, RITA]))
        self._attempt(command, by, hours, "because", data)

    @rule(
        command=st.sampled_from(sorted(set(COMMANDS) - set(ENDINGS))),
        by=st.sampled_from([ANNA, BO, GU, DI, UMA, VIC, RITA, SYS]),
        hours=st.sampled_from([0, 1, 10, 24, 96]),
        reason=st.sampled_from([None, "because"]),
        data=st.data(),
    )
    def somebody_tries(
        self, command: str, by: Actor, hours: int, reason: str | None, data: st.DataObject
    ) -> None:
        self._attempt(command, by, hours, reason, data)

    @precondition(lambda self: len(self.stored) == 3)  # now and then: it ends the story
    @rule(command=st.sampled_from(ENDINGS), data=st.data())
    def somebody_ends_it(self, command: str, data: st.DataObject) -> None:
        self._attempt(command, DI, 1, "because", data)

    def _attempt(
        self, command: str, by: Actor, hours: int, reason: str | None, data: st.DataObject
    ) -> None:
        self.now += timedelta(hours=hours)
        act = Act(actor=by, at=self.now, pack=self.pack, calendar=CHINA, reason=reason)
        before = self.case.state
        try:
            COMMANDS[command](self.case, act, lambda pool: data.draw(st.sampled_from(pool)))
        except DomainError:
            self.case = replayed(Case, self.stored)
            return
        recorded = self._store()
        if any(isinstance(event, Case.Closed) for event in recorded):
            assert before is CaseState.RESOLVED
        loaded = replayed(Case, self.stored)
        if not any(isinstance(event, EventCorrected) for event in self.stored):
            assert loaded == self.case
        self.case = loaded

    @precondition(lambda self: self.correcting)
    @rule(data=st.data(), new=st.sampled_from([None, "u9", ["u9"], [], 3, True]))
    def somebody_corrects(self, data: st.DataObject, new: object) -> None:
        target = data.draw(st.sampled_from(effective(self.stored)))
        names = sorted(set(type(target).model_fields) - ENVELOPE)
        if not names:
            return
        act = Act(actor=DI, at=self.now, pack=self.pack, calendar=CHINA, reason="typed wrong")
        try:
            self.case.correct(target, data.draw(st.sampled_from(names)), new, act)
        except (CorrectionRefused, NothingToCorrect):
            self.case = replayed(Case, self.stored)
        self._store()
        self.case = replayed(Case, self.stored)

    @invariant()
    def nothing_passes_by_itself_once_it_is_over(self) -> None:
        if self.stored and self.case.state in CLOSED | ENDED:
            assert self.case.next_bound() is None

    @invariant()
    def a_unit_owes_one_feedback_at_most(self) -> None:
        if self.stored and not any(isinstance(e, EventCorrected) for e in self.stored):
            owing = Counter(o.unit_id for o in self.case.open_obligations())
            assert all(count == 1 for count in owing.values()), owing

    @invariant()
    def who_has_the_case_is_known_while_it_is_out(self) -> None:
        if self.stored and self.case.state in {CaseState.ROUTED, CaseState.IN_HANDLING}:
            assert self.case.units

    def _store(self) -> list[Event]:
        """Through the log's own format, as a later load reads it."""
        stored = [self.mapper.to_stored_event(event) for event in news(self.case)]
        recorded = [self.mapper.to_domain_event(event) for event in stored]
        self.stored += recorded
        return recorded


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
