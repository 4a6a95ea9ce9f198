"""Reads stored events as fast as a rebuild needs them: only what read models look at.

A record has the fields of its event and the event's own methods, so it goes through the same folds.
Its types are checked and nothing else: the event was checked in full before it was stored.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
from eventsourcing.utils import TopicError, resolve_topic
from pydantic import AwareDatetime, BaseModel
from pydantic_core import PydanticUndefined

from domain.calendar.clocks import Deadline
from domain.kernel import ENVELOPE, Event, EventCorrected, effective
from infrastructure.event_log.mapper import PydanticMapper

_PASSED_OVER: Mapping[type[BaseModel], frozenset[str]] = {
    Event: ENVELOPE - {"timestamp", "occurred_at", "actor_id", "pack", "reason", "evidence"},
    Deadline: frozenset(Deadline.model_fields) - {"due_at", "calendar_version"},
}
"""Fields that no read model looks at. A fold that does raises AttributeError in a rebuild."""

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]
_Decode = Callable[[bytes], list[Any]]
_TAG = "event_type"
_LINE = re.compile(rb'\{"event_type":"([^"]*)","originator_version":(\d+),(.*)', re.DOTALL)
_OPENING = b'{"event_type":"'
_BETWEEN = re.compile(rb'\n(?=\{"event_type":")')

SKIMMED_LINE = (
    """convert_to(concat('{"event_type":"', topic, '","originator_version":', version, ','), """
    "'UTF8') || substr(state, 2)"
)
"""An event of the log as a line that is skimmed, in SQL."""


def topic_of(lines: bytes) -> bytes:
    """The topic of the first of these lines."""
    return lines[len(_OPENING) : lines.index(b'"', len(_OPENING))]


class Skimmer:
    """Makes the history of one aggregate after the other.

    Args:
        mapper: reads what takes more than skimming.
    """

    def __init__(self, mapper: PydanticMapper) -> None:
        self._mapper = mapper
        self._records: dict[str, type[msgspec.Struct]] = {}
        self._decode: _Decode = _nothing_known

    def history(self, aggregate_id: UUID, lines: bytes) -> Sequence[Event]:
        """The history of an aggregate with corrections applied.

        Args:
            lines: ``SKIMMED_LINE`` of each event, in the order of their versions.

        Raises:
            MapperDeserialisationError: as the mapper does, except that an unknown field is passed
                over.
        """
        try:
            records = self._decode(lines)
        except msgspec.MsgspecError:
            stored = [_parts(line) for line in _BETWEEN.split(lines)]
            if self._learns({topic for topic, _, _ in stored}):
                return self.history(aggregate_id, lines)
            return effective(
                self._mapper.decode(topic, aggregate_id, version, state)
                for topic, version, state in stored
            )
        for record in records:
            record.originator_id = aggregate_id
        return records

    def _learns(self, topics: AbstractSet[str]) -> bool:
        """Whether there are events among them that were not known and can be skimmed."""
        new = {}
        for topic in topics - self._records.keys():
            with suppress(TopicError):
                event_type = resolve_topic(topic)
                if event_type is not EventCorrected:
                    new[topic] = _record_type(event_type, topic)
        if new:
            self._records |= new
            known: Any = Union[tuple(self._records.values())]  # noqa: UP007 - of types known at run time
            self._decode = msgspec.json.Decoder(known).decode_lines
        return bool(new)


def _nothing_known(_: bytes) -> list[Any]:
    raise msgspec.ValidationError


def _parts(line: bytes) -> tuple[str, int, bytes]:
    """Topic, version and state."""
    parts = _LINE.fullmatch(line)
    assert parts is not None, "made by SKIMMED_LINE"
    topic, version, state = parts.groups()
    return topic.decode(), int(version), b"{" + state


def _record_type(event_type: type[Event], topic: str) -> type[msgspec.Struct]:
    """A record with the fields and methods of an event.

    An event stored in an older shape is none: its ``class_version`` is another one, or missing.
    """
    own = {
        name: member
        for base in reversed(event_type.__mro__)
        if issubclass(base, Event) and base is not Event
        for name, member in vars(base).items()
        if isinstance(member, types.FunctionType) or name in event_type.__class_vars__
    }
    own.pop("class_version", None)
    newest = event_type.class_version
    return msgspec.defstruct(
        event_type.__name__,
        [
            ("originator_id", UUID | None, None),
            ("originator_version", int),
            *([("class_version", Literal[newest])] if newest > 1 else []),
            *_fields(event_type, _PASSED_OVER[Event]),
        ],
        namespace={"apply": event_type.apply, **own, "event_type": event_type.TOPIC},  # type: ignore[attr-defined]  # set on every stored event
        tag_field=_TAG,
        tag=topic,
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
