"""The file of accountability: what caused it, and one consequence after another (INT-01, 3.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid5

from domain import gates, kernel
from domain.accountability import events
from domain.accountability.chain import (
    begins_with,
    call_of,
    end_of,
    precedent,
    require_ground,
    require_post,
    require_step,
    step_of,
    topic_of,
    trigger_rule,
    year_of,
)
from domain.accountability.errors import (
    AppealWaits,
    EvidenceMissing,
    FileIsClosed,
    FinderDecides,
    MeasureUnknown,
    MinutesMissing,
    NothingProposed,
    NothingToAppeal,
    NotTheirs,
    OwnPeople,
    ProposalWaits,
    SamePersonTwice,
    StepIsTaken,
    StepNotInChain,
    StepTooEarly,
    TalkOutOfTime,
)
from domain.accountability.evidence import event_ref
from domain.accountability.rejection import Rejection
from domain.act import SYSTEM, Act
from domain.calendar.clocks import deadline
from domain.calendar.local_time import local_date
from domain.facts.governance import NoticeCirculated
from domain.kernel import Aggregate
from domain.organisation.body import require_past
from domain.policy.accountability import ChainStep
from domain.required import PolicySilent, provided, require_reason
from domain.ruled import ruled

if TYPE_CHECKING:
    from domain.facts.entered import Entered
    from domain.policy.pack import PolicyPack
    from domain.policy.triggers import Trigger

_NAMESPACE = UUID("3f4b0f0d-6a0c-4f8d-9a86-4a4c8e6f5d17")

MEASURE = "MEASURE"
APPEAL = "APPEAL"
"""Gates of a file: a measure that waits for a second person, an appeal that waits for an answer."""

ORDER = "rectification"
"""Word of a chain that orders to put it right; the order is an aggregate of its own."""

_NOTICE = "ACCOUNTABILITY"  # the kind of a notice that stands in a file and in no book


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What a file begins with.

    Attributes:
        code: of the file; trigger, subject, body: see ``Beginning``.
        evidence: references to the events it rests on.
        evidence_events: their catalogue names.
    """

    code: str
    trigger: str
    subject: str
    body: str
    evidence: Sequence[str] = ()
    evidence_events: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure that waits for a second person, or an appeal that waits for an answer."""

    what: str
    by: str


class Accountability(Aggregate):
    """One occasion for which one subject is held to account.

    A file goes through the chain that the pack gives its trigger, in that order; only what is asked
    for compulsorily holds up what comes after it: a talk, and the decision before its notice. The
    subject's own people take no part but to appeal; who found it does not decide it; a decision
    takes two persons; an appeal is answered by somebody who had no part in it before.
    """

    TOPIC = "Accountability"
    Event = kernel.Event

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, trigger_code: str, subject: str, body: str) -> None:
        self.code = code
        self.trigger_code = trigger_code
        self.subject = subject
        self.body = body
        self.taken: set[str] = set()
        self.involved: set[str] = set()
        self.found_by: set[str] = set()
        self.finding: str | None = None
        self.year: int | None = None
        self.evidence: set[str] = set()
        self.called_at: datetime | None = None
        self.caller_body: str | None = None
        self.proposal: Proposal | None = None
        self.appeal: Proposal | None = None
        self.appealable = False
        self.closed = False

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one file."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    def on_begun(self, fact: events.Beginning) -> None:
        """For each ``Beginning``."""
        first = not self.taken
        self.taken.add(fact.event_type)
        self.evidence.update(fact.evidence_event_ids)
        if self.year is None:
            self.year = year_of(fact)
        if fact.event_type == events.FindingRecorded.TOPIC:
            self.finding = event_ref(fact.originator_id, fact.originator_version)
        if fact.actor_id != SYSTEM:
            self.involved.add(fact.actor_id)
            if first or fact.event_type == events.FindingRecorded.TOPIC:
                self.found_by.add(fact.actor_id)

    def on_called(self, caller_body: str, at: datetime) -> None:
        """For a call to a talk, which is open to an appeal."""
        self.called_at, self.caller_body, self.appealable = at, caller_body, True

    def on_taken(self, fact: events.Step) -> None:
        """For each ``Step``."""
        self.taken.add(fact.event_type)
        self.involved.add(fact.actor_id)

    def on_decided(self, *, taken_back: bool, on_appeal: bool) -> None:
        """For a decision: it is open to one appeal, unless it answered one."""
        self.closed = taken_back
        self.appealable = not on_appeal

    def on_entered(self, fact: Entered) -> None:
        """For a notice."""
        self.taken.add(fact.event_type)

    def on_gate_requested(self, gate_code: str, subject: str, actor_id: str) -> None:
        if gate_code == MEASURE:
            self.proposal = Proposal(subject, actor_id)
            self.involved.add(actor_id)
        else:
            self.appeal = Proposal(subject, actor_id)

    def on_gate_opinion(self, gate_code: str) -> None:
        """Whether it passes or is blocked follows as a fact of its own."""

    def on_gate_passed(self, gate_code: str, at: datetime) -> None:
        del at
        self._answered(gate_code)

    def on_gate_blocked(self, gate_code: str) -> None:
        self._answered(gate_code)

    def _answered(self, gate_code: str) -> None:
        if gate_code == MEASURE:
            self.proposal = None
        else:
            self.appeal, self.appealable = None, False

    @property
    def ref(self) -> str:
        """Reference to what happened to it last."""
        return event_ref(self.id, self.version)

    def is_open(self, pack: PolicyPack) -> bool:
        """Whether the last step of its chain is still to come.

        Args:
            pack: that judges this file.

        Raises:
            TriggerUndefined: B-45.
        """
        return not self.closed and end_of(trigger_rule(pack, self.trigger_code)) not in self.taken

    # --- Beginning, or going on with what may also begin a file. ---

    @classmethod
    def trigger(
        cls,
        act: Act,
        cause: Cause,
        *,
        jurisdiction: str,
        caller_body: str,
        period: str | None = None,
        obligation_ids: Sequence[str] = (),
    ) -> Self:
        """Call to a talk because events say so; the system does, true since ``act.occurred_at``.

        Args:
            caller_body: code of the body that owes the talk.

        Raises:
            TriggerUndefined: B-45.
            EvidenceMissing: no event of the trigger's sort is among the evidence (3.2).
            StepNotInChain: the trigger leads to no talk, or not at first.
            CalendarMissing: CAL-03.
        """
        rule = trigger_rule(act.pack, cause.trigger)
        _require_beginning(rule, cause, ChainStep.INTERVIEW)
        if not cause.evidence or rule.of not in cause.evidence_events:
            raise EvidenceMissing(rule.of)
        return cls._create(
            events.InterviewTriggered,
            id=cls.create_id(jurisdiction, cause.code),
            **_said(cause),
            period=period,
            obligation_ids=tuple(obligation_ids),
            **_call(act, rule, caller_body),
            **_envelope(act, cause.trigger, events.InterviewTriggered),
        )

    @classmethod
    def begin(
        cls,
        act: Act,
        cause: Cause,
        fact: type[events.Beginning],
        *,
        jurisdiction: str,
        own: Collection[str],
        **stated: Any,
    ) -> Self:
        """Begin a file with what a person found or did.

        Args:
            fact: which beginning; not ``InterviewTriggered``.
            own: codes of the subject and all below it.
            stated: its own fields.

        Raises:
            TriggerUndefined, StepNotInChain, StepIsAnothers, OwnPeople, GroundUnknown.
            EvidenceMissing: neither an event nor a document is named, or the pack wants a finding
                first (3.2).
        """
        rule = trigger_rule(act.pack, cause.trigger)
        _require_apart(act, cause.subject, own)
        step = step_of(fact)
        _require_beginning(rule, cause, step)
        require_post(act, cause.trigger, rule, step)
        require_ground(act, cause.trigger, fact, stated)
        if not (cause.evidence or act.evidence):
            raise EvidenceMissing(rule.of)
        if rule.of not in {fact.TOPIC, *cause.evidence_events}:
            raise EvidenceMissing(rule.of)
        return cls._create(
            fact,
            id=cls.create_id(jurisdiction, cause.code),
            **_said(cause),
            **stated,
            **_envelope(act, cause.trigger, fact),
        )

    @classmethod
    def violate(cls, act: Act, cause: Cause, *, jurisdiction: str, violation: str) -> Self:
        """Begin a file with what the service itself refused; the system does (ACC-BZ-07).

        Args:
            cause: rests on the refusal, among its evidence.
            violation: what was tried, without naming anybody.

        Raises:
            TriggerUndefined: B-45.
            EvidenceMissing: no refusal is among the evidence (3.2).
            StepNotInChain: the trigger leads to no violation, or not at first.
        """
        rule = trigger_rule(act.pack, cause.trigger)
        _require_beginning(rule, cause, ChainStep.VIOLATION)
        if Rejection.CommandRejected.TOPIC not in cause.evidence_events:
            raise EvidenceMissing(Rejection.CommandRejected.TOPIC)
        return cls._create(
            events.ViolationRecorded,
            id=cls.create_id(jurisdiction, cause.code),
            **_said(cause),
            violation=violation,
            **_envelope(act, cause.trigger, events.ViolationRecorded),
        )

    def call(self, act: Act, *, caller_body: str) -> None:
        """Call to a talk what a person found; a finding does so in the same act (ACC-BJ-01).

        Raises:
            StepNotInChain, StepIsTaken, FileIsClosed, StepTooEarly.
        """
        rule = self._require(act, ChainStep.INTERVIEW, events.InterviewTriggered)
        if self.finding is None:
            raise StepTooEarly(ChainStep.INTERVIEW, ChainStep.FINDING)
        self.trigger_event(
            events.InterviewTriggered,
            **self._said((self.finding,)),
            **_call(act, rule, caller_body),
            **self._envelope(act, events.InterviewTriggered),
        )

    def go_on(
        self,
        act: Act,
        fact: type[events.Beginning],
        *,
        own: Collection[str],
        evidence: Sequence[str] = (),
        **stated: Any,
    ) -> None:
        """Take a further step that could also begin a file: open accountability, refer a penalty.

        Raises:
            StepNotInChain, StepIsTaken, StepTooEarly, StepIsAnothers, OwnPeople, FileIsClosed,
            AppealWaits, GroundUnknown.
        """
        self._require_free(act, step_of(fact), fact, own)
        if self.finding is None or stated.get("ground") is not None:
            require_ground(act, self.trigger_code, fact, stated)
        self.trigger_event(
            fact, **self._said(tuple(evidence)), **stated, **self._envelope(act, fact)
        )

    # --- The talk and what may follow it. ---

    def hold_interview(
        self,
        act: Act,
        *,
        own: Collection[str],
        held_at: datetime | None,
        minutes_ref: str | None,
    ) -> None:
        """Record that the talk was held; without minutes it was not.

        Args:
            held_at: None: now.

        Raises:
            MinutesMissing, TalkOutOfTime, StepIsTaken, StepTooEarly: INT-01.
            StepIsAnothers, OwnPeople, FileIsClosed, AppealWaits.
        """
        rule = self._require_free(act, ChainStep.INTERVIEW, events.InterviewHeld, own)
        if self.called_at is None or self.caller_body is None:
            raise StepTooEarly("the talk", events.InterviewTriggered.TOPIC)
        if rule.minutes and minutes_ref is None:
            raise MinutesMissing
        held = held_at or act.at
        if not local_date(self.called_at) <= local_date(held) or held > act.at:
            raise TalkOutOfTime
        self.trigger_event(
            events.InterviewHeld,
            code=self.code,
            caller_body=self.caller_body,
            held_at=held,
            interviewer=act.actor.id,
            minutes_ref=minutes_ref,
            **self._envelope(act, events.InterviewHeld),
        )

    def admonish(self, act: Act, *, own: Collection[str], admonition_ref: str) -> None:
        """Admonish who was called.

        Raises:
            StepNotInChain, StepIsTaken, StepTooEarly, StepIsAnothers, OwnPeople, FileIsClosed,
            AppealWaits.
        """
        rule = self._require_free(act, ChainStep.ADMONITION, events.AdmonitionIssued, own)
        self.trigger_event(
            events.AdmonitionIssued,
            admonished=rule.who,
            admonition_ref=admonition_ref,
            **self._envelope(act, events.AdmonitionIssued),
        )

    def circulate(self, act: Act, *, own: Collection[str], notice_ref: str, on: date) -> None:
        """Circulate what was decided (通报).

        Raises:
            StepNotInChain, StepIsTaken, StepTooEarly, StepIsAnothers, OwnPeople, FileIsClosed,
            AppealWaits.
            DateInFuture: it was not circulated yet (ENV-04).
        """
        self._require_free(act, ChainStep.NOTICE, NoticeCirculated, own)
        require_past(act, on)
        self.trigger_event(
            NoticeCirculated,
            record=_NOTICE,
            body=self.body,
            on=on,
            kind=self.trigger_code,
            notice_ref=notice_ref,
            **self._envelope(act, NoticeCirculated),
        )

    def require_order(
        self, act: Act, pack: PolicyPack, *, subject: str, own: Collection[str]
    ) -> None:
        """Refuse an order to put something right that does not belong to this chain (RCT-01).

        Args:
            pack: that judges this file.
            subject: who is to put it right.

        Raises:
            StepNotInChain: the chain has no such step, or the order is another's.
            OwnPeople, FileIsClosed, AppealWaits.
        """
        rule = trigger_rule(pack, self.trigger_code)
        if ORDER not in rule.do or subject != self.subject:
            raise StepNotInChain(f"{ORDER} of {subject}", self.trigger_code, rule.do)
        self._require_open()
        _require_apart(act, self.subject, own)

    # --- Decisions: two persons, and the subject may appeal. ---

    def propose(self, act: Act, *, own: Collection[str], measure: str) -> None:
        """Propose a measure; a second person decides.

        Raises:
            PolicySilent, MeasureUnknown: B-45.
            ProposalWaits: another one is not decided yet.
            StepNotInChain, StepTooEarly, StepIsTaken, StepIsAnothers, OwnPeople, FileIsClosed,
            AppealWaits.
        """
        step, fact = self._decision(act, measure)
        self._require_free(act, step, fact, own)
        if self.proposal is not None:
            raise ProposalWaits(self.code)
        rule = trigger_rule(act.pack, self.trigger_code)
        self.trigger_event(
            gates.GateRequested,
            gate_code=MEASURE,
            subject=measure,
            requested_from=call_of(act.pack, self.trigger_code, rule, "decision"),
            matter=step,
            **self._envelope(act, gates.GateRequested),
        )

    def decide(self, act: Act, *, own: Collection[str], approved: bool, opinion: str) -> None:
        """Decide as the second person on what was proposed.

        Raises:
            NothingProposed, SamePersonTwice, FinderDecides, StepIsAnothers, OwnPeople,
            FileIsClosed, AppealWaits.
        """
        self._require_open()
        if self.proposal is None:
            raise NothingProposed(self.code)
        _require_apart(act, self.subject, own)
        rule = trigger_rule(act.pack, self.trigger_code)
        require_post(act, self.trigger_code, rule, "decision")
        if act.actor.id == self.proposal.by:
            raise SamePersonTwice
        if act.actor.id in self.found_by:
            raise FinderDecides
        proposal = self.proposal
        self._answer(act, MEASURE, approved=approved, opinion=opinion)
        if not approved:
            return
        _step, fact = self._decision(act, proposal.what)
        self.trigger_event(
            fact, measure=proposal.what, proposed_by=proposal.by, **self._envelope(act, fact)
        )

    def appeal_against(self, act: Act, *, own: Collection[str]) -> None:
        """Appeal against the call or the last decision; the act's reason says why.

        Raises:
            NotTheirs: the actor does not belong to the subject.
            NothingToAppeal, AppealWaits, FileIsClosed, ReasonMissing.
            PolicySilent: the pack knows no appeals (B-45).
        """
        rules = act.pack.accountability
        if rules is None or not rules.appeals:
            raise PolicySilent("accountability.appeals")
        self._require_open()
        if not _belongs(act, self.subject, own):
            raise NotTheirs(self.subject)
        if not self.appealable:
            raise NothingToAppeal(self.code)
        require_reason(act, "An appeal")
        rule = trigger_rule(act.pack, self.trigger_code)
        self.trigger_event(
            gates.GateRequested,
            gate_code=APPEAL,
            subject=self.code,
            requested_from=call_of(act.pack, self.trigger_code, rule, "appeal"),
            **self._envelope(act, gates.GateRequested),
        )

    def answer_appeal(
        self, act: Act, *, own: Collection[str], approved: bool, opinion: str
    ) -> None:
        """Answer an appeal as somebody who had no part in the file; granted, all is taken back.

        Raises:
            NothingToAppeal: none waits.
            FinderDecides, StepIsAnothers, OwnPeople.
        """
        if self.appeal is None:
            raise NothingToAppeal(self.code)
        _require_apart(act, self.subject, own)
        rule = trigger_rule(act.pack, self.trigger_code)
        require_post(act, self.trigger_code, rule, "appeal")
        if act.actor.id in self.involved:
            raise FinderDecides
        appeal = self.appeal
        self._answer(act, APPEAL, approved=approved, opinion=opinion)
        if approved:
            self.trigger_event(
                events.AccountabilityDecided,
                measure=None,
                proposed_by=appeal.by,
                on_appeal=True,
                **self._envelope(act, events.AccountabilityDecided),
            )

    # --- What several of them need. ---

    def _answer(self, act: Act, gate_code: str, *, approved: bool, opinion: str) -> None:
        self.trigger_event(
            gates.GateOpinionGiven,
            gate_code=gate_code,
            approved=approved,
            opinion=opinion,
            **self._envelope(act, gates.GateOpinionGiven),
        )
        if approved:
            self.trigger_event(
                gates.GatePassed,
                gate_code=gate_code,
                **self._envelope(act, gates.GatePassed),
            )
        else:
            self.trigger_event(
                gates.GateBlocked,
                gate_code=gate_code,
                why=opinion,
                **self._envelope(act, gates.GateBlocked),
            )

    def _decision(self, act: Act, measure: str) -> tuple[ChainStep, type[events.Step]]:
        measures = provided(act.pack.accountability, "accountability").measures
        if measure not in measures:
            raise MeasureUnknown(measure, measures)
        if measures[measure] == "PERSONNEL":
            return ChainStep.PERSONNEL_MEASURE, events.PersonnelMeasureTaken
        return ChainStep.ACCOUNTABILITY, events.AccountabilityDecided

    def _require(self, act: Act, step: ChainStep, fact: type[kernel.Event]) -> Trigger:
        rule = trigger_rule(act.pack, self.trigger_code)
        self._require_open()
        require_step(rule, self.trigger_code, step)
        if topic_of(fact) in self.taken:
            raise StepIsTaken(step, self.code)
        return rule

    def _require_free(
        self, act: Act, step: ChainStep, fact: type[kernel.Event], own: Collection[str]
    ) -> Trigger:
        """The trigger's rule, if this person may take this step now."""
        rule = self._require(act, step, fact)
        _require_apart(act, self.subject, own)
        require_post(act, self.trigger_code, rule, step)
        first = precedent(rule, step, fact)
        if first is not None and first not in self.taken:
            raise StepTooEarly(step, first)
        return rule

    def _require_open(self) -> None:
        if self.closed:
            raise FileIsClosed(self.code)
        if self.appeal is not None:
            raise AppealWaits(self.code)

    def _said(self, evidence: Sequence[str]) -> dict[str, Any]:
        return {
            "code": self.code,
            "trigger_code": self.trigger_code,
            "subject": self.subject,
            "body": self.body,
            "evidence_event_ids": tuple(evidence),
        }

    def _envelope(self, act: Act, fact: type[kernel.Event]) -> dict[str, Any]:
        return _envelope(act, self.trigger_code, fact)


