"""Remembers what a token proved, so that a busy caller's is not verified for each request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from application.identity import Identity, TokenVerifier
from application.ports import Clock

_FOR = timedelta(seconds=60)
_MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RememberingVerifier:
    """``TokenVerifier`` in front of one whose tokens cannot be taken back before they expire.

    A token proves who asks; what she may do is looked up for each request, as always. So all that
    is late here, by a minute at most, is the end of a key that the issuer withdrew. Only digests of
    tokens are kept. Safe for many threads.
    """

    verifier: TokenVerifier
    clock: Clock
    _proven: dict[bytes, tuple[Identity, datetime]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def verify(self, token: str) -> Identity:
        return self._known(token) or self._keep(token, self.verifier.verify(token))

    def verify_at_once(self, token: str) -> Identity | None:
        known = self._known(token)
        if known is not None:
            return known
        identity = self.verifier.verify_at_once(token)
        return None if identity is None else self._keep(token, identity)

    def _known(self, token: str) -> Identity | None:
        known = self._proven.get(_digest(token))
        return known[0] if known is not None and self.clock() < known[1] else None

    def _keep(self, token: str, identity: Identity) -> Identity:
        digest = _digest(token)
        with self._lock:
            self._proven.pop(digest, None)
            self._proven[digest] = identity, min(self.clock() + _FOR, identity.expires_at)
            if len(self._proven) > _MOST:
                del self._proven[next(iter(self._proven))]
        return identity


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="surrogatepass")).digest()
