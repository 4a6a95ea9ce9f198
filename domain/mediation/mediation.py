"""The mediation of a dispute (人民调解超市): both sides choose, a mediator accepts (7.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import disputes, kernel
from domain.act import Act
from domain.calendar.clocks import Deadline, deadline
from domain.calendar.local_time import start_of
from domain.cases.errors import UnknownWarningLevel
from domain.kernel import Aggregate, OpeningEvent
from domain.mediation.errors import (
    ChannelUnknown,
    ChoiceIsOneSided,
    MediationIsApplied,
    MediationIsSettled,
    MediationNotApplied,
    MediatorHasAccepted,
    MediatorIsParty,
    MediatorNotAccepted,
    MediatorNotChosen,
    PartiesMissing,
    SessionMissing,
    TeamsAreOff,
)
from domain.organisation.body import require_past
from domain.policy.mediation_rules import MediationRules
from domain.required import provided
from domain.ruled import ruled
from domain.vocabulary import Code, PersonRef

_NAMESPACE = UUID("9c0e5d24-7a13-4b8e-8f29-6d4b1a7e0c55")
_SIDES = 2


class MediationState(StrEnum):
    """Where a mediation stands."""

    FOUND = "FOUND"
    APPLIED = "APPLIED"
    CHOSEN = "CHOSEN"
    ACCEPTED = "ACCEPTED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    SUED = "SUED"


class Mediation(Aggregate):
    """One dispute: found or brought, mediated by whom both sides want, settled or not.

    Invariants: no session before the mediator accepted, no outcome before a session, one outcome;
    a success that is broken and sued afterwards stays a success and is a lawsuit, too, and says so.
    What was said stands in no event: an agreement is a reference to a document (ENV-07).
    """

    TOPIC = "Mediation"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    DisputeFound = disputes.DisputeFound
    EarlyWarningRaised = disputes.EarlyWarningRaised

    class MediationApplied(OpeningEvent):
        """The parties, or the office for them, asked for mediation.

        Attributes:
            body: code of the grid or community.
            parties: pseudonymous ids, at least two.
            due: by when the first session should be held; None: no time is set, or the finding
                of the dispute set it already.
        """

        TOPIC: ClassVar[str] = "MediationApplied"

        code: Code
        body: Code
        parties: tuple[PersonRef, ...]
        channel: Code
        due: Deadline | None = None

        def apply(self, aggregate: Mediation) -> None:
            aggregate.parties = self.parties
            aggregate.state = MediationState.APPLIED

    class MediatorChosen(kernel.Event):
        """All parties chose a mediator.

        Attributes:
            by: pseudonymous ids of the parties who chose.
        """

        TOPIC: ClassVar[str] = "MediatorChosen"

        mediator: PersonRef
        by: tuple[PersonRef, ...]

        def apply(self, aggregate: Mediation) -> None:
            aggregate.mediator = self.mediator
            aggregate.state = MediationState.CHOSEN

    class MediatorAccepted(kernel.Event):
        """The mediator took the matter on."""

        TOPIC: ClassVar[str] = "MediatorAccepted"

        mediator: PersonRef

        def apply(self, aggregate: Mediation) -> None:
            aggregate.state = MediationState.ACCEPTED

    class MediationSessionHeld(kernel.Event):
        """The parties sat together.

        Attributes:
            no: 1 for the first.
            mode: channel of the pack.
            team: pseudonymous ids of further mediators.
            on: local day.
        """

        TOPIC: ClassVar[str] = "MediationSessionHeld"

        no: int
        mode: Code
        team: tuple[PersonRef, ...] = ()
        on: date

        def apply(self, aggregate: Mediation) -> None:
            aggregate.sessions = self.no

    class MediationSucceeded(kernel.Event):
        """The parties agreed.

        Attributes:
            agreement: where the document lies.
        """

        TOPIC: ClassVar[str] = "MediationSucceeded"

        agreement: Code

        def apply(self, aggregate: Mediation) -> None:
            aggregate.state = MediationState.SUCCEEDED

    class MediationFailed(kernel.Event):
        """The parties did not agree."""

        TOPIC: ClassVar[str] = "MediationFailed"

        def apply(self, aggregate: Mediation) -> None:
            aggregate.state = MediationState.FAILED

    class LedToLitigation(kernel.Event):
        """The matter went to court.

        Attributes:
            after_success: an agreement was there, and was broken.
        """

        TOPIC: ClassVar[str] = "LedToLitigation"

        court: Code
        after_success: bool = False

        def apply(self, aggregate: Mediation) -> None:
            aggregate.state = MediationState.SUED

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, body: str) -> None:
        self.code = code
        self.body = body
        self.parties: tuple[str, ...] = ()
        self.mediator: str | None = None
        self.sessions = 0
        self.state = MediationState.FOUND

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one dispute."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def find(cls, act: Act, *, jurisdiction: str, code: str, body: str, found_on: date) -> Self:
        """Report a dispute that was seen on a local day.

        Raises:
            PolicySilent: the pack says nothing of mediation (B-45).
            DateInFuture: ENV-04.
        """
        rules = mediation_rules(act)
        require_past(act, found_on)
        return cls._create(
            cls.DisputeFound,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            found_on=found_on,
            due=_first_session(act, rules, found_on),
            **_by_rule(act).envelope(cls.DisputeFound.TOPIC),
        )

    @classmethod
    def apply_for(
        cls,
        act: Act,
        known: Self | None,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        parties: Sequence[str],
        channel: str,
        on: date,
    ) -> Self:
        """Ask for mediation, of a dispute that was found or of a new one.

        Args:
            known: the dispute as it is; None: nobody reported it.
            on: local day of the application.

        Raises:
            PolicySilent: B-45.
            PartiesMissing, ChannelUnknown, MediationIsApplied: MED-KD-01.
        """
        rules = mediation_rules(act)
        different = tuple(dict.fromkeys(parties))
        if len(different) < _SIDES:
            raise PartiesMissing
        _require_channel(rules, channel)
        act = _by_rule(act)
        stated = {
            "code": code,
            "body": known.body if known is not None else body,
            "parties": different,
            "channel": channel,
            "due": _first_session(act, rules, on) if known is None else None,
            **act.envelope(cls.MediationApplied.TOPIC),
        }
        if known is None:
            return cls._create(cls.MediationApplied, id=cls.create_id(jurisdiction, code), **stated)
        if known.state is not MediationState.FOUND:
            raise MediationIsApplied(code)
        known.trigger_event(cls.MediationApplied, **stated)
        return known

    def warn(
        self,
        act: Act,
        *,
        level: str,
        notified: Sequence[str],
        body: str,
        gathered: int | None = None,
    ) -> None:
        """Warn of a group event or a collective petition.

        Args:
            body: code of the community whose post is told; notified: who holds it there.

        Raises:
            PolicySilent: the pack has no joint work on disputes (B-45).
            UnknownWarningLevel: not a level of the pack (MED-BZ-02).
        """
        rule = provided(act.pack.cases.disputes, "disputes")
        if level not in rule.warning_levels:
            raise UnknownWarningLevel(level)
        self.trigger_event(
            self.EarlyWarningRaised,
            level=level,
            notified_post=rule.notify,
            notified_body=body,
            notified=tuple(notified),
            gathered=gathered,
            **_by_rule(act).envelope(self.EarlyWarningRaised.TOPIC),
        )

    def choose(self, act: Act, *, mediator: str, by: Sequence[str]) -> None:
        """Let all parties choose a mediator; another choice may follow until one accepts.

        Raises:
            MediationNotApplied, MediatorHasAccepted, MediationIsSettled, MediatorIsParty,
            ChoiceIsOneSided: MED-KD-01.
        """
        self._require_applied()
        if self.state is MediationState.ACCEPTED:
            raise MediatorHasAccepted(self.code)
        self._require_unsettled()
        if mediator in self.parties:
            raise MediatorIsParty
        if missing := [party for party in self.parties if party not in by]:
            raise ChoiceIsOneSided(missing)
        self.trigger_event(
            self.MediatorChosen,
            mediator=mediator,
            by=self.parties,
            **_by_rule(act).envelope(self.MediatorChosen.TOPIC),
        )

    def accept(self, act: Act) -> None:
        """Let the chosen mediator take the matter on; again is a no-op.

        Raises:
            MediatorNotChosen, MediationIsSettled: MED-KD-01.
        """
        if self.state is MediationState.ACCEPTED:
            return
        self._require_unsettled()
        if self.state is not MediationState.CHOSEN:
            raise MediatorNotChosen(self.code)
        self.trigger_event(
            self.MediatorAccepted,
            mediator=self.mediator,
            **_by_rule(act).envelope(self.MediatorAccepted.TOPIC),
        )

    def hold_session(self, act: Act, *, mode: str, on: date, team: Sequence[str] = ()) -> None:
        """Record a session.

        Raises:
            MediatorNotAccepted, MediationIsSettled, ChannelUnknown, MediatorIsParty: MED-KD-01.
            TeamsAreOff: B-45.
            DateInFuture: ENV-04.
        """
        rules = mediation_rules(act)
        self._require_unsettled()
        if self.state is not MediationState.ACCEPTED:
            raise MediatorNotAccepted(self.code)
        _require_channel(rules, mode)
        if team and not rules.teams:
            raise TeamsAreOff(act.pack.ref)
        if set(team) & set(self.parties):
            raise MediatorIsParty
        require_past(act, on)
        self.trigger_event(
            self.MediationSessionHeld,
            no=self.sessions + 1,
            mode=mode,
            team=tuple(dict.fromkeys(team)),
            on=on,
            **_by_rule(act).envelope(self.MediationSessionHeld.TOPIC),
        )

    def succeed(self, act: Act, *, agreement: str) -> None:
        """Record that the parties agreed.

        Raises:
            SessionMissing, MediationIsSettled: MED-KD-01.
        """
        self._require_mediated()
        self._require_unsettled()
        self.trigger_event(
            self.MediationSucceeded,
            agreement=agreement,
            **_by_rule(act).envelope(self.MediationSucceeded.TOPIC),
        )

    def fail(self, act: Act) -> None:
        """Record that the parties did not agree.

        Raises:
            SessionMissing, MediationIsSettled: MED-KD-01.
        """
        self._require_mediated()
        self._require_unsettled()
        self.trigger_event(
            self.MediationFailed, **_by_rule(act).envelope(self.MediationFailed.TOPIC)
        )

    def sue(self, act: Act, *, court: str) -> None:
        """Record that the matter went to court, after a success as well.

        Raises:
            SessionMissing, MediationIsSettled: MED-KD-01.
        """
        self._require_mediated()
        if self.state is MediationState.SUED:
            raise MediationIsSettled(self.code, self.state)
        self.trigger_event(
            self.LedToLitigation,
            court=court,
            after_success=self.state is MediationState.SUCCEEDED,
            **_by_rule(act).envelope(self.LedToLitigation.TOPIC),
        )

    def _require_applied(self) -> None:
        if self.state is MediationState.FOUND:
            raise MediationNotApplied(self.code)

    def _require_mediated(self) -> None:
        if not self.sessions:
            raise SessionMissing(self.code)

    def _require_unsettled(self) -> None:
        if self.state in _SETTLED:
            raise MediationIsSettled(self.code, self.state)


_SETTLED = frozenset({MediationState.SUCCEEDED, MediationState.FAILED, MediationState.SUED})


def mediation_rules(act: Act) -> MediationRules:
    """What the pack of an act says of mediation.

    Raises:
        PolicySilent: nothing (B-45).
    """
    return provided(act.pack.mediation, "mediation")


def _by_rule(act: Act) -> Act:
    return ruled(act, "mediation", "channels")


def _first_session(act: Act, rules: MediationRules, on: date) -> Deadline | None:
    if rules.first_session is None:
        return None
    return deadline(rules.first_session, start_of(on), act.calendar)


def _require_channel(rules: MediationRules, channel: str) -> None:
    if channel not in rules.channels:
        raise ChannelUnknown(channel, rules.channels)
