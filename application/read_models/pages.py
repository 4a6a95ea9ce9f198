"""One page of a list that may be long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Place = TypeVar("Place")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item, Place]):
    """One page of a list; ``next`` is the place to go on after, None: it was the last."""

    items: Sequence[Item]
    next: Place | None


def page_of(found: Sequence[Item], limit: int, place: Callable[[Item], Place]) -> Page[Item, Place]:
    """A page of ``limit`` items from a find of up to one more: that one says there is more."""
    items = found[:limit]
    return Page(items, place(items[-1]) if len(found) > limit else None)
