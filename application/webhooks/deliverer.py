"""Takes what is due, sends it, and records what came of it.

A delivery is leased before it is sent and recorded afterwards. A process that dies in between
leaves the lease to run out, and the event is sent again with the same ``webhook-id``: at least
once. The threads do nothing but send, so that a receiver that hangs holds a thread and no
connection to the database.
"""

from __future__ import annotations

import logging
import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Flag
from time import monotonic
from typing import Final

from pydantic_core import to_json

from application.live.cloud_events import Detail, cloud_event
from application.ports import Clock, LogUnavailable
from application.webhooks.audience import Audiences
from application.webhooks.ports import DeliveryQueue, Job, Result, Sender
from application.webhooks.retries import LONGEST, Answer, Reason, Verdict, judge, pause_after
from application.webhooks.signing import signed_headers
from application.webhooks.webhook import DeliveryState, message_id

LOGGER = logging.getLogger(__name__)

_POLL: Final = 1.0  # seconds: other processes insert deliveries, and retries become due
_STEP: Final = 0.2  # seconds until a request to stop is noticed
_TIDY: Final = 60.0  # seconds
_MARGIN: Final = timedelta(seconds=10)  # of a lease over the longest attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is done at once, and for how long it is tried.

    Attributes:
        workers: requests under way in this process.
        each: requests under way to one webhook, from all processes; one while it is not well.
        within: the longest attempt.
        disable_after: a webhook to which nothing got through for so long is disabled.
        keep: what ended is shown for so long.
    """

    workers: int = 32
    each: int = 8
    within: timedelta = timedelta(seconds=20)
    disable_after: timedelta = timedelta(days=5)
    keep: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Sent:
    """An attempt that ended, not recorded yet."""

    job: Job
    started_at: datetime
    answer: Answer


@dataclass(kw_only=True)
class Deliverer:
    """The delivery side of one process. Any number of processes may run.

    Args:
        chance: random numbers from 0 to 1, for jitter.
    """

    queue: DeliveryQueue
    audiences: Audiences
    sender: Sender
    jurisdictions: Callable[[], Iterable[str]]
    clock: Clock
    bounds: Bounds = field(default_factory=Bounds)
    chance: Callable[[], float] = random.random
    _round: int = field(default=0, init=False)

    def run(self, stop: Flag, wake: Flag) -> None:
        """Deliver until told to stop; then what is under way is finished and recorded.

        While the database is away nothing is taken; what was sent meanwhile is recorded once it is
        back.

        Args:
            wake: set by whoever inserted deliveries.
        """
        under_way: dict[Future[_Sent], Job] = {}
        unrecorded: list[Result] = []
        tidied, polled = -_TIDY, -_POLL
        with ThreadPoolExecutor(self.bounds.workers, "webhook") as threads:
            while True:
                wake.clear()
                ended = [future for future in under_way if future.done()]
                for future in ended:
                    del under_way[future]
                    unrecorded.append(self._judged(future.result()))
                try:
                    unrecorded = self._recorded(unrecorded)
                    woken = bool(ended) or monotonic() - polled >= _POLL
                    if not stop.is_set() and woken:
                        polled = monotonic()
                        for job, detail in self._taken(self.bounds.workers - len(under_way)):
                            if detail is None:
                                unrecorded.append(self._withheld(job))
                            else:
                                future = threads.submit(self._send, job, detail)
                                under_way[future] = job
                                future.add_done_callback(lambda _: wake.set())
                        if monotonic() - tidied >= _TIDY:
                            tidied = monotonic()
                            self._tidy()
                    away = False
                except LogUnavailable:
                    LOGGER.warning("the database cannot be reached; deliveries wait")
                    away = True
                if stop.is_set() and not under_way and (away or not unrecorded):
                    return  # what could not be recorded is sent again by the next process
                if (away or not unrecorded) and wake.wait(_POLL if away else _STEP):
                    polled = -_POLL

    def deliver_due(self) -> int:
        """Send what is due now, one after the other, and record it; returns how many were done."""
        done = 0
        while taken := list(self._taken(self.bounds.workers)):
            results = [
                self._withheld(job) if detail is None else self._judged(self._send(job, detail))
                for job, detail in taken
            ]
            self.queue.record(results)
            done += len(results)
        self._tidy()
        return done

    def _recorded(self, results: list[Result]) -> list[Result]:
        if results:
            self.queue.record(results)
        return []

    def _taken(self, room: int) -> Iterator[tuple[Job, Detail | None]]:
        """What is due, at most so much, with how much of each event may be told now."""
        self._round += 1
        waiting = deque(self.jurisdictions())
        waiting.rotate(self._round)  # each is the first one in its turn
        for jurisdiction in waiting:
            if room <= 0:
                return
            at = self.clock()
            jobs = self.queue.claim(
                jurisdiction,
                at=at,
                lease_for=self.bounds.within + _MARGIN,
                each=self.bounds.each,
                limit=room,
            )
            if not jobs:
                continue
            room -= len(jobs)
            audience = self.audiences.of(jurisdiction, at)
            for job in jobs:
                yield job, audience.detail(job.webhook, job.marks)

    def _send(self, job: Job, detail: Detail) -> _Sent:
        started_at = self.clock()
        event = cloud_event(job.webhook.jurisdiction, job.position, job.event, detail)
        body = to_json(event)
        name = message_id(job.webhook.webhook_id, job.position)
        headers = signed_headers(name, started_at, body, job.secrets)
        return _Sent(job, started_at, self.sender.post(job.webhook.url, headers, body))

    def _judged(self, sent: _Sent) -> Result:
        at = self.clock()
        verdict = judge(sent.answer, tries=sent.job.tries, at=at, chance=self.chance())
        pause_until = None
        if verdict.unwell:
            pause_until = at + pause_after(sent.job.failures + 1, self.chance())
            if verdict.asked_to_wait_until is not None:
                pause_until = max(pause_until, verdict.asked_to_wait_until)
        return Result(
            job=sent.job,
            verdict=verdict,
            reason=sent.answer.reason,
            ended_at=at,
            started_at=sent.started_at,
            answer=sent.answer,
            pause_until=pause_until,
        )

    def _withheld(self, job: Job) -> Result:
        at = self.clock()
        return Result(
            job=job,
            verdict=Verdict(DeliveryState.WITHHELD, at),
            reason=Reason.NOT_VISIBLE,
            ended_at=at,
            started_at=at,
        )

    def _tidy(self) -> None:
        for jurisdiction in self.jurisdictions():
            self.queue.tidy(
                jurisdiction,
                at=self.clock(),
                longest=LONGEST,
                disable_after=self.bounds.disable_after,
                keep=self.bounds.keep,
            )
