"""A toy reaction: whenever a kettle boils, its pot counts a cup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.utils import get_topic

from application.directory import Directory
from application.reactions.cause import Cause
from application.reactions.ground import ReactionGround
from application.reactions.reaction import Reaction
from application.reactions.reactor import Reactor
from domain import kernel
from domain.act import Act
from domain.calendar.working_days import WorkingCalendar
from domain.kernel import Aggregate, CreatedEvent
from domain.policy.pack import PolicyPack
from domain.surveys.tally import Tally
from infrastructure.event_log.following import PostgresFollowedLog
from infrastructure.event_log.log import PostgresEventLog
from infrastructure.postgres.pool import Sessions
from infrastructure.vault.postgres import PostgresVault
from tests.infrastructure.event_log.toys import AT, Kettle
from tests.samples import CHINA, DAGUAN

READ_MODELS = "toy_read_models"


class Pot(Aggregate):
    """Counts cups, one for each cause."""

    TOPIC: ClassVar[str] = "ToyPot"
    Event = kernel.Event

    class Bought(CreatedEvent):
        TOPIC: ClassVar[str] = "ToyPotBought"

    class Filled(kernel.Event):
        TOPIC: ClassVar[str] = "ToyPotFilled"
        cause: str

        def apply(self, aggregate: Pot) -> None:
            aggregate.causes.append(self.cause)

    @classmethod
    def buy(cls, name: str, act: Act) -> Self:
        return cls._create(cls.Bought, id=pot_id(name), **act.envelope("ToyPotBought"))

    def fill(self, cause: str, act: Act) -> None:
        self.trigger_event(self.Filled, cause=cause, **act.envelope("ToyPotFilled"))

    def __init__(self) -> None:
        self.causes: list[str] = []


for _class in (Pot, Pot.Bought, Pot.Filled):
    get_topic(_class)


def pot_id(name: str) -> UUID:
    return uuid5(UUID(int=7), name)


class FillPots:
    """The text of the kettle's event names the pot."""

    NAME: ClassVar[str] = "toy_pots"
    TOPICS: ClassVar[frozenset[str]] = frozenset({Kettle.Boiled.TOPIC})
    AFTER_READ_MODELS: ClassVar[bool] = False

    def react(self, causes: Sequence[Cause], ground: ReactionGround) -> None:
        events = [cause.event for cause in causes]
        ground.fetch(pot_id(event.text) for event in events if isinstance(event, Kettle.Boiled))
        for cause in causes:
            assert isinstance(cause.event, Kettle.Boiled)
            name = cause.event.text
            pot = ground.aggregate(Pot, pot_id(name))
            act = ground.act(DAGUAN, cause, after=pot)
            if pot is None:
                pot = Pot.buy(name, act)
            if cause.id not in pot.causes:
                pot.fill(cause.id, act)
                ground.also_changed(pot)


class FillPotsLate(FillPots):
    NAME: ClassVar[str] = "toy_pots_late"
    AFTER_READ_MODELS: ClassVar[bool] = True


class Rules:
    """One pack and one calendar for everything."""

    def pinned(self, ref: str) -> PolicyPack:
        del ref
        return DAGUAN

    def current(self, jurisdiction: str, on: date) -> PolicyPack:
        del jurisdiction, on
        return DAGUAN

    def versions(self, jurisdiction: str) -> Sequence[PolicyPack]:
        del jurisdiction
        return [DAGUAN]


class Tables:
    def current(self, jurisdiction: str) -> WorkingCalendar:
        del jurisdiction
        return CHINA


class Nobody:
    def latest(self, jurisdiction: str) -> Directory | None:
        del jurisdiction
        return Directory()

    def directory(self, jurisdiction: str, position: int) -> Directory:
        del jurisdiction, position
        return Directory()


class NoPolls:
    def tally(self, jurisdiction: str, survey: str, closes_at: datetime) -> Tally:
        raise AssertionError(f"pots ask nobody: {jurisdiction}, {survey}, {closes_at}")


def reactor(
    sessions: Sessions,
    log: PostgresEventLog,
    *,
    batch: int = 1_000,
    reactions: Sequence[Reaction] = (FillPots(),),
) -> Reactor:
    """A reactor over j1."""
    return Reactor(
        log=PostgresFollowedLog(sessions, log, READ_MODELS),
        reactions=reactions,
        jurisdictions=lambda: ["j1"],
        packs=Rules(),
        calendars=Tables(),
        directories=Nobody(),
        vault=PostgresVault(sessions, bytes(32)),
        polls=NoPolls(),
        clock=lambda: AT,
        batch=batch,
    )
