"""The order to put something right by a day (限期整改, RCT-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.calendar.clocks import Deadline, fixed_deadline, is_late
from domain.calendar.local_time import local_date
from domain.kernel import Aggregate, CreatedEvent
from domain.oversight.errors import (
    DefectsMissing,
    RectificationDateInPast,
    RectificationIsAccepted,
    RectificationIsSubmitted,
    RectificationNotSubmitted,
)
from domain.vocabulary import Code, OfficialText

_NAMESPACE = UUID("c3c7a0a4-3a59-4a0b-8d7c-65b9e8f0d2a1")


class RectificationState(StrEnum):
    """Where an order stands. Overdue is no state: an order is overdue and still open."""

    ORDERED = "ORDERED"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"


class Rectification(Aggregate):
    """An order stays open until what was submitted for it is accepted.

    The sources give no length of the period, so the order states its last day, which never rolls.
    Past it without acceptance the order is overdue, for ever, even if it is accepted later.
    """

    TOPIC = "Rectification"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class RectificationOrdered(CreatedEvent):
        """Something is to be put right.

        Attributes:
            body: code of the body under which it is.
            subject: code of the body, estate or company that has to do it.
            defects: what is wrong, at least one.
            due: the last day and its bound.
            inspection: code of the inspection or meeting that found it; None: none did.
            file: code of the file of accountability whose chain it belongs to; None: it stands
                alone.
        """

        TOPIC: ClassVar[str] = "RectificationOrdered"
        class_version: ClassVar[int] = 2

        code: Code
        body: Code
        subject: Code
        defects: tuple[OfficialText, ...]
        due: Deadline
        inspection: Code | None = None
        file: Code | None = None

        @staticmethod
        def upcast_v1_v2(_state: dict[str, Any]) -> None:
            """Files of accountability came later; an order from before belongs to none."""

    class RectificationSubmitted(kernel.Event):
        """The one ordered says what was done."""

        TOPIC: ClassVar[str] = "RectificationSubmitted"

        measures: OfficialText

        def apply(self, aggregate: Rectification) -> None:
            aggregate.state = RectificationState.SUBMITTED

    class RectificationAccepted(kernel.Event):
        """What was submitted was found good."""

        TOPIC: ClassVar[str] = "RectificationAccepted"

        on_time: bool

        def apply(self, aggregate: Rectification) -> None:
            aggregate.state = RectificationState.ACCEPTED

    class RectificationRefused(kernel.Event):
        """What was submitted was not enough; the order stands."""

        TOPIC: ClassVar[str] = "RectificationRefused"

        reasons: tuple[OfficialText, ...]

        def apply(self, aggregate: Rectification) -> None:
            aggregate.state = RectificationState.ORDERED

    class RectificationOverdue(kernel.Event):
        """The bound passed without acceptance; true since the bound (ENV-06)."""

        TOPIC: ClassVar[str] = "RectificationOverdue"

        due_at: datetime

        def apply(self, aggregate: Rectification) -> None:
            aggregate.overdue = True

    # --- State: only what the commands below need to decide. ---

    def __init__(self, code: str, body: str, due: Deadline) -> None:
        self.code = code
        self.body = body
        self.due = due
        self.state = RectificationState.ORDERED
        self.overdue = False

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one order."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def order(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        subject: str,
        defects: Sequence[str],
        due_on: date,
        inspection: str | None = None,
        file: str | None = None,
    ) -> Self:
        """Order that the defects be put right by a local day.

        Raises:
            DefectsMissing, RectificationDateInPast: RCT-01.
        """
        if not defects:
            raise DefectsMissing
        if due_on < local_date(act.at):
            raise RectificationDateInPast(due_on)
        return cls._create(
            cls.RectificationOrdered,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            subject=subject,
            defects=tuple(defects),
            due=fixed_deadline(due_on, act.calendar),
            inspection=inspection,
            file=file,
            **act.envelope(cls.RectificationOrdered.TOPIC),
        )

    def submit(self, act: Act, *, measures: str) -> None:
        """Say what was done.

        Raises:
            RectificationIsAccepted, RectificationIsSubmitted: RCT-01.
        """
        self._require_open()
        if self.state is RectificationState.SUBMITTED:
            raise RectificationIsSubmitted(self.code)
        self.settle(act)
        self.trigger_event(
            self.RectificationSubmitted,
            measures=measures,
            **act.envelope(self.RectificationSubmitted.TOPIC),
        )

    def accept(self, act: Act) -> None:
        """Find it good. Late is late by when it is recorded (ENV-04).

        Raises:
            RectificationIsAccepted, RectificationNotSubmitted: RCT-01.
        """
        self._require_submitted()
        self.settle(act)
        self.trigger_event(
            self.RectificationAccepted,
            on_time=not is_late(act.at, self.due),
            **act.envelope(self.RectificationAccepted.TOPIC),
        )

    def refuse(self, act: Act, *, reasons: Sequence[str]) -> None:
        """Send it back; the bound does not move.

        Raises:
            RectificationIsAccepted, RectificationNotSubmitted: RCT-01.
        """
        self._require_submitted()
        self.settle(act)
        self.trigger_event(
            self.RectificationRefused,
            reasons=tuple(reasons),
            **act.envelope(self.RectificationRefused.TOPIC),
        )

    def settle(self, act: Act) -> None:
        """Record that the bound passed without acceptance; recording it again is a no-op."""
        open_ = self.state is not RectificationState.ACCEPTED
        if open_ and not self.overdue and is_late(act.at, self.due):
            self.trigger_event(
                self.RectificationOverdue,
                due_at=self.due.due_at,
                **act.system_envelope(self.RectificationOverdue.TOPIC, self.due.due_at),
            )

    def _require_open(self) -> None:
        if self.state is RectificationState.ACCEPTED:
            raise RectificationIsAccepted(self.code)

    def _require_submitted(self) -> None:
        self._require_open()
        if self.state is not RectificationState.SUBMITTED:
            raise RectificationNotSubmitted(self.code)
