"""Stores pydantic events as JSON and upcasts old shapes on the way back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    JSONTranscoder,
    Mapper,
    MapperDeserialisationError,
    StoredEvent,
)
from eventsourcing.utils import TopicError, get_topic, resolve_topic

from domain.kernel import Event

_COLUMNS = {"originator_id", "originator_version"}  # stored beside the state
_VERSIONED = b'{"class_version":'


@dataclass(frozen=True)
class TimedEvent(StoredEvent):
    """A stored event that knows the instant it was recorded, for the column of that name."""

    recorded_at: datetime


class PydanticMapper(Mapper[UUID]):
    """Events to JSON and back, at the speed of pydantic's core.

    The state leaves out what has a column of its own, and fields that equal their default: a
    default is part of a stored shape, and changing one takes a new ``class_version`` like any
    other change. That version is stored when it is above 1. Neither compression nor a cipher is
    supported: personal content never enters an event (ENV-07), and the state stays readable.
    """

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def encode(self, event: Event) -> bytes:
        """The state of an event, UTF-8 JSON."""
        state: bytes = type(event).__pydantic_serializer__.to_json(
            event, exclude=_COLUMNS, exclude_defaults=True
        )
        if event.class_version > 1:
            return b"%s%d,%s" % (_VERSIONED, event.class_version, state[1:])
        return state

    def decode(self, topic: str, originator_id: UUID, version: int, state: bytes) -> Event:
        """The event of a stored state.

        Raises:
            MapperDeserialisationError: unknown topic, unknown field, or a state no upcaster leads
                from; it names topic, id and version.
        """
        try:
            event_type = cast("type[Event]", resolve_topic(topic))
            if event_type.class_version > 1 or state.startswith(_VERSIONED):
                state = current_state(event_type, state)
            columns = b'{"originator_id":"%s","originator_version":%d%s' % (
                str(originator_id).encode(),
                version,
                b"" if state == b"{}" else b",",
            )
            event = event_type.__pydantic_validator__.validate_json(columns + state[1:])
            return cast("Event", event)
        except (ValueError, TopicError, AttributeError, KeyError, TypeError) as error:
            raise MapperDeserialisationError(
                f"Cannot read event {topic!r} of {originator_id}, version {version}: {error}"
            ) from error

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> TimedEvent:
        assert isinstance(domain_event, Event)
        return TimedEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=get_topic(type(domain_event)),
            state=self.encode(domain_event),
            recorded_at=domain_event.timestamp,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        assert isinstance(stored_event.originator_id, UUID)
        return self.decode(
            stored_event.topic,
            stored_event.originator_id,
            stored_event.originator_version,
            stored_event.state,
        )


def current_state(event_type: type[Event], state: bytes) -> bytes:
    """The state in the newest shape of its class, without the number of that shape."""
    content: dict[str, Any] = json.loads(state)
    stored = content.pop("class_version", 1)
    if stored > event_type.class_version:
        raise ValueError(f"class_version {stored} is newer than {event_type.class_version}")
    for version in range(stored, event_type.class_version):
        getattr(event_type, f"upcast_v{version}_v{version + 1}")(content)
    return json.dumps(content, ensure_ascii=False).encode()
