"""The gate: a step that needs a prior opinion or approval (GAT-01). Shared by all aggregates."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Protocol

from domain.calendar.clocks import Deadline
from domain.kernel import Event, OpeningEvent
from domain.vocabulary import Code, OfficialText


class Gated(Protocol):
    """An aggregate with gates: told of each answer, by code.

    ``at`` is when the answer was recorded: by that timeliness is judged (ENV-04).
    """

    def on_gate_requested(self, gate_code: str, subject: str, actor_id: str) -> None: ...
    def on_gate_opinion(self, gate_code: str) -> None: ...
    def on_gate_passed(self, gate_code: str, at: datetime) -> None: ...
    def on_gate_blocked(self, gate_code: str) -> None: ...


class GateRequested(OpeningEvent):
    """An opinion or approval was asked for; for a matter that is no case it begins a gate.

    Attributes:
        subject: what it is about: in the pack's words, or the code of a file.
        requested_from: roles or bodies that may answer.
        code: the gate's own name; None: it stands in a case, and its code is enough.
        matter: the guarded kind of matter, a word of the pack; None: in a case.
        due: by when the answer is owed; None: no time is set.
    """

    TOPIC: ClassVar[str] = "GateRequested"
    LINKS: ClassVar[frozenset[str]] = frozenset({"gate_code"})
    class_version: ClassVar[int] = 2

    gate_code: str
    subject: str
    requested_from: tuple[str, ...]
    code: Code | None = None
    matter: Code | None = None
    due: Deadline | None = None

    @staticmethod
    def upcast_v1_v2(_state: dict[str, Any]) -> None:
        """The fields of a gate of its own came later; in a case there are none."""

    def apply(self, aggregate: Any) -> None:
        gated: Gated = aggregate
        gated.on_gate_requested(self.gate_code, self.subject, self.actor_id)


class GateOpinionGiven(Event):
    """The one asked gave an opinion; the passing or blocking follows as an event of its own."""

    TOPIC: ClassVar[str] = "GateOpinionGiven"
    LINKS: ClassVar[frozenset[str]] = frozenset({"gate_code"})

    gate_code: str
    approved: bool
    opinion: OfficialText

    def apply(self, aggregate: Any) -> None:
        gated: Gated = aggregate
        gated.on_gate_opinion(self.gate_code)


class GatePassed(Event):
    """The guarded step is free."""

    TOPIC: ClassVar[str] = "GatePassed"
    LINKS: ClassVar[frozenset[str]] = frozenset({"gate_code"})

    gate_code: str

    def apply(self, aggregate: Any) -> None:
        gated: Gated = aggregate
        gated.on_gate_passed(self.gate_code, self.timestamp)


class GateBlocked(Event):
    """The guarded step stays refused."""

    TOPIC: ClassVar[str] = "GateBlocked"
    LINKS: ClassVar[frozenset[str]] = frozenset({"gate_code"})

    gate_code: str
    why: OfficialText

    def apply(self, aggregate: Any) -> None:
        gated: Gated = aggregate
        gated.on_gate_blocked(self.gate_code)
