"""The keys of an issuer elsewhere: kept for a while, fetched again when one is unknown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic
from typing import Final

from application.identity import IssuerUnavailable
from infrastructure.identity.keys import KeysRefused, PublicKey, StaticKeys

LOGGER = logging.getLogger(__name__)

FRESH: Final = 300.0
"""Seconds for which fetched keys are used as they are: by then a withdrawn one is gone."""

KEPT: Final = 3600.0
"""Seconds for which the last keys serve while the issuer is away: as long as its tokens may live.
Longer, and a key withdrawn meanwhile would be believed for as long as somebody cuts the line."""

PAUSE: Final = 10.0
"""Least seconds between two fetches: forged key ids must not become requests to the issuer."""


WAITING: Final = 4
"""Callers that wait for a fetch at once. The others are told to come back: while an issuer is slow,
threads that wait for it must not be all there are."""


class KeysUnreachable(Exception):
    """The issuer did not answer in time, or not with keys."""


@dataclass(frozen=True, slots=True)
class _Fetched:
    keys: StaticKeys
    at: float


class FetchedKeys:
    """``IssuerKeys`` that are fetched; safe for many threads, of which one fetches at a time.

    Whoever only reads never waits: old keys are fetched anew in the background while they serve.

    Args:
        fetch: gets the keys as they are published now.
        passed: seconds of a clock that never goes back.
    """

    def __init__(
        self,
        fetch: Callable[[], StaticKeys],
        *,
        fresh: float = FRESH,
        kept: float = KEPT,
        pause: float = PAUSE,
        passed: Callable[[], float] = monotonic,
    ) -> None:
        self._fetch = fetch
        self._fresh, self._kept, self._pause = fresh, kept, pause
        self._passed = passed
        self._last: _Fetched | None = None
        self._tried_at: float | None = None
        self._turn = Lock()
        self._refreshing = Lock()
        self._places = BoundedSemaphore(WAITING)

    def prefetch(self) -> None:
        """Begin to fetch, so that the first token finds keys; waits for nothing."""
        self._refresh_soon()

    def at_hand(self, kid: str | None) -> PublicKey | None:
        last = self._last
        if last is None:
            return None
        age = self._passed() - last.at
        if age >= self._kept:
            return None
        if age >= self._fresh:
            self._refresh_soon()
        return last.keys.key(kid)

    def key(self, kid: str | None) -> PublicKey | None:
        seen = self._last
        if (found := self.at_hand(kid)) is not None:
            return found
        if not self._places.acquire(blocking=False):
            raise IssuerUnavailable
        try:
            with self._turn:
                if self._last is seen and self._may_try():
                    self._try()
        finally:
            self._places.release()
        last = self._last
        if last is None or self._passed() - last.at >= self._kept:
            raise IssuerUnavailable
        return last.keys.key(kid)

    def _refresh_soon(self) -> None:
        if not self._may_try() or not self._refreshing.acquire(blocking=False):
            return
        try:
            Thread(target=self._refresh, name="issuer-keys", daemon=True).start()
        except RuntimeError:  # no thread to be had: the keys at hand serve on
            self._refreshing.release()

    def _refresh(self) -> None:
        try:
            with self._turn:
                if self._may_try():
                    self._try()
        finally:
            self._refreshing.release()

    def _may_try(self) -> bool:
        return self._tried_at is None or self._passed() - self._tried_at >= self._pause

    def _try(self) -> None:
        """Fetch; a failure leaves the keys at hand as they are."""
        self._tried_at = self._passed()
        try:
            keys = self._fetch()
        except (KeysUnreachable, KeysRefused) as failure:
            LOGGER.warning("the keys of the token issuer could not be fetched: %s", failure)
        else:
            self._last = _Fetched(keys, self._passed())
