"""Where each value of a pack comes from: a rule, a source, or an assumption of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, Field, RootModel

from domain.kernel import Value

Path = tuple[str | int, ...]

Leaf = str | int | float | bool | None
"""A single value of a pack."""

RuleRef = Annotated[str, Field(pattern=r"^([A-Z]{1,3}(-[A-Z]{2})?-\d{2}|[A-G](\.\d+)?|\d+\.\d+)$")]
"""Id of a rule, or the section or annex of the rulebook that says it."""


class Origin(Value):
    """Where a value, or all values below a path, come from.

    Attributes:
        source: document and section; None: no source says it.
        assumption: why the value was chosen, where the sources are silent; else None.
    """

    rule: RuleRef
    source: str | None = None
    assumption: str | None = Field(default=None, min_length=1)


class Explained(Value):
    """One value of a pack with its origin.

    Attributes:
        value: None: the feature is off.
        status: standing of the source document, where the pack states one (B-28).
    """

    path: str
    value: Leaf
    rule: str | None
    source: str | None
    status: str | None
    assumption: str | None


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """All single values below a value, with their paths. Empty lists and mappings count as one.

    Sets come in the order of their text; decimals and dates as text.
    """
    children = _children(value)
    if children is None:
        yield path, _plain(value)
    elif not children:
        yield path, None
    else:
        for key, child in children:
            yield from leaves(child, (*path, key))


def _children(value: object) -> list[tuple[str | int, object]] | None:
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, BaseModel):
        return [(name, getattr(value, name)) for name in type(value).model_fields]
    if isinstance(value, Mapping):
        return [(str(key), child) for key, child in value.items()]
    if isinstance(value, frozenset):
        return list(enumerate(sorted(value, key=str)))
    return list(enumerate(value)) if isinstance(value, tuple) else None


def _plain(value: object) -> Leaf:
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def origin_of(origins: Mapping[str, Origin], path: Path) -> Origin | None:
    """The origin that covers a path: that of the path itself or of its nearest ancestor."""
    parts = [str(part) for part in path]
    for end in range(len(parts), 0, -1):
        if found := origins.get(".".join(parts[:end])):
            return found
    return None
