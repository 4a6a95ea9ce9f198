"""What the routes need besides the application."""

from __future__ import annotations

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
