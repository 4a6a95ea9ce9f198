"""The residential estate: its file, its management, its premises and its rooms (7.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.calendar.local_time import local_date
from domain.exact_figures import Bounds, Exactly
from domain.kernel import Aggregate, EventCorrected, OpeningEvent, Value
from domain.policy.property_rules import Filing, PropertyRules
from domain.property.errors import (
    EstateLiesElsewhere,
    ModeNeedsReason,
    PropertyWordUnknown,
    ProposalMissing,
    ProposalNeedless,
)
from domain.required import provided
from domain.ruled import ruled
from domain.vocabulary import Code, PersonRef

_NAMESPACE = UUID("0c0f5a0e-93a1-4b7f-9f4e-6c7a2d4b8e11")

EstateCode = Annotated[Code, Field(max_length=48)]
"""Code of an estate: with the name of a period behind it, it is still a code."""

Area = Annotated[Decimal, Exactly(whole=10, places=2, bounds=Bounds.ABOVE_ZERO)]
"""Square metres."""


class StaffCount(Value):
    """How many of one kind the staff list counts."""

    kind: Code
    count: int = Field(ge=0)


class Filed(Value):
    """What the file of an estate holds; None or empty: it is not filed.

    Attributes:
        company: code of the company that manages it; it may manage several estates.
        secretary_ref: pseudonymous id of the branch secretary; ``head_ref``: of who heads the
            property service.
        owner_data_ref: where the data of the owners lie.
        staff: the staff list, by kind.
        condition: a word of the pack.
    """

    company: Code | None = None
    secretary_ref: PersonRef | None = None
    head_ref: PersonRef | None = None
    buildings: int | None = Field(default=None, ge=1)
    households: int | None = Field(default=None, ge=1)
    owner_data_ref: Code | None = None
    staff: tuple[StaffCount, ...] = ()
    condition: Code | None = None


class Estate(Aggregate):
    """An estate is filed once or again; everything else presupposes that it is.

    Rules: PRP-SA-01 to 03, PRP-CY-03, ACC-SA-04.
    """

    TOPIC = "Estate"
    Event = kernel.Event
    EventCorrected = EventCorrected

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class EstateFiled(OpeningEvent):
        """The file of an estate was drawn up, or drawn up anew.

        Attributes:
            estate_id: its code; ``body``: code of the body in which it lies.
            missing: what the pack asks for and is not there; empty: the file is complete.
        """

        TOPIC: ClassVar[str] = "EstateFiled"

        estate_id: EstateCode
        body: Code
        company: Code | None = None
        secretary_ref: PersonRef | None = None
        head_ref: PersonRef | None = None
        buildings: int | None = None
        households: int | None = None
        owner_data_ref: Code | None = None
        staff: tuple[StaffCount, ...] = ()
        condition: Code | None = None
        missing: tuple[Code, ...] = ()

        def apply(self, aggregate: Any) -> None:
            estate: Estate = aggregate
            estate.company = self.company
            estate.condition = self.condition
            estate.on_file = {name: getattr(self, name) for name in Filed.model_fields}

    class ManagementModeSet(kernel.Event):
        """It was decided how the estate is managed."""

        TOPIC: ClassVar[str] = "ManagementModeSet"

        estate_id: Code
        body: Code
        mode: Code

        def apply(self, aggregate: Estate) -> None:
            aggregate.mode = self.mode

    class PremisesMeasured(kernel.Event):
        """The rooms of the company were measured. Areas are in m².

        Attributes:
            gfa: total floor area of the estate.
            area: of the company's rooms; ``needed``: the least that the pack asks for.
            is_above: it is more than the pack's range; shown, no fault.
            order: code of the order to put it right; None: it is enough.
        """

        TOPIC: ClassVar[str] = "PremisesMeasured"

        estate_id: Code
        body: Code
        gfa: Area
        area: Area
        needed: Decimal
        is_above: bool
        order: Code | None = None

        def apply(self, aggregate: Estate) -> None: ...

    class RoomListed(kernel.Event):
        """A room stands in the ledger of rooms.

        Attributes:
            kind: whose room it is; ``status``: in whose hands it is.
        """

        TOPIC: ClassVar[str] = "RoomListed"

        estate_id: Code
        body: Code
        room: Code
        kind: Code
        status: Code

        def apply(self, aggregate: Estate) -> None: ...

    class RecoveryProposed(kernel.Event):
        """It was proposed what to do about a room outside control."""

        TOPIC: ClassVar[str] = "RecoveryProposed"

        estate_id: Code
        body: Code
        room: Code
        proposal: Code

        def apply(self, aggregate: Estate) -> None: ...

    class UnwelcomeNoticePosted(kernel.Event):
        """The company is named unwelcome: what it was ordered was not accepted in time.

        Attributes:
            company: code.
            order: code of the order.
            posted_on: local day.
        """

        TOPIC: ClassVar[str] = "UnwelcomeNoticePosted"

        estate_id: Code
        body: Code
        company: Code
        order: Code
        posted_on: date

        def apply(self, aggregate: Estate) -> None:
            aggregate.noticed = aggregate.noticed | {self.order}

    # --- State: only what the commands below need to decide. ---

    def __init__(self, estate_id: str, body: str) -> None:
        self.code = estate_id
        self.body = body
        self.company: str | None = None
        self.condition: str | None = None
        self.on_file: Mapping[str, Any] = {}
        self.mode: str | None = None
        self.noticed: frozenset[str] = frozenset()

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one estate."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def file(
        cls, act: Act, estate: Self | None, *, jurisdiction: str, code: str, body: str, filed: Filed
    ) -> Self:
        """File an estate; a file that lacks something is incomplete, and says what (PRP-SA-01).

        Args:
            estate: None: it is filed for the first time. Filing again replaces the file; the same
                again is a no-op.

        Raises:
            PolicySilent: the pack files no estates (B-45).
            PropertyWordUnknown: a condition or a kind of staff that is no word of the pack.
            EstateLiesElsewhere: it is filed under another body.
        """
        rule = provided(property_rules(act).filing, "property.filing")
        _require_word("condition", filed.condition, rule.conditions)
        for counted in filed.staff:
            _require_word("staff", counted.kind, rule.staff_kinds)
        if estate is not None and estate.body != body:
            raise EstateLiesElsewhere(code, estate.body)
        stated = {name: getattr(filed, name) for name in Filed.model_fields}
        if estate is not None and estate.on_file == stated:
            return estate
        fields: dict[str, Any] = {
            "estate_id": code,
            "body": body,
            **stated,
            "missing": _missing(rule, filed),
            **_ruled(act, "filing").envelope(cls.EstateFiled.TOPIC),
        }
        if estate is None:
            return cls._create(cls.EstateFiled, id=cls.create_id(jurisdiction, code), **fields)
        estate.trigger_event(cls.EstateFiled, **fields)
        return estate

    def set_mode(self, act: Act, *, mode: str) -> None:
        """Decide how it is managed (PRP-SA-03); the same again is a no-op.

        Raises:
            PolicySilent: the pack names no ways (B-45).
            PropertyWordUnknown: not one of them.
            ModeNeedsReason: it is not meant for an estate in this condition.
        """
        rule = provided(property_rules(act).management, "property.management")
        _require_word("mode", mode, rule.modes)
        fitting = rule.fitting.get(self.condition, rule.modes) if self.condition else rule.modes
        if mode not in fitting and not act.reason:
            raise ModeNeedsReason(mode, str(self.condition))
        if mode != self.mode:
            self._record(_ruled(act, "management"), self.ManagementModeSet, mode=mode)

    def measure_premises(
        self, act: Act, *, gfa: Decimal, area: Decimal, order: str | None
    ) -> str | None:
        """Record how large the company's rooms are (PRP-SA-02).

        Args:
            order: code of the order that is given if they are too small.

        Returns:
            What has to be put right; None: they are large enough.

        Raises:
            PolicySilent: the pack has no measure (B-45).
        """
        rule = provided(property_rules(act).premises, "property.premises")
        needed = rule.needed(gfa)
        below = area < needed
        self._record(
            _ruled(act, "premises"),
            self.PremisesMeasured,
            gfa=gfa,
            area=area,
            needed=needed,
            is_above=rule.is_above(gfa, area),
            order=order if below else None,
        )
        return f"{area} m² of rooms, and {needed.normalize():f} m² are needed" if below else None

    def list_room(
        self, act: Act, *, room: str, kind: str, status: str, proposal: str | None
    ) -> None:
        """List a room; for one outside control it is proposed what to do (PRP-CY-03).

        Raises:
            PolicySilent: the pack keeps no ledger of rooms (B-45).
            PropertyWordUnknown: kind, status or proposal is no word of the pack.
            ProposalMissing, ProposalNeedless: PRP-CY-03.
        """
        rule = provided(property_rules(act).rooms, "property.rooms")
        for name, word, words in (
            ("kind", kind, rule.kinds),
            ("status", status, rule.statuses),
            ("proposal", proposal, rule.proposals),
        ):
            _require_word(name, word, words)
        if status in rule.outside and proposal is None:
            raise ProposalMissing(room, rule.proposals)
        if status not in rule.outside and proposal is not None:
            raise ProposalNeedless(room)
        by_rule = _ruled(act, "rooms")
        self._record(by_rule, self.RoomListed, room=room, kind=kind, status=status)
        if proposal is not None:
            self._record(by_rule, self.RecoveryProposed, room=room, proposal=proposal)

    def post_notice(self, act: Act, *, company: str, order: str, bound: datetime) -> None:
        """Name the company unwelcome, as an order was not accepted in time (ACC-SA-01).

        The system does, true since the bound (ENV-06); for the same order again it is a no-op.

        Args:
            bound: that of the order, exclusive, UTC.
        """
        if order not in self.noticed:
            self.trigger_event(
                self.UnwelcomeNoticePosted,
                estate_id=self.code,
                body=self.body,
                company=company,
                order=order,
                posted_on=local_date(bound),
                **act.system_envelope(self.UnwelcomeNoticePosted.TOPIC, bound),
            )

    def _record(self, act: Act, fact: type[kernel.Event], **fields: Any) -> None:
        self.trigger_event(
            fact, estate_id=self.code, body=self.body, **fields, **act.envelope(_topic(fact))
        )


def property_rules(act: Act) -> PropertyRules:
    """What the pack says about estates.

    Raises:
        PolicySilent: nothing (B-45).
    """
    return provided(act.pack.property_rules, "property")


def _missing(rule: Filing, filed: Filed) -> tuple[str, ...]:
    """What the pack asks for and the file does not hold, in the pack's order."""
    found: list[str] = []
    for name in rule.required:
        if getattr(filed, name) in {None, ()}:
            found.append(name)
        elif name == "staff":
            counted = {one.kind for one in filed.staff}
            found += [f"staff.{kind}" for kind in rule.staff_kinds if kind not in counted]
    return tuple(found)


def _require_word(name: str, word: str | None, words: Sequence[str]) -> None:
    if word is not None and word not in words:
        raise PropertyWordUnknown(name, word, words)


def _ruled(act: Act, part: str) -> Act:
    return ruled(act, "property", part)


def _topic(fact: Any) -> str:
    return str(fact.TOPIC)
