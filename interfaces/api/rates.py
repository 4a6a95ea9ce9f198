"""How fast one caller may ask: a token bucket for reads and one for commands.

A bucket belongs to the process. With N workers a caller who is spread over all of them may ask N
times as fast; the limits protect a process from one caller, they are no quota. What a whole
deployment bears belongs to the proxy before it, and so does whoever has no valid token.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Final

from starlette.types import Scope

from application.identity import Identity
from application.use_cases.request import Caller
from interfaces.api.refusals import RateExceeded

RATE: Final = "closeout.rate"
"""Where the headers for the answer wait in the scope of a request."""

_CALLERS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """What a bucket gives.

    Attributes:
        per_second: requests in the long run.
        burst: requests at once after a pause.
    """

    per_second: float
    burst: int


class Buckets:
    """One bucket for each caller, of those that asked last.

    Memory is bounded: when there are more than ``callers``, whoever was away longest is forgotten
    and begins with a full bucket again, which a caller that stayed away has anyway.

    Args:
        name: of the policy, in the headers.
    """

    def __init__(
        self,
        name: str,
        rate: Rate,
        *,
        callers: int = _CALLERS,
        passed: Callable[[], float] = monotonic,
    ) -> None:
        self._name, self._rate, self._callers, self._passed = name, rate, callers, passed
        self._full = math.ceil(rate.burst / rate.per_second)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, caller: str, scope: Scope) -> None:
        """Take one token; leaves the headers of draft-ietf-httpapi-ratelimit-headers in the scope.

        Not for several threads: it is called on the event loop.

        Raises:
            RateExceeded: none is left; says in how many seconds there will be one.
        """
        now, left = self._now(caller)
        taken = left >= 1
        wait = self._keep(caller, left - taken, now, scope)
        if not taken:
            raise RateExceeded(wait)

    def charge(self, caller: str, further: int, scope: Scope) -> None:
        """Take further tokens for a request that was let in and turned out to be many.

        It is not cut short; whoever sent it waits afterwards until its debt is paid.
        """
        now, left = self._now(caller)
        self._keep(caller, left - further, now, scope)

    def _now(self, caller: str) -> tuple[float, float]:
        now = self._passed()
        left, since = self._buckets.pop(caller, (float(self._rate.burst), now))
        return now, min(self._rate.burst, left + (now - since) * self._rate.per_second)

    def _keep(self, caller: str, left: float, now: float, scope: Scope) -> int:
        """Keep what is left; in how many seconds there will be a token, 0: there is one."""
        self._buckets[caller] = (left, now)
        if len(self._buckets) > self._callers:
            self._buckets.popitem(last=False)
        wait = math.ceil((1 - left) / self._rate.per_second) if left < 1 else 0
        scope[RATE] = {
            "RateLimit-Policy": f'"{self._name}";q={self._rate.burst};w={self._full}',
            "RateLimit": f'"{self._name}";r={max(int(left), 0)};t={max(wait, 1)}',
        }
        return wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The limits of a process; None: no limit."""

    reads: Buckets | None = None
    commands: Buckets | None = None


def bucket_of(who: Identity | Caller) -> str:
    """Whose bucket it is: a machine that acts for many people has one for each of them."""
    return f"{who.represented_by or ''}/{who.person_ref}"