def _require_beginning(rule: Trigger, cause: Cause, step: ChainStep) -> None:
    if begins_with(rule) is not step:
        require_step(rule, cause.trigger, step)
        raise StepTooEarly(step, str(begins_with(rule)))


def _belongs(act: Act, subject: str, own: Collection[str]) -> bool:
    bodies = {subject, *own}
    held = {post.body for post in act.actor.posts}
    return act.actor.id == subject or act.actor.unit in bodies or bool(held & bodies)


def _require_apart(act: Act, subject: str, own: Collection[str]) -> None:
    if _belongs(act, subject, own):
        raise OwnPeople(subject)


def _said(cause: Cause) -> dict[str, Any]:
    return {
        "code": cause.code,
        "trigger_code": cause.trigger,
        "subject": cause.subject,
        "body": cause.body,
        "evidence_event_ids": tuple(cause.evidence),
    }


def _call(act: Act, rule: Trigger, caller_body: str) -> dict[str, Any]:
    within = None if rule.within is None else deadline(rule.within, act.at, act.calendar)
    return {
        "called": rule.who,
        "caller": rule.by,
        "caller_body": caller_body,
        "due_on": None if within is None else within.due_on,
    }


def _envelope(act: Act, trigger: str, fact: type[kernel.Event]) -> dict[str, Any]:
    topic = topic_of(fact)
    act = ruled(act, "triggers", trigger)
    if act.actor.id != SYSTEM:
        return act.envelope(topic)
    rules = act.pack.rules_of(topic) + act.extra_rules
    return act.system_envelope(topic, act.occurred_at or act.at) | {"rule_ids": rules}
