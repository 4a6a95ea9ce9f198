"""Every stream of this process, and the channels that feed them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import anyio
import anyio.to_thread

from interfaces.api.live.channel import Channel, told_if_broken
from interfaces.api.live.frames import Ending
from interfaces.api.live.stream import Stream
from interfaces.api.refusals import ServiceBusy, TooManyStreams

if TYPE_CHECKING:
    from datetime import datetime

    from application.identity import Identity
    from application.live.feed import FeedFilter
    from application.service import Service
    from application.use_cases.request import Caller

Result = TypeVar("Result")

HEARTBEAT: Final = 15.0
"""Seconds; proxies close what is silent for a minute."""
MOST_STREAMS: Final = 2_000
MOST_OF_A_PERSON: Final = 20
ROOM: Final = 1_000


class Hub:
    """One reader for each log that somebody follows, one connection that hears of appends, and no
    thread for a stream that is idle. Belongs to one event loop.

    Args:
        heartbeat: seconds after which an idle stream says that it lives.
        most, most_of_a_person: streams that are open at once.
        room: events that wait for a slow client before it is sent away.
    """

    def __init__(
        self,
        service: Service,
        *,
        heartbeat: float = HEARTBEAT,
        most: int = MOST_STREAMS,
        most_of_a_person: int = MOST_OF_A_PERSON,
        room: int = ROOM,
    ) -> None:
        self._service = service
        self._heartbeat = heartbeat
        self._room = room
        self._most, self._most_of_a_person = most, most_of_a_person
        self._channels: dict[str, Channel] = {}
        self._open: Counter[str] = Counter()
        self._starting = asyncio.Lock()
        self._listening: asyncio.Task[None] | None = None
        self._for_all = anyio.CapacityLimiter(4)
        self._for_one = anyio.CapacityLimiter(2)
        self._closed = False

    async def follow(
        self,
        jurisdiction: str,
        caller: Caller,
        which: FeedFilter,
        *,
        after: int | None,
        expires_at: datetime,
        prove: Callable[[], Awaitable[Identity]],
    ) -> Stream:
        """A stream of the events after a position; None: from now on. To be closed by its taker.

        Args:
            expires_at: when the caller's token ends, and the stream with it.
            prove: verifies the token again.

        Raises:
            PermissionDenied, UnknownJurisdiction: the caller may not follow this log.
            PositionNotReached: the log ends before ``after``.
            ServiceBusy, TooManyStreams: too many are open.
            LogUnavailable: the database is away.
        """
        self._admit(caller.person_ref)
        try:
            channel = await self._channel(jurisdiction, caller)
        except BaseException:
            self._forget(caller.person_ref)
            raise
        try:
            if after is not None and after > channel.position:
                require = partial(self._service.feed.require_reached, jurisdiction, after)
                await self._soon(require)
            audience, checked = await channel.audience(caller)
        except BaseException:
            self._release(channel)
            self._forget(caller.person_ref)
            raise
        stream = Stream(
            caller=caller,
            which=which,
            audience=audience,
            checked=checked,
            position=channel.position if after is None else after,
            catch_up=channel.next_page,
            prove=prove,
            every=self._heartbeat,
            room=self._room,
        )
        channel.streams.add(stream)
        left = (expires_at - self._service.clock()).total_seconds()
        expiry = stream.end_after(left, Ending.TOKEN_EXPIRED)

        def leave() -> None:
            expiry.cancel()
            channel.streams.discard(stream)
            self._release(channel)
            self._forget(caller.person_ref)

        stream.on_close(leave)
        if self._closed or channel.broken:  # while it was being opened
            stream.end(Ending.SHUTDOWN if self._closed else Ending.INTERRUPTED)
        return stream

    def close(self) -> None:
        """End all streams with a farewell, and accept no more."""
        self._closed = True
        for channel in self._channels.values():
            channel.end(Ending.SHUTDOWN)

    def _admit(self, person_ref: str) -> None:
        if self._closed or self._open.total() >= self._most:
            raise ServiceBusy
        if self._open[person_ref] >= self._most_of_a_person:
            raise TooManyStreams(self._most_of_a_person)
        self._open[person_ref] += 1

    def _forget(self, person_ref: str) -> None:
        self._open[person_ref] -= 1
        if not self._open[person_ref]:
            del self._open[person_ref]

    async def _channel(self, jurisdiction: str, caller: Caller) -> Channel:
        feed = self._service.feed
        if self._working(jurisdiction) is None:
            await self._soon(partial(feed.audience, jurisdiction, caller))  # or there is none
            async with self._starting:
                if self._working(jurisdiction) is None:
                    head = await self._soon(partial(feed.head, jurisdiction))
                    self._channels[jurisdiction] = Channel(
                        feed,
                        jurisdiction,
                        head,
                        clock=self._service.clock,
                        soon=self._soon,
                        in_turn=self._in_turn,
                    )
        channel = self._channels[jurisdiction]
        channel.users += 1
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="live-signals")
            self._listening.add_done_callback(told_if_broken)
        return channel

    def _working(self, jurisdiction: str) -> Channel | None:
        known = self._channels.get(jurisdiction)
        return None if known is None or known.broken else known

    def _release(self, channel: Channel) -> None:
        channel.users -= 1
        if channel.users == 0:
            channel.stop()
            if self._channels.get(channel.jurisdiction) is channel:
                del self._channels[channel.jurisdiction]
        if not self._channels and self._listening is not None:
            self._listening.cancel()
            self._listening = None

    async def _listen(self) -> None:
        async with aclosing(self._service.feed.signals.appended()) as names:
            async for name in names:
                for channel in list(self._channels.values()):
                    if name in {None, channel.jurisdiction}:
                        channel.appended()

    async def _soon(self, work: Callable[[], Result]) -> Result:
        return await anyio.to_thread.run_sync(work, limiter=self._for_all)

    async def _in_turn(self, work: Callable[[], Result]) -> Result:
        return await anyio.to_thread.run_sync(work, limiter=self._for_one)
