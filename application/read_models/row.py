"""What a row of a read model is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


class Bits(int):
    """Marks in one 64-bit column, each a power of two."""


class Position(int):
    """A place in a log; it needs 64 bits."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
def row(cls: type[T]) -> type[T]:
    """Make a dataclass whose fields are the columns of a read model.

    It is frozen for the type checker, not at run time: guarding each field as it is set costs five
    times what making the row costs, and a rebuild makes millions.
    """
    return dataclass(slots=True, kw_only=True)(cls)
