"""The contract of a household or person with a family doctor, and its package (七个一, 7.8)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.health.errors import FaceToFaceMissing, HealthItemUnknown, PlaceUnknown
from domain.kernel import Aggregate, CreatedEvent
from domain.organisation.body import require_past
from domain.policy.health_rules import HealthRules
from domain.required import provided
from domain.ruled import ruled
from domain.vocabulary import Code, PersonRef

_NAMESPACE = UUID("d2b6f7a1-0e35-4c88-93d1-5a7c4e9b2f60")


class DoctorContract(Aggregate):
    """Signed once; each item of the package counts once; complete is complete when all are done.

    That something was done is all that is recorded: no finding, no illness, no name (ENV-07).
    """

    TOPIC = "DoctorContract"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class DoctorContractSigned(CreatedEvent):
        """A household or person signed.

        Attributes:
            holder: pseudonymous id of the household or person.
            body: code of the grid or community.
            residents: how many people it is for.
            face_to_face: both sat together.
            place: where, a word of the pack; None: it names none.
            on: local day.
        """

        TOPIC: ClassVar[str] = "DoctorContractSigned"

        holder: PersonRef
        body: Code
        residents: int = Field(ge=1)
        face_to_face: bool = False
        place: Code | None = None
        on: date

    class HealthItemDone(kernel.Event):
        """An item of the package was done.

        Attributes:
            item: its number in the pack's list, from 1; ``code``: its word there.
            on: local day.
        """

        TOPIC: ClassVar[str] = "HealthItemDone"

        item: int
        code: Code
        on: date

        def apply(self, aggregate: DoctorContract) -> None:
            aggregate.done.add(self.item)

    class HealthPackageCompleted(kernel.Event):
        """Every item was done.

        Attributes:
            size: how many there are.
        """

        TOPIC: ClassVar[str] = "HealthPackageCompleted"

        size: int

        def apply(self, aggregate: DoctorContract) -> None:
            aggregate.complete = True

    # --- State: only what the commands below need to decide. ---

    def __init__(self, holder: str, body: str) -> None:
        self.holder = holder
        self.body = body
        self.done: set[int] = set()
        self.complete = False

    @staticmethod
    def create_id(jurisdiction: str, holder: str) -> UUID:
        """One holder, one contract."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{holder}")

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def sign(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        holder: str,
        body: str,
        residents: int,
        on: date,
        face_to_face: bool = False,
        place: str | None = None,
    ) -> Self:
        """Sign; face to face, the item of the agreement is done with it.

        Raises:
            PolicySilent: the pack says nothing of family doctors (B-45).
            PlaceUnknown: HLT-SA-01.
            DateInFuture: ENV-04.
        """
        rules = provided(act.pack.health, "health")
        if rules.places and place not in rules.places:
            raise PlaceUnknown(place, rules.places)
        require_past(act, on)
        contract = cls._create(
            cls.DoctorContractSigned,
            id=cls.create_id(jurisdiction, holder),
            holder=holder,
            body=body,
            residents=residents,
            face_to_face=face_to_face,
            place=place,
            on=on,
            **_by_rule(act, rules).envelope(cls.DoctorContractSigned.TOPIC),
        )
        if face_to_face and rules.face_to_face is not None:
            items = _items(act, rules)
            contract.do(act, item=items.index(rules.face_to_face) + 1, on=on, face_to_face=True)
        return contract

    def do(self, act: Act, *, item: int, on: date, face_to_face: bool = False) -> None:
        """Record that an item was done; an item that is done counts once, so again is a no-op.

        Raises:
            PolicySilent: the pack has no package (B-45).
            HealthItemUnknown, FaceToFaceMissing: HLT-SA-01.
            DateInFuture: ENV-04.
        """
        rules = provided(act.pack.health, "health")
        items = _items(act, rules)
        if not 1 <= item <= len(items):
            raise HealthItemUnknown(item, len(items))
        if item in self.done:
            return
        if items[item - 1] == rules.face_to_face and not face_to_face:
            raise FaceToFaceMissing(item)
        require_past(act, on)
        act = _by_rule(act, rules)
        self.trigger_event(
            self.HealthItemDone,
            item=item,
            code=items[item - 1],
            on=on,
            **act.envelope(self.HealthItemDone.TOPIC),
        )
        if len(self.done) == len(items) and not self.complete:
            self.trigger_event(
                self.HealthPackageCompleted,
                size=len(items),
                **act.envelope(self.HealthPackageCompleted.TOPIC),
            )


def _items(act: Act, rules: HealthRules) -> tuple[str, ...]:
    package = provided(rules.package, "health.package")
    return provided(act.pack.checklists[package].items, f"checklists.{package}.items")


def _by_rule(act: Act, rules: HealthRules) -> Act:
    return ruled(act, "health", "package" if rules.package is not None else "share")
