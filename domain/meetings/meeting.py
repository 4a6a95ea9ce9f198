"""The meeting: one session of one body, from its convening to the publication of its outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.calendar.clocks import deadline, is_late
from domain.calendar.local_time import local_date
from domain.calendar.periods import window
from domain.kernel import Aggregate, EventCorrected
from domain.meetings import errors, events
from domain.meetings.events import AgendaItem, Outcome
from domain.policy import meetings as policy
from domain.policy.meetings import FollowUp
from domain.policy.provenance import origin_of
from domain.rebinding import Pinned, PolicyPackRebound

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_NAMESPACE = UUID("5b0f3d7a-93c5-4c0e-8a7e-2f4d8c1b6e37")


@dataclass(frozen=True, slots=True)
class HoldingBody:
    """What a meeting must know of the body that holds it; the directory says it.

    Attributes:
        level: its level; sort: what sort of body it is. Both are words of the pack.
    """

    code: str
    level: str
    sort: str


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chaired, and what makes that person fit to.

    Attributes:
        posts: posts held on the day of the session in the body, above or below it.
        is_linked_leader: the person is the leader linked to the body.
    """

    person_ref: str
    posts: frozenset[str] = frozenset()
    is_linked_leader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a convening says besides body, type and time; the fields of ``MeetingConvened``.

    Attributes:
        entitled: how many count for the quorum; None: as many as are invited.
        counted: in a mode, how many adults, households or groups there are.
        delegates: in a mode of delegates, how many each sends.
        scope: matters that ``mandate`` delegated.
    """

    agenda: Sequence[AgendaItem]
    invited: Sequence[str] = ()
    entitled: int | None = None
    mode: str | None = None
    counted: int | None = None
    delegates: int | None = None
    host: str | None = None
    matter: str | None = None
    major_matter: str | None = None
    request: str | None = None
    mandate: str | None = None
    scope: Collection[str] = ()
    also_counted_in: str | None = None


class Meeting(Aggregate, Pinned):
    """A session is convened, counted, put to the vote, minuted, held and published.

    Rules: 4.1, 4.2, MTG-BZ-04 … 07. Invariants: who is invited is fixed before the session; no
    vote without quorum; nothing is held without minutes, with a chair the pack does not name, or
    without its quorum. It is judged for life by the pack it was convened under (ENV-03).
    """

    TOPIC = "Meeting"
    Event = kernel.Event

    MeetingConvened = events.MeetingConvened
    OpinionsSolicited = events.OpinionsSolicited
    PreSurveyDone = events.PreSurveyDone
    QuorumChecked = events.QuorumChecked
    VoteTaken = events.VoteTaken
    ResolutionAdopted = events.ResolutionAdopted
    ResolutionRejected = events.ResolutionRejected
    MinutesFiled = events.MinutesFiled
    MeetingHeld = events.MeetingHeld
    OutcomePublished = events.OutcomePublished
    DecisionHandedOver = events.DecisionHandedOver
    ReferredToAssembly = events.ReferredToAssembly
    RCEvaluated = events.RCEvaluated
    ResultCopiedToDepartment = events.ResultCopiedToDepartment
    ReportDelivered = events.ReportDelivered
    EventCorrected = EventCorrected
    PolicyPackRebound = PolicyPackRebound

    convened: events.MeetingConvened
    pack: str

    # --- State: only what the commands below need to decide. ---

    def __init__(self) -> None:
        self.opinions_solicited = False
        self.surveyed = False
        self.quorum: events.QuorumChecked | None = None
        self.adopted: tuple[events.ResolutionAdopted, ...] = ()
        self.minutes_ref: str | None = None
        self.held: events.MeetingHeld | None = None
        self.published_on: date | None = None

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one session: convening it twice collides in the store as well."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @property
    def code(self) -> str:
        """Its name in every other event."""
        return self.convened.code

    @property
    def body(self) -> str:
        """Code of the body that holds it."""
        return self.convened.body

    @property
    def at(self) -> datetime:
        """When it takes place."""
        return self.convened.at

    @property
    def delegated(self) -> frozenset[str]:
        """The matters that its resolutions delegated."""
        return frozenset(matter for one in self.adopted for matter in one.delegates)

    # --- Another version of the pack (ENV-03) ---

    @property
    def is_settled(self) -> bool:
        return self.held is not None

    def missing_in(self, pack: PolicyPack) -> Iterable[str]:
        if self.convened.type not in pack.meetings:
            yield f"meetings.{self.convened.type}"

    # --- Before the session ---

    @classmethod
    def convene(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: HoldingBody,
        type: str,  # noqa: A002  # the rulebook's word
        at: datetime,
        call: Call,
    ) -> Self:
        """Call a session.

        Args:
            at: aware instant at which it begins.

        Raises:
            MeetingTypeUndefined: the pack does not define the type (MTG-KD-05, B-45).
            MeetingBelongsToCase: it is recorded in a case (CAS-DG-07).
            MeetingOfAnotherBody: another sort of body holds it (4.1).
            InvitedAfterSession: the session has begun (4.2).
            AgendaOfAnotherMeeting: B-13.
            MajorMatterMissing, MatterNotListed: MTG-KD-02, B-45.
            RequestMissing: it is held on request only (MTG-BZ-07).
            HostMissing, MembersDiffer: the chair rotates among the members (MTG-KD-01, 03).
            ModeUnknown, DelegatesOutOfRange, EntitledMissing: who is entitled (MTG-BZ-04).
            CountedOnce: MTG-DG-05.
        """
        rule = _defined(act, type)
        if rule.in_case is not None:
            raise errors.MeetingBelongsToCase(type, rule.in_case)
        if rule.of is not None and {rule.of, *rule.also_of}.isdisjoint({body.level, body.sort}):
            raise errors.MeetingOfAnotherBody(type, body.code, rule.of)
        if (act.occurred_at or act.at) > at:
            raise errors.InvitedAfterSession
        _require_agenda(type, rule, call)
        if rule.occasion == "ON_REQUEST" and call.request is None:
            raise errors.RequestMissing(type)
        if call.also_counted_in is not None and not rule.counted_in_both:
            raise errors.CountedOnce(type)
        if rule.chair == "ROTATING" and (call.host is None or call.host not in call.invited):
            raise errors.HostMissing
        if rule.members is not None and len(call.invited) != rule.members:
            raise errors.MembersDiffer(len(call.invited), rule.members)
        return cls._create(
            events.MeetingConvened,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body.code,
            type=type,
            at=at,
            agenda=tuple(call.agenda),
            invited=tuple(dict.fromkeys((*call.invited, *rule.sides))),
            convener=act.actor.id,
            entitled=_entitled(rule, call),
            mode=call.mode,
            host=call.host,
            matter=call.matter,
            major_matter=call.major_matter,
            request=call.request,
            mandate=call.mandate,
            scope=tuple(sorted(call.scope)) if "MANDATE" in rule.needs else None,
            also_counted_in=call.also_counted_in,
            **_envelope(act, events.MeetingConvened.TOPIC, type),
        )

    def solicit_opinions(self, act: Act, *, opinions_ref: str) -> None:
        """Ask for opinions before the vote (MTG-BZ-06).

        Raises:
            SessionIsOver: 4.1.
        """
        self._require_open()
        self._record(act, events.OpinionsSolicited, opinions_ref=opinions_ref)

    def record_survey(
        self, act: Act, *, survey_ref: str, ruled_by_law: bool, authority_ref: str | None
    ) -> None:
        """Record the survey before a hearing (MTG-BZ-07).

        Raises:
            AuthorityNotAsked: the matter is ruled by law, and nobody asked the authorities.
            SessionIsOver: 4.1.
        """
        self._require_open()
        if ruled_by_law and authority_ref is None:
            raise errors.AuthorityNotAsked
        self._record(
            act,
            events.PreSurveyDone,
            survey_ref=survey_ref,
            ruled_by_law=ruled_by_law,
            authority_ref=authority_ref,
        )

    # --- The session ---

    def check_quorum(self, act: Act, *, present: int, left: int = 0) -> None:
        """Count who is there; counting again, when more have come, is another fact.

        Args:
            left: members who have left their seat since they were invited.

        Raises:
            EntitledMissing: it has no quorum to check.
            CountsDoNotAddUp: more than are entitled.
            SessionNotBegun, SessionIsOver, NotTheDayConvened: 4.1.
        """
        act = self._in_session(act)
        bar = self._rule(act).quorum
        if bar is None or self.convened.entitled is None:
            raise errors.EntitledMissing
        entitled = self.convened.entitled - left
        if left < 0 or (left and bar.of != _SEATS):
            raise errors.CountsDoNotAddUp(left, self.convened.entitled, "have left their seats")
        if not 0 <= present <= entitled:
            raise errors.CountsDoNotAddUp(present, entitled, "are said to be present")
        self._record(
            act,
            events.QuorumChecked,
            entitled=entitled,
            present=present,
            met=bar.met(present, entitled),
            left=left,
        )

    def take_vote(
        self,
        act: Act,
        *,
        motion: str,
        in_favour: int,
        against: int,
        abstain: int,
        matter: str | None = None,
        delegates: Collection[str] = (),
    ) -> None:
        """Put a motion to the vote; the resolution follows at once.

        Who is present and does not vote, or abstains, is not in favour. A motion beyond what was
        delegated is void however many were for it.

        Raises:
            VoteNotProvided: the pack names no majority (B-45).
            NoQuorum: not checked, or not met (4.1).
            OpinionsNotSolicited, SurveyMissing: MTG-BZ-06, 07.
            MatterNotListed: B-45.
            CountsDoNotAddUp: more votes than people.
            SessionNotBegun, SessionIsOver, NotTheDayConvened: 4.1.
        """
        act = self._in_session(act)
        rule = self._rule(act)
        if rule.majority is None:
            raise errors.VoteNotProvided(self.convened.type)
        counted = self._require_quorum(rule)
        self._require_prepared(rule)
        for named in (matter, *delegates):
            _require_listed(rule, named)
        cast = in_favour + against + abstain
        if min(in_favour, against, abstain) < 0 or cast > counted.present:
            raise errors.CountsDoNotAddUp(cast, counted.present, "voted")
        self._record(
            act,
            events.VoteTaken,
            motion=motion,
            matter=matter,
            in_favour=in_favour,
            against=against,
            abstain=abstain,
            present=counted.present,
            delegates=tuple(sorted(delegates)),
        )
        scope = self.convened.scope
        if scope is not None and matter not in scope:
            self._reject(act, motion, matter, "ULTRA_VIRES")
        elif not rule.majority.met(in_favour, counted.present):
            self._reject(act, motion, matter, "NO_MAJORITY")
        else:
            self._record(
                act,
                events.ResolutionAdopted,
                motion=motion,
                matter=matter,
                delegates=tuple(sorted(delegates)),
            )

    def _reject(self, act: Act, motion: str, matter: str | None, why: events.Rejection) -> None:
        self._record(act, events.ResolutionRejected, motion=motion, matter=matter, why=why)

    def file_minutes(self, act: Act, *, minutes_ref: str) -> None:
        """File the record of the session; filing the same one again is a no-op.

        Raises:
            SessionNotBegun, SessionIsOver: 4.1.
        """
        self._require_open()
        if act.at < self.at:
            raise errors.SessionNotBegun
        if minutes_ref != self.minutes_ref:
            self._record(act, events.MinutesFiled, minutes_ref=minutes_ref)

    def hold(
        self,
        act: Act,
        *,
        chair: Chair,
        present: Sequence[str] = (),
        not_reached: Collection[int] = (),
        outcome: Outcome | None = None,
    ) -> None:
        """Record that the session was held; it then counts, unless a side that must be there was
        missing.

        Args:
            present: members or sides that were there, of those invited.
            not_reached: numbers, from 1, of the items of the agenda that were not held.

        Raises:
            SessionWithoutMinutes: 4.1.
            WrongChair: the pack names others; the session is void (4.2).
            NoQuorum: the session is void (4.2).
            SurveyMissing: MTG-BZ-07.
            SideUnknown: present without being invited.
            OutcomeCannotBeAgreed: MTG-CY-04.
            CountsDoNotAddUp: an item that the agenda does not have.
            SessionNotBegun, SessionIsOver, NotTheDayConvened: 4.1.
        """
        act = self._in_session(act)
        rule = self._rule(act)
        kind = self.convened.type
        if self.minutes_ref is None:
            raise errors.SessionWithoutMinutes
        if not _may_chair(rule, chair):
            allowed = rule.chair if isinstance(rule.chair, tuple) else (rule.chair,)
            raise errors.WrongChair(kind, allowed)
        if rule.quorum is not None:
            self._require_quorum(rule)
        if "PRIOR_SURVEY" in rule.needs and not self.surveyed:
            raise errors.SurveyMissing
        if unknown := set(present) - set(self.convened.invited):
            raise errors.SideUnknown(unknown)
        missing = tuple(side for side in rule.sides if side not in present)
        if missing and rule.missing_side == "NO_AGREEMENT" and outcome == "AGREED":
            raise errors.OutcomeCannotBeAgreed(missing)
        items = self.convened.agenda
        if not set(not_reached) <= set(range(1, len(items) + 1)):
            raise errors.CountsDoNotAddUp(max(not_reached), len(items), "items of the agenda")
        left_out = [items[number - 1] for number in not_reached]
        fulfils = tuple(
            name
            for name in (kind, *rule.satisfies)
            if self._satisfies(act, name, chair, present, left_out)
        )
        publish = rule.publish
        self._record(
            act,
            events.MeetingHeld,
            code=self.code,
            type=kind,
            body=self.body,
            held_on=local_date(self.at),
            chair=chair.person_ref,
            host=self.convened.host,
            present=tuple(present),
            missing_sides=missing,
            agenda=tuple(item for item in items if item not in left_out),
            minutes_ref=self.minutes_ref,
            outcome=outcome,
            fulfils=fulfils,
            window=window(rule.period, local_date(self.at)) if rule.period else None,
            counts_in=tuple(
                body for body in (self.body, self.convened.also_counted_in) if body is not None
            ),
            publication=publish.code if publish else None,
            publish_due=deadline(publish.clock, self.at, act.calendar) if publish else None,
        )

    def require_inspecting(self, act: Act) -> None:
        """Refuse defects found in a session that inspects nothing.

        Raises:
            NothingIsInspected: MTG-CY-05.
        """
        if not self._rule(act).inspects:
            raise errors.NothingIsInspected(self.convened.type)

    def _satisfies(
        self,
        act: Act,
        name: str,
        chair: Chair,
        present: Sequence[str],
        left_out: Sequence[AgendaItem],
    ) -> bool:
        """Whether the session counts for a type: its agenda was held, with its chair and sides."""
        rule = act.pack.meetings[name]
        own = self.convened.type
        items = [item for item in self.convened.agenda if (item.of or own) == name]
        complete = rule.missing_side != "VOID" or set(rule.sides) <= set(present)
        return (
            bool(items)
            and complete
            and _may_chair(rule, chair)
            and not any(item in left_out for item in items)
        )

    # --- After the session ---

    def publish(self, act: Act, *, published_on: date) -> None:
        """Make the outcome public; on time is what is recorded before the bound (ENV-04).

        Args:
            published_on: local day.

        Raises:
            NotHeldYet, PublishedAlready, PublishedBefore: 4.1.
        """
        held = self._require_held()
        if self.published_on is not None:
            raise errors.PublishedAlready(self.published_on)
        if not held.held_on <= published_on <= local_date(act.at):
            raise errors.PublishedBefore(published_on)
        due = held.publish_due
        self._record(
            act,
            events.OutcomePublished,
            code=self.code,
            kind=held.type,
            body=self.body,
            published_on=published_on,
            by=act.actor.id,
            due_at=due.due_at if due else None,
            on_time=None if due is None else not is_late(act.at, due),
        )

    def hand_over_decision(self, act: Act, *, motion: str, to: str) -> None:
        """Hand an adopted decision to the body that carries it out (MTG-BZ-06).

        Raises:
            FollowUpNotProvided, NotHeldYet, NotAdopted.
        """
        self._require_follow_up(act, "DecisionHandedOver")
        self._require_adopted(motion)
        self._record(act, events.DecisionHandedOver, motion=motion, to=to)

    def refer_to_assembly(self, act: Act, *, motion: str, assembly: str) -> None:
        """Pass a major matter on to an assembly, a type of meeting of the pack (MTG-BZ-06).

        Raises:
            FollowUpNotProvided, NotHeldYet, MeetingTypeUndefined.
        """
        self._require_follow_up(act, "ReferredToAssembly")
        _defined(act, assembly)
        self._record(act, events.ReferredToAssembly, motion=motion, assembly=assembly)

    def evaluate_committee(self, act: Act, *, grade: str, reported_to_street: bool) -> None:
        """Judge the residents' committee at the end of the year (MTG-BZ-06).

        Raises:
            FollowUpNotProvided, NotHeldYet.
        """
        self._require_follow_up(act, "RCEvaluated")
        self._record(act, events.RCEvaluated, grade=grade, reported_to_street=reported_to_street)

    def copy_result(self, act: Act, *, dept: str, letter_ref: str) -> None:
        """Send the result in writing to the department it concerns (MTG-BZ-07).

        Raises:
            FollowUpNotProvided, NotHeldYet.
        """
        self._require_follow_up(act, "ResultCopiedToDepartment")
        self._record(act, events.ResultCopiedToDepartment, dept=dept, letter_ref=letter_ref)

    def deliver_report(self, act: Act, *, body: str, report_ref: str) -> None:
        """Report to the assembly that supervises (MTG-BZ-10).

        Args:
            body: the body that reports.

        Raises:
            FollowUpNotProvided, NotHeldYet.
        """
        self._require_follow_up(act, "ReportDelivered")
        self._record(act, events.ReportDelivered, body=body, to=self.body, report_ref=report_ref)

    # --- Guards ---

    def _rule(self, act: Act) -> policy.Meeting:
        return _defined(act, self.convened.type)

    def _record(self, act: Act, event: Any, **fact: object) -> None:
        self.trigger_event(event, **fact, **_envelope(act, event.TOPIC, self.convened.type))

    def _require_open(self) -> None:
        if self.held is not None:
            raise errors.SessionIsOver(self.code)

    def _in_session(self, act: Act) -> Act:
        """The act, dated to the session: it is entered when it is, but happened there (ENV-04)."""
        self._require_open()
        if act.at < self.at:
            raise errors.SessionNotBegun
        occurred_at = act.occurred_at or self.at
        if occurred_at < self.at or local_date(occurred_at) != local_date(self.at):
            raise errors.NotTheDayConvened(local_date(self.at))
        return replace(act, occurred_at=occurred_at)

    def _require_quorum(self, rule: policy.Meeting) -> events.QuorumChecked:
        assert rule.quorum is not None, "a majority needs a quorum"
        if self.quorum is None:
            raise errors.NoQuorum(None, self.convened.entitled, None)
        if not self.quorum.met:
            entitled = self.quorum.entitled
            raise errors.NoQuorum(self.quorum.present, entitled, rule.quorum.needed(entitled))
        return self.quorum

    def _require_prepared(self, rule: policy.Meeting) -> None:
        if "SOLICITED_OPINIONS" in rule.needs and not self.opinions_solicited:
            raise errors.OpinionsNotSolicited
        if "PRIOR_SURVEY" in rule.needs and not self.surveyed:
            raise errors.SurveyMissing

    def _require_held(self) -> events.MeetingHeld:
        if self.held is None:
            raise errors.NotHeldYet(self.code)
        return self.held

    def _require_follow_up(self, act: Act, event: FollowUp) -> None:
        if event not in self._rule(act).follow_ups:
            raise errors.FollowUpNotProvided(self.convened.type, event)
        self._require_held()

    def _require_adopted(self, motion: str) -> None:
        if motion not in {one.motion for one in self.adopted}:
            raise errors.NotAdopted(motion)


_SEATS = "MEMBERS"
"""The base of a quorum that shrinks when a member leaves."""


def _envelope(act: Act, event: str, kind: str) -> dict[str, Any]:
    """The envelope of a fact, which follows from the rule of its type of meeting."""
    envelope = act.envelope(event)
    origin = origin_of(act.pack.provenance, ("meetings", kind))
    if origin is not None:
        envelope["rule_ids"] = tuple(dict.fromkeys((*envelope["rule_ids"], origin.rule)))
    return envelope


def _defined(act: Act, kind: str) -> policy.Meeting:
    if kind not in act.pack.meetings:
        raise errors.MeetingTypeUndefined(kind)
    return act.pack.meetings[kind]


def _require_agenda(kind: str, rule: policy.Meeting, call: Call) -> None:
    foreign = {item.of for item in call.agenda if item.of is not None} - {kind, *rule.satisfies}
    if foreign:
        raise errors.AgendaOfAnotherMeeting(foreign)
    if "MAJOR_MATTER" in rule.needs and call.major_matter is None:
        raise errors.MajorMatterMissing
    _require_listed(rule, call.matter)


def _require_listed(rule: policy.Meeting, matter: str | None) -> None:
    if matter is None or not rule.matters or rule.other_matters or matter in rule.matters:
        return
    raise errors.MatterNotListed(matter)


def _entitled(rule: policy.Meeting, call: Call) -> int | None:
    if rule.quorum is None:
        return None
    if rule.modes:
        return _entitled_in_mode(rule, call)
    entitled = len(call.invited) if call.entitled is None else call.entitled
    if entitled < 1:
        raise errors.EntitledMissing
    return entitled


def _entitled_in_mode(rule: policy.Meeting, call: Call) -> int:
    if call.mode is None or call.mode not in rule.modes:
        raise errors.ModeUnknown(rule.modes)
    if call.counted is None or call.counted < 1:
        raise errors.EntitledMissing
    allowed = rule.modes[call.mode].delegates
    if allowed is None:
        return call.counted
    low, high = allowed
    if call.delegates is None or not low <= call.delegates <= high:
        raise errors.DelegatesOutOfRange(low, high)
    return call.counted * call.delegates


def _may_chair(rule: policy.Meeting, chair: Chair) -> bool:
    match rule.chair:
        case "LINKED_LEADER":
            return chair.is_linked_leader
        case "ANY" | "ROTATING":
            return True
        case posts:
            return not chair.posts.isdisjoint(posts)
