"""Whether a body that a command names is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.errors import BodyNotFound

if TYPE_CHECKING:
    from application.directory import Directory


def require_living(directory: Directory, *codes: str) -> None:
    """Refuse codes of bodies that never were, or have ended.

    Raises:
        BodyNotFound: the first of them.
    """
    for code in codes:
        found = directory.body(code)
        if found is None or not found.active:
            raise BodyNotFound(code)
