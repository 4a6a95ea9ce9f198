"""What the routes need besides the application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from application.identity import Identity


class TokenMint(Protocol):
    """Issues tokens in development mode."""

    def issue(self, person_ref: str, *, represented_by: str | None = None) -> tuple[str, Identity]:
        """A token for anybody, and what it proves.

        Raises:
            TokenInvalid: an id cannot be that of a person or machine.
        """
        ...


class PoolFigure(Protocol):
    """How many requests are in a pool of threads."""

    def inc(self) -> None:
        """One more."""
        ...

    def dec(self) -> None:
        """One less."""
        ...


class Readiness(Protocol):
    """Whether this process can serve. Blocking, and bounded in time."""

    def lacking(self) -> Sequence[str]:
        """Names of what is missing; nothing: it can."""
        ...

    def notices(self) -> Sequence[str]:
        """Names of what should be seen to."""
        ...
