"""One client that follows a log."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final

from application.identity import TokenExpired, Unauthenticated
from application.live.feed import FeedFilter, shown
from domain.kernel import Unavailable
from interfaces.api.live.frames import Ending, Frame, farewell, heartbeat, opening, widened

if TYPE_CHECKING:
    from application.queries.audience import Audience
    from application.use_cases.request import Caller

_AT_ONCE: Final = 200

Page = tuple[bytes, int]
"""Messages, and the position that was looked at last."""


class Stream:
    """What waits for one client, and how far it has come. Belongs to the event loop.

    Attributes:
        audience: what the client may see, renewed when the directory moves.
        checked: a position that the directory had reached when ``audience`` was taken from it.
        position: every event up to here was sent, is waiting, or is not for this client.
        live: fed by the fan-out; else it pages through the log by itself.

    Args:
        catch_up: the next page of the log for this stream; empty when it has caught up.
        prove: verifies the caller's token again.
        every: seconds after which an idle stream says that it lives, and the token is looked at.
        room: events that wait for the client. Their bytes are shared with all others, so that a
            slow client costs little; one that falls further behind is sent away and pages through
            what it missed.
    """

    def __init__(
        self,
        *,
        caller: Caller,
        which: FeedFilter,
        audience: Audience,
        checked: int,
        position: int,
        catch_up: Callable[[Stream], Awaitable[Page | None]],
        prove: Callable[[], Awaitable[object]],
        every: float,
        room: int,
    ) -> None:
        self.caller = caller
        self.which = which
        self.audience = audience
        self.checked = checked
        self.position = position
        self.live = False
        self._catch_up = catch_up
        self._prove = prove
        self._every = every
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._prove_at = self._loop.time() + every
        self._pending: list[bytes] = [opening(position)]
        self._woken = asyncio.Event()
        self._ending: Ending | None = None
        self._finished = False
        self._leave: Callable[[], None] = _nothing

    # --- What others do to it. ---

    def offer(self, frames: Sequence[Frame], up_to: int) -> None:
        """Take from the fan-out what is for this client."""
        if self._ending is not None:
            return
        pending, position = self._pending, self.position
        for frame in frames:
            if frame.position > position:
                detail = shown(self.audience, self.which, frame.item.logged)
                if detail is not None:
                    pending.append(frame.message(detail))
        self.position = max(position, up_to)
        if len(pending) > self._room:
            self.end(Ending.TOO_SLOW)
        elif pending:
            self._woken.set()

    def sees(self, audience: Audience, checked: int) -> None:
        """What the client may see from now on; losing sight of something ends the stream."""
        self.checked = checked
        if audience == self.audience:
            return
        if self.audience.has_lost_to(audience):
            self.end(Ending.RIGHTS_CHANGED)
            return
        self.audience = audience
        self._pending.append(widened())
        self._woken.set()

    def end(self, ending: Ending) -> None:
        """Send nothing more but why. What waits is dropped: the client has not got its ids."""
        if self._ending is None:
            self._ending = ending
            self._pending.clear()
            self._woken.set()

    def end_after(self, seconds: float, ending: Ending) -> asyncio.TimerHandle:
        """End it then, unless that is called off."""
        return self._loop.call_later(max(0.0, seconds), self.end, ending)

    def on_close(self, leave: Callable[[], None]) -> None:
        """What its taker's ``close`` does."""
        self._leave = leave

    def close(self) -> None:
        """Nobody takes from it any more."""
        self._leave()

    @property
    def ended(self) -> bool:
        """Whether nothing but a farewell will come."""
        return self._ending is not None

    # --- What its client gets. ---

    def __aiter__(self) -> Stream:
        return self

    async def __anext__(self) -> bytes:
        """The next bytes; waits for them."""
        if self._finished:
            raise StopAsyncIteration
        while True:
            if self._loop.time() >= self._prove_at:
                await self._prove_again()
            if self._ending is not None:
                self._finished = True
                return farewell(self._ending)
            if self._pending:
                return self._taken()
            if self.live:
                if not await self._is_woken():
                    return heartbeat(self.position)
            elif chunk := await self._next_page():
                return chunk

    def _taken(self) -> bytes:
        taken, self._pending = self._pending[:_AT_ONCE], self._pending[_AT_ONCE:]
        return b"".join(taken)

    async def _next_page(self) -> bytes:
        page = await self._catch_up(self)
        if page is None or self._ending is not None:
            return b""
        chunk, self.position = page
        return chunk or heartbeat(self.position)

    async def _is_woken(self) -> bool:
        self._woken.clear()
        try:
            async with asyncio.timeout(self._every):
                await self._woken.wait()
        except TimeoutError:
            return False
        return True

    async def _prove_again(self) -> None:
        self._prove_at = self._loop.time() + self._every
        try:
            await self._prove()
        except TokenExpired:
            self.end(Ending.TOKEN_EXPIRED)
        except Unauthenticated:
            self.end(Ending.TOKEN_REFUSED)
        except Unavailable:
            pass  # it was proven once, and whoever could take that back cannot be asked now


def _nothing() -> None:
    pass
