"""References to the events that something rests on."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

_PREFIX = "event:"
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"

EventRef = Annotated[str, Field(pattern=rf"^{_PREFIX}{_UUID}/[1-9][0-9]{{0,8}}$")]
"""``event:<aggregate id>/<version>``: one stored event, for ever."""


def event_ref(aggregate_id: UUID, version: int) -> str:
    """The reference to a stored event."""
    return f"{_PREFIX}{aggregate_id}/{version}"


def referred(ref: str) -> tuple[UUID, int]:
    """Aggregate and version that an ``EventRef`` names."""
    aggregate_id, _, version = ref.removeprefix(_PREFIX).partition("/")
    return UUID(aggregate_id), int(version)
