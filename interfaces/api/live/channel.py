"""One log as this process follows it: read once, handed to all its streams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from application.directory import DirectoryBehind
from application.live.feed import shown
from domain.calendar.local_time import local_date
from domain.kernel import Forbidden, Unavailable
from interfaces.api.live.frames import Ending, Frame

if TYPE_CHECKING:
    from application.live.feed import FeedItem, LiveFeed
    from application.ports import Clock
    from application.queries.audience import Audience
    from application.use_cases.request import Caller
    from interfaces.api.live.stream import Page, Stream

Result = TypeVar("Result")

_POLL: Final = 3.0  # seconds until a lost signal is made good, or a database that was away is asked
_GATHERED: Final = 0.0001  # seconds by stream: about what a round costs, so it takes half the time
_ROUND: Final = 50  # streams that are fed before others have their turn on the event loop
_PAGE: Final = 200  # events


class Reading(Protocol):
    """Runs blocking work on threads."""

    async def __call__(self, work: Callable[[], Result]) -> Result:
        """The result of the work."""
        ...


class Channel:
    """The streams of one log, and the one reader that feeds them.

    Attributes:
        streams: all of them, those that still catch up included: their rights are renewed alike.
        position: every event up to here was handed out.
        users: who holds on to it; nobody: it stops.

    Args:
        soon: runs what all streams wait for.
        in_turn: runs what one stream waits for; few at a time, so that many that catch up at once
            leave room for the live ones.
    """

    def __init__(
        self,
        feed: LiveFeed,
        jurisdiction: str,
        position: int,
        *,
        clock: Clock,
        soon: Reading,
        in_turn: Reading,
    ) -> None:
        self._feed = feed
        self.jurisdiction = jurisdiction
        self.position = position
        self.streams: set[Stream] = set()
        self.users = 0
        self._clock = clock
        self._soon, self._in_turn = soon, in_turn
        self._directory_at = 0
        self._day = local_date(clock())
        self._woken = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name=f"live-feed-{jurisdiction}")
        self._task.add_done_callback(self._on_end)

    def appended(self) -> None:
        """Something may have been appended to the log."""
        self._woken.set()

    def end(self, ending: Ending) -> None:
        """End every stream."""
        for stream in list(self.streams):
            stream.end(ending)

    @property
    def broken(self) -> bool:
        """Whether its reader ended on an error of the program."""
        return self._task.done()

    def stop(self) -> None:
        """Read no more."""
        self._task.cancel()

    async def audience(self, caller: Caller) -> tuple[Audience, int]:
        """What a caller may see, by a directory that has reached what was handed out so far."""
        while True:
            checked = self.position
            found = await self._soon(partial(self._feed.audience, self.jurisdiction, caller))
            if checked >= self._directory_at:
                return found, checked

    async def next_page(self, stream: Stream) -> Page | None:
        """The next page for a stream that is behind; None: it is not, and will be fed from now on.

        Flat in memory however far behind it is. Up to the position that was handed out, no
        further: there it joins the others, without a gap and without a double.
        """
        target = self.position
        if stream.position >= target:
            stream.live = True
            return None
        with suppress(Unavailable):
            return await self._in_turn(partial(self._page, stream, target))
        await asyncio.sleep(_POLL)  # the database is away
        return b"", stream.position

    def _page(self, stream: Stream, target: int) -> Page:
        items = self._feed.read(self.jurisdiction, stream.position, up_to=target, limit=_PAGE)
        audience = stream.audience
        messages = []
        for item in items:
            detail = shown(audience, stream.which, item.logged)
            if detail is not None:
                messages.append(Frame(item).message(detail))
        return b"".join(messages), items[-1].position if len(items) == _PAGE else target

    # --- The reader. ---

    async def _run(self) -> None:
        quiet = False
        while True:
            self._woken.clear()
            more = False
            with suppress(Unavailable, DirectoryBehind):  # asked again, signalled or not
                if quiet:
                    await self._look_back()
                more = await self._advance()
            quiet = False
            if more:
                await asyncio.sleep(_GATHERED * len(self.streams))
                continue
            try:
                async with asyncio.timeout(_POLL):
                    await self._woken.wait()
            except TimeoutError:
                quiet = True

    async def _advance(self) -> bool:
        """Hand out what the log has; whether there was anything."""
        read = partial(self._feed.read, self.jurisdiction, self.position, limit=_PAGE)
        items = await self._soon(read)
        await self._renew_rights(items)
        if items:
            await self._hand_out(items)
        return bool(items)

    async def _look_back(self) -> None:
        """Notice that the log was restored to an earlier state: what was told is no longer so."""
        head = await self._soon(partial(self._feed.head, self.jurisdiction))
        if head < self.position:
            self.end(Ending.POSITION_NOT_REACHED)
            self.position = head

    async def _hand_out(self, items: Sequence[FeedItem]) -> None:
        frames = [Frame(item) for item in items]
        # From here on whoever catches up reads these from the log by himself.
        self.position = frames[-1].position
        live = [stream for stream in self.streams if stream.live]
        for n, stream in enumerate(live, start=1):
            stream.offer(frames, self.position)
            if n % _ROUND == 0:
                await asyncio.sleep(0)

    async def _renew_rights(self, items: Sequence[FeedItem]) -> None:
        """Look again at who may see what, when the directory moved or a local day began.

        Before anything is handed out, so that nobody gets an event by a right that was taken away
        before it. Posts begin and end with days, without an event.
        """
        checked = items[-1].position if items else self.position
        moved = [item.position for item in items if not item.of_a_case]
        self._directory_at = max([self._directory_at, *moved])
        today = local_date(self._clock())
        stale = set(self.streams) if today != self._day else self._stale()
        while stale:
            callers = {stream.caller for stream in stale}
            found = await self._soon(partial(self._audiences, callers))
            for stream in stale:
                audience = found[stream.caller]
                if audience is None:
                    stream.end(Ending.RIGHTS_CHANGED)
                    stream.checked = checked
                else:
                    stream.sees(audience, checked)
            stale = self._stale()  # some may have come meanwhile
        self._day = today

    def _stale(self) -> set[Stream]:
        return {stream for stream in self.streams if stream.checked < self._directory_at}

    def _audiences(self, callers: Collection[Caller]) -> dict[Caller, Audience | None]:
        found: dict[Caller, Audience | None] = {}
        for caller in callers:
            try:
                found[caller] = self._feed.audience(self.jurisdiction, caller)
            except Forbidden:
                found[caller] = None
        return found

    def _on_end(self, task: asyncio.Task[None]) -> None:
        if told_if_broken(task):
            self.end(Ending.INTERRUPTED)


def told_if_broken(task: asyncio.Task[None]) -> bool:
    """Whether a task ended on an error of the program; the process's log then has it."""
    bug = None if task.cancelled() else task.exception()
    if bug is not None:
        context = {"message": "A live feed broke off", "exception": bug, "task": task}
        task.get_loop().call_exception_handler(context)
    return bug is not None
