"""Which route an address belongs to, found part by part instead of route by route."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

Found = TypeVar("Found")

_NAME = re.compile(r"\{\w+\}")
_ANY: Final = ""  # where a name stands; no part that a name may stand for is empty


@dataclass(slots=True)
class _Place(Generic[Found]):
    """Where some parts of a path lead: to further parts, and to what ends here, by method."""

    further: dict[str, _Place[Found]] = field(default_factory=dict)
    ends: dict[str, tuple[int, tuple[int, ...], Found]] = field(default_factory=dict)


class Addresses(Generic[Found]):
    """What is at each template like ``/cases/{case_id}``; of several that fit, the one added first.

    A name in braces stands for one whole part of the path that is not empty.
    """

    def __init__(self) -> None:
        self._root: _Place[Found] = _Place()
        self._count = 0

    def add(self, method: str, template: str, found: Found) -> None:
        """Add one behind those that were added before.

        Raises:
            ValueError: the braces stand for more or less than one part.
        """
        place, named = self._root, []
        for number, part in enumerate(template.split("/")):
            key = part
            if _NAME.fullmatch(part):
                key = _ANY
                named.append(number)
            elif "{" in part or "}" in part or (not part and number):
                raise ValueError(f"{template} cannot be found part by part")
            place = place.further.setdefault(key, _Place())
        place.ends.setdefault(method, (self._count, tuple(named), found))
        self._count += 1

    def find(self, method: str, path: str) -> tuple[Found, list[str]] | None:
        """What is at an address, and the parts that stand for its names; None: nothing."""
        parts = path.split("/")
        places = [self._root]
        for part in parts:
            keys = (part, _ANY) if part else (_ANY,)
            places = [
                place.further[key] for place in places for key in keys if key in place.further
            ]
        ends = [place.ends[method] for place in places if method in place.ends]
        if not ends:
            return None
        _, named, found = min(ends, key=lambda end: end[0])
        values = [parts[number] for number in named]
        return (found, values) if all(values) else None
