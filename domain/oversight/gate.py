"""The gate before a matter that is no case: an opinion is asked for, given, and attached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid5

from domain import gates
from domain.act import Act
from domain.calendar.clocks import Deadline, deadline
from domain.calendar.errors import CalendarMissing
from domain.cases.events import DeadlineRecalculated
from domain.kernel import Aggregate, Event
from domain.oversight.errors import (
    GateIsAnswered,
    GateIsBlocked,
    GateUndefined,
    MatterNotGuarded,
    OpinionNotAsked,
)
from domain.policy.registers import Gate as GateRule
from domain.rebinding import Pinned, PolicyPackRebound
from domain.ruled import ruled

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

_NAMESPACE = UUID("5d5a2f0e-54a4-4a5c-9f6b-0f7a36c7a1c4")


class GateState(StrEnum):
    """Where a gate stands."""

    REQUESTED = "REQUESTED"
    PASSED = "PASSED"
    BLOCKED = "BLOCKED"


class Gate(Aggregate, Pinned):
    """A guarded matter waits until those asked have spoken.

    Rules: GAT-01; ORG-DG-09 (station opinion, advisory), ORG-QY-05 (pre-review), ORG-BZ-22 (first
    owners' meeting), MEM-BZ-02 (opinion before awards and promotion). An opinion passes the gate;
    only where the pack gives it a veto does a negative one block. Silence past the time blocks,
    and an opinion that comes later still passes.
    """

    TOPIC = "Gate"
    Event = Event

    GateRequested = gates.GateRequested
    GateOpinionGiven = gates.GateOpinionGiven
    GatePassed = gates.GatePassed
    GateBlocked = gates.GateBlocked
    DeadlineRecalculated = DeadlineRecalculated
    PolicyPackRebound = PolicyPackRebound

    # --- State: only what the commands below need to decide. ---

    def __init__(
        self,
        code: str,
        gate_code: str,
        matter: str,
        subject: str,
        requested_from: Sequence[str],
        due: Deadline | None,
    ) -> None:
        self.code = code
        self.gate_code = gate_code
        self.matter = matter
        self.subject = subject
        self.requested_from = tuple(requested_from)
        self.due = due
        self.state = GateState.REQUESTED
        self.answered = False

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one gate."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    def on_gate_requested(self, gate_code: str, subject: str, actor_id: str) -> None:
        """Nothing further: the creation says it all."""

    def on_gate_opinion(self, gate_code: str) -> None:
        del gate_code  # it is this one
        self.answered = True

    def on_gate_passed(self, gate_code: str, at: datetime) -> None:
        del gate_code, at
        self.state = GateState.PASSED

    def on_gate_blocked(self, gate_code: str) -> None:
        del gate_code
        self.state = GateState.BLOCKED

    # --- Another version of the pack (ENV-03). ---

    @property
    def is_settled(self) -> bool:
        return self.answered

    def missing_in(self, pack: PolicyPack) -> Iterable[str]:
        rule = pack.gates.get(self.gate_code)
        if rule is None:
            yield f"gates.{self.gate_code}"
        elif self.matter not in rule.guards:
            yield f"gates.{self.gate_code}.guards.{self.matter}"

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def request(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        gate_code: str,
        matter: str,
        subject: str,
        requested_from: Sequence[str],
    ) -> Self:
        """Ask for the opinion that a matter needs; the time to answer runs from now.

        Args:
            matter: kind of matter, a word of the pack.
            subject: code of the file it is about.
            requested_from: codes of the bodies whose post holders answer.

        Raises:
            GateUndefined: B-45.
            MatterNotGuarded: the gate does not stand before it (GAT-01).
            CalendarMissing: CAL-03.
        """
        rule = _rule(act, gate_code)
        act = ruled(act, "gates", gate_code)
        if matter not in rule.guards:
            raise MatterNotGuarded(matter, rule.guards)
        return cls._create(
            gates.GateRequested,
            id=cls.create_id(jurisdiction, code),
            code=code,
            gate_code=gate_code,
            matter=matter,
            subject=subject,
            requested_from=tuple(requested_from),
            due=deadline(rule.within, act.at, act.calendar) if rule.within else None,
            **act.envelope(gates.GateRequested.TOPIC),
        )

    def give_opinion(self, act: Act, *, approved: bool, opinion: str) -> None:
        """Answer for a body that was asked.

        Raises:
            OpinionNotAsked: the actor holds none of the posts there (GAT-01).
            GateIsAnswered: there is an opinion already.
        """
        rule = _rule(act, self.gate_code)
        if not any(
            held.post in rule.opinion_from and held.body in self.requested_from
            for held in act.actor.posts
        ):
            raise OpinionNotAsked(rule.opinion_from, self.requested_from)
        self.settle(act)
        act = ruled(act, "gates", self.gate_code)
        if self.answered:
            raise GateIsAnswered(self.code)
        self.trigger_event(
            gates.GateOpinionGiven,
            gate_code=self.gate_code,
            approved=approved,
            opinion=opinion,
            **act.envelope(gates.GateOpinionGiven.TOPIC),
        )
        if approved or rule.effect == "ADVISORY":
            self.trigger_event(
                gates.GatePassed,
                gate_code=self.gate_code,
                **act.envelope(gates.GatePassed.TOPIC),
            )
        else:
            self.trigger_event(
                gates.GateBlocked,
                gate_code=self.gate_code,
                why=opinion,
                **act.envelope(gates.GateBlocked.TOPIC),
            )

    def settle(self, act: Act) -> None:
        """Record that nobody answered in time, true since the bound (ENV-06); again is a no-op.

        The bound is the one that the present calendar gives (CAL-08).
        """
        self.recalculate(act)
        due = self.due
        if self.state is GateState.REQUESTED and due is not None and act.at >= due.due_at:
            self.trigger_event(
                gates.GateBlocked,
                gate_code=self.gate_code,
                why=_rule(act, self.gate_code).missing,
                **act.system_envelope(gates.GateBlocked.TOPIC, due.due_at),
            )

    def recalculate(self, act: Act) -> None:
        """Move the bound to where the act's calendar has it (CAL-08); a settled one never moves.

        A bound in a year that nobody has judged stays until the notice for that year is there.
        """
        old, within = self.due, _rule(act, self.gate_code).within
        if self.state is not GateState.REQUESTED or old is None or within is None:
            return
        if old.calendar_version == act.calendar.version:
            return
        try:
            new = deadline(within, self.created_on, act.calendar)
        except CalendarMissing:
            return
        if new is not None and new.due_at != old.due_at:
            self.trigger_event(
                DeadlineRecalculated,
                obligation_id=None,
                clock=self.gate_code,
                started_at=self.created_on,
                old_due=old.due_at,
                new_due=new.due_at,
                deadline=new,
                calendar_version=act.calendar.version,
                cause="CALENDAR",
                **act.system_envelope(DeadlineRecalculated.TOPIC, act.at),
            )

    def require_passed(self, act: Act, *, matter: str, subject: str) -> None:
        """Refuse the guarded step of this matter unless the gate is passed for it.

        Raises:
            GateIsBlocked: the opinion is missing, or a veto stands; or the gate was passed for
                another matter or file (GAT-01).
        """
        missing = _rule(act, self.gate_code).missing
        if (matter, subject) != (self.matter, self.subject):
            raise GateIsBlocked(self.gate_code, missing)
        if self.state is not GateState.PASSED:
            raise GateIsBlocked(self.gate_code, "vetoed" if self.answered else missing)


def _rule(act: Act, gate_code: str) -> GateRule:
    rule = act.pack.gates.get(gate_code)
    if rule is None:
        raise GateUndefined(gate_code, act.pack.ref)
    return rule
