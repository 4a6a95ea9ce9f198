"""What goes over an event stream: CloudEvents as messages, and what the stream says of itself."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Final

from fastapi.sse import format_sse_event

from application.live.feed import FeedItem
from application.queries.audience import Detail

_COME_BACK: Final = 2_000  # milliseconds that a client waits before it resumes


class Ending(StrEnum):
    """Why a stream was ended by the service; each time the client may resume by its last id."""

    TOKEN_EXPIRED = "token-expired"  # noqa: S105 - no password
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - no password
    RIGHTS_CHANGED = "rights-changed"
    TOO_SLOW = "too-slow"
    POSITION_NOT_REACHED = "position-not-reached"
    INTERRUPTED = "interrupted"
    SHUTDOWN = "shutdown"


class Frame:
    """An event as a message, put into bytes once for all who get it."""

    __slots__ = ("_bytes", "item", "position")

    def __init__(self, item: FeedItem) -> None:
        self.item = item
        self.position = item.position
        self._bytes: dict[Detail, bytes] = {}

    def message(self, detail: Detail) -> bytes:
        """Without an event name, so that every client's default listener gets it."""
        found = self._bytes.get(detail)
        if found is None:
            data = self.item.rendered(detail).decode()
            found = format_sse_event(data_str=data, id=str(self.position))
            self._bytes[detail] = found
        return found


def opening(position: int) -> bytes:
    """The first words of a stream: where it stands, so that even an idle one can be resumed."""
    return format_sse_event(comment="following", id=str(position), retry=_COME_BACK)


def heartbeat(position: int) -> bytes:
    """Nothing for this client up to here. Clients take the id over without seeing an event."""
    return format_sse_event(comment="heartbeat", id=str(position))


def widened() -> bytes:
    """More may be seen from now on: lists are to be read anew."""
    return format_sse_event(event="scope", data_str="{}")


def farewell(ending: Ending) -> bytes:
    """The last words of a stream."""
    return format_sse_event(
        comment="resume with Last-Event-ID", event="end", data_str=json.dumps({"reason": ending})
    )
