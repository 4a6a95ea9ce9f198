"""Failed authentications in the security log: counted, so that a flood is a few lines."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from threading import Event, Lock, Thread
from typing import Final

from application.identity import Unauthenticated
from application.ports import Clock, LogUnavailable, SecurityLog

LOGGER = logging.getLogger(__name__)

NOWHERE: Final = "-"
"""Stands for the jurisdiction where none was named that exists; no jurisdiction is called so."""

_LONGEST: Final = 63  # characters of the code of a jurisdiction
_KINDS: Final = 1000  # kinds of failure kept apart until they are written
_Kind = tuple[str, str, str]


class AuthenticationTally:
    """``AuthenticationLog`` that writes one line for each kind of failure in an interval.

    The first failure is written at once; what follows within the interval is one line with its
    number. Nothing of a token is kept: of an API key that exists its id, of the rest the code.
    ``start`` before the first failure, ``close`` at the end: it writes what is left.

    Args:
        jurisdictions: those that exist; failures elsewhere are noted under ``NOWHERE``.
        every: seconds of an interval.
    """

    def __init__(
        self,
        security: SecurityLog,
        jurisdictions: Callable[[], Collection[str]],
        clock: Clock,
        *,
        every: float = 10.0,
    ) -> None:
        self._security, self._jurisdictions, self._clock = security, jurisdictions, clock
        self._every = every
        self._counts: Counter[_Kind] = Counter()
        self._since: datetime | None = None
        self._lock = Lock()
        self._news, self._stop = Event(), Event()
        self._writer = Thread(target=self._run, name="authentication-tally", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._writer.start()

    def close(self) -> None:
        """Write what is left and end."""
        self._stop.set()
        self._news.set()
        self._writer.join()

    def failed(self, jurisdiction: str, failure: Unauthenticated) -> None:
        # What is too long to be a jurisdiction is not kept in memory until it is written.
        place = jurisdiction if len(jurisdiction) <= _LONGEST else ""
        kind = (place, failure.code, failure.presented or "")
        with self._lock:
            if kind not in self._counts and len(self._counts) >= _KINDS:
                kind = ("", failure.code, "")
            self._counts[kind] += 1
            self._since = self._since or self._clock()
        self._news.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._news.wait()
            self._news.clear()
            self._write()
            self._stop.wait(self._every)
        self._write()

    def _write(self) -> None:
        with self._lock:
            counts, self._counts = self._counts, Counter()
            since, self._since = self._since, None
        if since is None:
            return
        try:
            known = self._jurisdictions()
            lines: Counter[_Kind] = Counter()
            for (jurisdiction, code, key_id), times in counts.items():
                lines[jurisdiction if jurisdiction in known else NOWHERE, code, key_id] += times
            for line, times in lines.items():
                self._note(line, times, since)
                _forget(counts, line, known)
        except LogUnavailable:
            LOGGER.warning("failed authentications could not be noted yet")
            with self._lock:  # later, with those that come meanwhile
                self._counts.update(counts)
                self._since = since
            self._news.set()

    def _note(self, line: _Kind, times: int, since: datetime) -> None:
        jurisdiction, code, key_id = line
        self._security.refused(
            jurisdiction,
            at=self._clock(),
            actor_id="",  # nobody was proven
            command="authenticate",
            subject=key_id,
            code=code,
            rule=None,
            detail=f"{times} times since {since.isoformat()}",
        )


def _forget(counts: Counter[_Kind], line: _Kind, known: Collection[str]) -> None:
    """Take out what a line that was written counted."""
    for kind in [*counts]:
        jurisdiction, *rest = kind
        if (jurisdiction if jurisdiction in known else NOWHERE, *rest) == line:
            del counts[kind]
