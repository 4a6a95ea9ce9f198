"""The types every aggregate, event and refusal is built from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate
from pydantic import AwareDatetime, BaseModel, ConfigDict

TAggregate = TypeVar("TAggregate", bound=BaseAggregate[Any])


class Value(BaseModel):
    """A value without identity: frozen, closed, equal by content."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DomainEvent(Value):
    """A fact that happened, with the envelope of ENV-01.

    Frozen: history is not edited. Closed: an unknown field in the store means an upcaster is
    missing, so loading must fail. The jurisdiction is the key of the log the event lies in; it is
    not repeated here.

    Attributes:
        originator_id: the aggregate.
        originator_version: place in the aggregate's stream, from 1.
        timestamp: ENV-01 ``recorded_at``: the server's clock when it was decided, UTC.
        occurred_at: when it was true, UTC; equal to ``timestamp`` unless the act was offline
            (ENV-04) or the system recorded a bound (ENV-06).
        actor_id: pseudonymous id of who acted; ``system`` for the scheduler.
        actor_post: the post the actor acted in, None for a resident.
        on_behalf_of_unit: the unit or station acted for.
        represented_by: the machine that carried the act out for the actor; None: nobody did.
        pack: ``id@version`` of the policy pack that judged it (ENV-03).
        rule_ids: rules it follows from.
        reason: why, in an official's words; never a resident's (ENV-07).
        evidence: references to documents, never their content.
        correlation_id: the conversation it belongs to.
        causation_id: the command or event that caused it.
        late_recorded: recorded more than a day after it occurred (ENV-04).
    """

    originator_id: UUID
    originator_version: int
    timestamp: AwareDatetime
    occurred_at: AwareDatetime
    actor_id: str
    actor_post: str | None = None
    on_behalf_of_unit: str | None = None
    represented_by: str | None = None
    pack: str
    rule_ids: tuple[str, ...] = ()
    reason: str | None = None
    evidence: tuple[str, ...] = ()
    correlation_id: str | None = None
    causation_id: str | None = None
    late_recorded: bool = False

    @property
    def recorded_at(self) -> AwareDatetime:
        """ENV-01's name for the instant the library calls ``timestamp``."""
        return self.timestamp

    @property
    def event_type(self) -> str:
        """The catalogue name of this fact (rulebook Annex E)."""
        return cast("str", type(self).TOPIC)  # type: ignore[attr-defined]  # set on every stored event


class Event(DomainEvent, CanMutateAggregate[UUID]):
    """Base of all events of all aggregates.

    One base for all, so that a fact shared by several aggregates (``EventCorrected``,
    ``GateRequested``) is one class with one topic. Its ``TOPIC`` is its name in the catalogue,
    permanent. ``class_version`` rises with each change of shape, with an upcaster for each step.
    """

    class_version: ClassVar[int] = 1


class Aggregate(BaseAggregate[UUID]):
    """Base of all aggregates. A subclass declares ``TOPIC`` and ``Event = Event``.

    Its events are those of the class it extends, too. The library would derive a class of its own
    from each of them; one fact is one class, whichever aggregate it happens to.
    """

    Event = Event

    def __init_subclass__(cls) -> None:
        for base in cls.__bases__:
            for name, fact in vars(base).items():
                is_event = isinstance(fact, type) and issubclass(fact, CanMutateAggregate)
                if is_event and name not in vars(cls):
                    setattr(cls, name, fact)
        super().__init_subclass__()


# Not nested in Aggregate: the library would then inherit it into every aggregate as an
# event without a TOPIC, and refuse the class.
class CreatedEvent(Event, CanInitAggregate[UUID]):
    """Base of the one event that starts an aggregate's history."""

    originator_topic: str


class OpeningEvent(CreatedEvent):
    """Base of a fact that begins a history where there is none, else goes on with it.

    ``apply`` runs in both cases.
    """

    # Stored only with the event that began the history.
    originator_topic: str | None = None  # type: ignore[assignment]  # None: the history goes on

    def mutate(self, aggregate: TAggregate | None) -> TAggregate | None:
        """The aggregate after this fact; None: it begins with it."""
        if aggregate is None:
            return super().mutate(None)
        return CanMutateAggregate.mutate(self, aggregate)


ENVELOPE = frozenset(CreatedEvent.model_fields)
"""Names of the fields that every event has; the rest is the fact itself."""


def effective(history: Iterable[Event]) -> Sequence[Event]:
    """The history as it reads today: each ``EventCorrected`` applied to the event it corrects.

    The corrected event keeps its place and its envelope; the correction stays in its own place as
    a fact without effect of its own (ENV-02). Stored events never change.
    """
    read: list[Event] = []
    for event in history:
        if isinstance(event, EventCorrected):
            target = event.target_version - 1
            read[target] = event.corrected(read[target])
        read.append(event)
    return read


class EventCorrected(Event):
    """An earlier event of the same aggregate was stored with a wrong field (ENV-02).

    Attributes:
        target_version: version of the wrong event in this aggregate's stream.
        target_event: its catalogue name, so that the row reads without a look-up.
        field: the wrong field; the envelope's who and when cannot be corrected.
        old, new: JSON values.
    """

    TOPIC: ClassVar[str] = "EventCorrected"

    target_version: int
    target_event: str
    field: str
    old: Any
    new: Any

    def corrected(self, target: Event) -> Event:
        """The target event with the right value, validated like any stored event."""
        state = target.model_dump(mode="json")
        state[self.field] = self.new
        return type(target).model_validate(state)


class DomainError(Exception):
    """A rule said no. Expected, safe to show to the caller, pointless to retry unchanged."""

    code: ClassVar[str]  # public and permanent: it names the problem type in the API
    title: ClassVar[str]
    rule: ClassVar[str | None] = None  # id of the source rule, where there is one

    def facts(self) -> Mapping[str, object]:
        """Further members of the problem, for programs; empty unless a subclass adds some."""
        return {}


class NotFound(DomainError):
    """The thing named does not exist, or the caller may not know that it does."""


class Conflict(DomainError):
    """The thing exists, but is not in a state that allows this."""


class Forbidden(DomainError):
    """The caller may see the thing, but not do this to it."""


class Invalid(DomainError):
    """The request is well formed, yet what it says cannot be acted on."""


class Unavailable(DomainError):
    """Nothing is wrong with the request; trying again later may help."""


class StaleVersion(DomainError):
    """The caller decided on an older version than the current one."""

    code = "stale-version"
    title = "Changed since you read it"
    rule = "ENV-05"


class ConcurrentChange(Conflict):
    """Somebody else saved the same aggregate between our load and our save."""

    code = "concurrent-change"
    title = "Changed at the same moment by somebody else"
    rule = "ENV-05"
