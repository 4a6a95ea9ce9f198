"""Histories of events that triggers look at, told by name and fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from domain.kernel import Event

_ID = UUID("6a0f2c1e-0000-4000-8000-0000000000aa")
_AT = datetime(2021, 12, 31, 16, 0, tzinfo=UTC)


def told(*history: tuple[str, dict[str, Any]]) -> Sequence[Event]:
    """A history: detectors know events by name and fields, so any class of that name will do."""
    return [_event(topic, fields, version) for version, (topic, fields) in enumerate(history, 1)]


def _event(topic: str, fields: dict[str, Any], version: int) -> Event:
    annotations = dict.fromkeys(fields, Any)
    space: dict[str, Any] = {"TOPIC": topic, "__annotations__": {"TOPIC": ClassVar[str]}}
    space["__annotations__"] |= annotations
    space["__module__"] = __name__
    kind: type[Event] = type(topic, (Event,), space)
    return kind(
        originator_id=_ID,
        originator_version=version,
        timestamp=_AT,
        occurred_at=_AT,
        actor_id="somebody",
        pack="daguan@2020.1",
        **fields,
    )
