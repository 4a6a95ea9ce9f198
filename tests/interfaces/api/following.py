"""Clients that follow a feed, as a console would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Thread
from time import monotonic
from typing import Any

import httpx

PATIENCE = 45.0
"""Seconds that a test waits for what must come."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an event stream, as the HTML standard reads it."""

    id: str | None = None
    event: str | None = None
    data: str | None = None
    comment: str | None = None

    @property
    def cloud_event(self) -> dict[str, Any] | None:
        """What a default listener gets; None: nothing."""
        if self.data is None or self.event is not None:
            return None
        found: dict[str, Any] = json.loads(self.data)
        return found


def blocks(lines: Iterator[str]) -> Iterator[Block]:
    """The blocks of a stream, each when it is whole."""
    fields: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name or "comment"] = value
        elif fields:
            fields.pop("retry", None)
            yield Block(**fields)
            fields = {}


@dataclass
class Follower:
    """Reads a stream on a thread of its own."""

    answer: httpx.Response
    seen: list[Block] = field(default_factory=list)
    _news: Queue[Block | None] = field(default_factory=Queue)

    def read(self) -> None:
        """Until the stream ends, or the connection breaks."""
        try:
            for block in blocks(self.answer.iter_lines()):
                self._news.put(block)
        except (httpx.TransportError, httpx.StreamClosed):
            pass
        finally:
            self._news.put(None)

    def until(self, wanted: Callable[[Block], bool]) -> list[Block]:
        """The next blocks up to the first one that is wanted."""
        found: list[Block] = []
        deadline = monotonic() + PATIENCE
        while not found or not wanted(found[-1]):
            found.append(self._next(deadline))
        return found

    def events(self, count: int) -> list[dict[str, Any]]:
        """The next so many CloudEvents."""
        found: list[dict[str, Any]] = []
        deadline = monotonic() + PATIENCE
        while len(found) < count:
            event = self._next(deadline).cloud_event
            if event is not None:
                found.append(event)
        return found

    def rest(self) -> list[Block]:
        """All that comes until the stream ends."""
        found: list[Block] = []
        deadline = monotonic() + PATIENCE
        while (block := self._get(deadline)) is not None:
            found.append(block)
        return found

    def ending(self) -> str:
        """Why the service ended the stream."""
        last = self.rest()[-1]
        assert last.event == "end", last
        reason: str = json.loads(last.data or "")["reason"]
        return reason

    @property
    def last_id(self) -> str:
        """What a client would resume by."""
        return next(block.id for block in reversed(self.seen) if block.id is not None)

    def _next(self, deadline: float) -> Block:
        block = self._get(deadline)
        assert block is not None, "the stream ended"
        return block

    def _get(self, deadline: float) -> Block | None:
        try:
            block = self._news.get(timeout=max(0.0, deadline - monotonic()))
        except Empty:
            raise AssertionError(f"it did not come; last seen: {self.seen[-3:]}") from None
        if block is not None:
            self.seen.append(block)
        return block


@contextmanager
def following(address: str, headers: dict[str, str], **params: Any) -> Iterator[Follower]:
    """A client that follows; it is gone after the block."""
    with httpx.Client(timeout=httpx.Timeout(PATIENCE, read=None)) as client:
        request = client.build_request("GET", address, params=params, headers=headers)
        answer = client.send(request, stream=True)
        assert answer.status_code == 200, answer.read()
        follower = Follower(answer)
        thread = Thread(target=follower.read)
        thread.start()
        try:
            follower.until(lambda block: block.comment == "following")
            yield follower
        finally:
            _hang_up(answer)
            thread.join(PATIENCE)
            assert not thread.is_alive()


def _hang_up(answer: httpx.Response) -> None:
    """Close the socket under a read: the reading thread wakes up."""
    socket = answer.extensions["network_stream"].get_extra_info("socket")
    with suppress(OSError):  # the service was first
        socket.shutdown(2)
