"""Reads stored events as fast as a rebuild needs them: only what read models look at.

A record has the fields of its event and the event's own methods, so it goes through the same folds.
Its types are checked and nothing else: the event was checked in full before it was stored.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
from eventsourcing.utils import TopicError, resolve_topic
from pydantic import AwareDatetime, BaseModel
from pydantic_core import PydanticUndefined

from domain.calendar.clocks import Deadline
from domain.kernel import ENVELOPE, Event, EventCorrected, effective
from infrastructure.event_log.mapper import PydanticMapper, current_state

_PASSED_OVER: Mapping[type[BaseModel], frozenset[str]] = {
    Event: ENVELOPE - {"timestamp", "occurred_at", "actor_id", "pack", "reason"},
    Deadline: frozenset(Deadline.model_fields) - {"due_at", "calendar_version"},
}
"""Fields that no read model looks at. A fold that does raises AttributeError in a rebuild."""

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]
_Read = Callable[[bytes], Any]


class Skimmer:
    """Makes the history of one aggregate after the other.

    Args:
        mapper: reads what takes more than skimming.
    """

    def __init__(self, mapper: PydanticMapper) -> None:
        self._mapper = mapper
        self._reads: dict[bytes, _Read] = {}

    def history(self, aggregate_id: UUID, stored: Sequence[tuple[bytes, bytes]]) -> Sequence[Event]:
        """The history of an aggregate with corrections applied.

        Args:
            stored: topic and state of each event, from version 1 without a gap.

        Raises:
            MapperDeserialisationError: as the mapper does, except that an unknown field is passed
                over.
        """
        reads = self._reads
        records = []
        try:
            for version, (topic, state) in enumerate(stored, 1):
                read = reads.get(topic) or self._learn(topic)
                record = read(state)
                record.originator_id = aggregate_id
                record.originator_version = version
                records.append(record)
        except (_InFull, msgspec.MsgspecError):
            return self._in_full(aggregate_id, stored)
        return records

    def _learn(self, topic: bytes) -> _Read:
        try:
            event_type = resolve_topic(topic.decode())
        except TopicError:
            raise _InFull from None
        if event_type is EventCorrected:
            raise _InFull
        self._reads[topic] = read = _reader(event_type)
        return read

    def _in_full(
        self, aggregate_id: UUID, stored: Sequence[tuple[bytes, bytes]]
    ) -> Sequence[Event]:
        return effective(
            self._mapper.decode(topic.decode(), aggregate_id, version, state)
            for version, (topic, state) in enumerate(stored, 1)
        )


class _InFull(Exception):
    """The history holds a correction, or what only the mapper can refuse in the right words."""


def _reader(event_type: type[Event]) -> _Read:
    decode = msgspec.json.Decoder(_record_type(event_type)).decode
    if event_type.class_version == 1:
        return decode
    newest = b'{"class_version":%d,' % event_type.class_version

    def read(state: bytes) -> Any:
        return decode(state if state.startswith(newest) else current_state(event_type, state))

    return read


def _record_type(event_type: type[Event]) -> type[msgspec.Struct]:
    """A record with the fields and methods of an event."""
    own = {
        name: member
        for base in reversed(event_type.__mro__)
        if issubclass(base, Event) and base is not Event
        for name, member in vars(base).items()
        if isinstance(member, types.FunctionType) or name in event_type.__class_vars__
    }
    return msgspec.defstruct(
        event_type.__name__,
        [
            ("originator_id", UUID | None, None),
            ("originator_version", int, 0),
            *_fields(event_type, _PASSED_OVER[Event]),
        ],
        namespace={"apply": event_type.apply, **own, "event_type": event_type.TOPIC},  # type: ignore[attr-defined]  # set on every stored event
        kw_only=True,
        gc=False,  # a record refers to values alone
    )


def _fields(model: type[BaseModel], passed_over: frozenset[str]) -> list[Any]:
    found: list[Any] = []
    for name, field in model.model_fields.items():
        if name in passed_over:
            continue
        typed = _type(field.annotation)
        default = field.default
        found.append((name, typed) if default is PydanticUndefined else (name, typed, default))
    return found


_values: dict[type[BaseModel], type[msgspec.Struct]] = {}


def _type(annotation: Any) -> Any:
    """The type to check a field for: constraints left out, values inside as records."""
    if annotation is AwareDatetime:
        return _Instant
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in _values:
            fields = _fields(annotation, _PASSED_OVER.get(annotation, frozenset()))
            _values[annotation] = msgspec.defstruct(
                annotation.__name__, fields, kw_only=True, frozen=True, gc=False
            )
        return _values[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(inner[0])
    if origin is None or origin is Literal:
        return annotation
    types_inside = tuple(one if one is Ellipsis else _type(one) for one in inner)
    if origin in {types.UnionType, Union}:
        return Union[types_inside]  # noqa: UP007 - of types known at run time
    return origin[types_inside]
