"""A small aggregate's events, and changes made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.utils import get_topic

from application.ports import Change, SealedItem
from domain.kernel import Aggregate, CreatedEvent, Event

AT = datetime(2021, 9, 10, 1, 0, tzinfo=UTC)


class Kettle(Aggregate):
    """An aggregate with two facts."""

    TOPIC: ClassVar[str] = "ToyKettle"

    class Bought(CreatedEvent):
        TOPIC: ClassVar[str] = "ToyKettleBought"
        text: str = ""

    class Boiled(Event):
        TOPIC: ClassVar[str] = "ToyKettleBoiled"
        text: str = ""


for _class in (Kettle, Kettle.Bought, Kettle.Boiled):
    get_topic(_class)


def bought(kettle: UUID, text: str = "") -> Kettle.Bought:
    return Kettle.Bought(
        originator_id=kettle,
        originator_version=1,
        originator_topic="ToyKettle",
        timestamp=AT,
        occurred_at=AT,
        actor_id="p-1",
        pack="toy@1",
        text=text,
    )


def boiled(kettle: UUID, version: int, text: str = "") -> Kettle.Boiled:
    return Kettle.Boiled(
        originator_id=kettle,
        originator_version=version,
        timestamp=AT,
        occurred_at=AT,
        actor_id="p-1",
        pack="toy@1",
        text=text,
    )


def change(  # what a change may carry
    *events: Event,
    jurisdiction: str = "j1",
    key: str | None = None,
    fingerprint: bytes | None = None,
    directory: int = 0,
    sealed: Sequence[SealedItem] = (),
) -> Change:
    """A change of toys."""
    return Change(
        jurisdiction=jurisdiction,
        events=events,
        key=key,
        fingerprint=fingerprint,
        directory=directory,
        sealed=sealed,
    )
