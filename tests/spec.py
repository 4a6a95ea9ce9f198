"""Given / when / then for aggregates: history in, one command, news out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest
from eventsourcing.utils import get_topic

from domain.kernel import ENVELOPE, Aggregate, CreatedEvent, DomainError, Event, effective

A = TypeVar("A", bound=Aggregate)

ID = UUID("6a0f2c1e-0000-4000-8000-000000000001")
"""The aggregate of a given history."""

LONG_AGO = datetime(2020, 5, 6, 1, 0, tzinfo=UTC)
"""When a given fact was recorded, unless it says otherwise."""


@dataclass(frozen=True)
class Fact:
    """An event without its envelope.

    Attributes:
        recorded_at, actor_id: when and by whom, for a given fact whose effect depends on it.
    """

    event: type[Event]
    payload: dict[str, Any]
    recorded_at: datetime = field(default=LONG_AGO, compare=False)
    actor_id: str = field(default="somebody", compare=False)

    def told(self) -> dict[str, Any]:
        """Name and fields, defaults filled in, so that a difference reads well."""
        fields = self.event.model_fields.items()
        defaults = {n: f.default for n, f in fields if n not in ENVELOPE and not f.is_required()}
        return {"event": _topic(self.event)} | defaults | self.payload


def fact(
    event: type[Event],
    *,
    recorded_at: datetime = LONG_AGO,
    actor_id: str = "somebody",
    **payload: Any,
) -> Fact:
    """A fact of history, or one that is expected."""
    return Fact(event, payload, recorded_at, actor_id)


def stream(*history: Fact, of: type[Aggregate], aggregate_id: UUID = ID) -> list[Event]:
    """The stored events of a history, version 1 first."""
    events: list[Event] = []
    for version, past in enumerate(history, start=Aggregate.INITIAL_VERSION):
        created: dict[str, Any] = {"originator_topic": get_topic(of)} if version == 1 else {}
        events.append(
            past.event(
                originator_id=aggregate_id,
                originator_version=version,
                timestamp=past.recorded_at,
                occurred_at=past.recorded_at,
                actor_id=past.actor_id,
                pack="given@2020.1",
                **created,
                **past.payload,
            )
        )
    return events


def replayed(of: type[A], events: Sequence[Event]) -> A:
    """The aggregate that stored events lead to, corrections applied (ENV-02)."""
    aggregate: Aggregate | None = None
    for event in effective(events):
        aggregate = cast("Aggregate", cast("Any", event).mutate(aggregate))
    assert isinstance(aggregate, of), "history must begin with creation"
    return aggregate


def given(of: type[A], *history: Fact, aggregate_id: UUID = ID) -> A:
    """The aggregate that this history leads to."""
    assert issubclass(history[0].event, CreatedEvent), "history must begin with creation"
    return replayed(of, stream(*history, of=of, aggregate_id=aggregate_id))


def news(aggregate: Aggregate) -> list[Event]:
    """What the aggregate has recorded since it was loaded; asking takes it away."""
    return list(cast("Sequence[Event]", aggregate.collect_events()))


def then(aggregate: Aggregate, *expected: Fact) -> list[Event]:
    """The command recorded exactly these facts, and the events are returned. None: nothing."""
    recorded = news(aggregate)
    told = [
        {"event": _topic(type(event))}
        | {name: getattr(event, name) for name in type(event).model_fields if name not in ENVELOPE}
        for event in recorded
    ]
    assert told == [wanted.told() for wanted in expected]
    return recorded


@contextmanager
def refused(code: str, rule: str | None) -> Iterator[None]:
    """The command is refused with this code and rule."""
    with pytest.raises(DomainError) as refusal:
        yield
    assert (refusal.value.code, refusal.value.rule) == (code, rule)


def _topic(event: type[Event]) -> str:
    return cast("str", cast("Any", event).TOPIC)
