"""What a log or a trace may say of an exception: its type and its place, never a value.

The text of an exception quotes what was sent: a validation error holds the inputs, a database error
the row. So neither the text nor the arguments leave the process.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any, Final

_DEPTH: Final = 5  # exceptions of a chain, members of a group
_FRAMES: Final = 12  # the innermost ones
_ROOT: Final = str(Path(__file__).parents[2])


def type_name(error: BaseException | type[BaseException]) -> str:
    """The full name of an exception's class."""
    kind = error if isinstance(error, type) else type(error)
    return (
        kind.__qualname__
        if kind.__module__ == "builtins"
        else f"{kind.__module__}.{kind.__qualname__}"
    )


def described(error: BaseException, depth: int = _DEPTH) -> dict[str, Any]:
    """Type and place of an exception, of what it came from and of what it holds together."""
    found: dict[str, Any] = {"type": type_name(error), "at": _places(error)}
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        found["sqlstate"] = state  # a code of five letters, the same for every row
    if depth <= 1:
        return found
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found["cause"] = described(cause, depth - 1)
    if isinstance(error, BaseExceptionGroup):
        found["group"] = [described(one, depth - 1) for one in error.exceptions[:_DEPTH]]
    return found


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    """From the repository's root or the package's folder, which is what a reader looks for."""
    if file.startswith(_ROOT) and "site-packages" not in file:
        return file[len(_ROOT) + 1 :]
    return file.rpartition("site-packages/")[2]
