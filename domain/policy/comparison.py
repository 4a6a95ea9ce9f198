"""What one version of a pack says otherwise than another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from domain.kernel import Value
from domain.policy.pack import PolicyPack
from domain.policy.provenance import Explained, Leaf

_OF_THE_VERSION = "meta."
"""Values that name a version; that they differ is no change of a rule."""


class ValueChange(Value):
    """One value that differs.

    Attributes:
        path: dotted, as ``closeout pack explain`` names it.
        old, new: None: off, or not there.
        rule, source, assumption: where the new value comes from; of a value that is gone, where
            the old one came from.
    """

    path: str
    change: Literal["ADDED", "CHANGED", "REMOVED"]
    old: Leaf
    new: Leaf
    rule: str | None
    source: str | None
    assumption: str | None


def compared(old: PolicyPack, new: PolicyPack) -> list[ValueChange]:
    """Every value that differs, in the order of the new version's file, those that are gone last.

    Args:
        old: the version in force before.
    """
    before = {value.path: value for value in old.explain()}
    after = {value.path: value for value in new.explain()}
    return [*_changed(before, after), *_removed(before, after)]


def _changed(before: dict[str, Explained], after: dict[str, Explained]) -> Iterator[ValueChange]:
    for path, value in after.items():
        known = before.get(path)
        if path.startswith(_OF_THE_VERSION) or (known is not None and known.value == value.value):
            continue
        yield ValueChange(
            path=path,
            change="CHANGED" if known is not None else "ADDED",
            old=None if known is None else known.value,
            new=value.value,
            rule=value.rule,
            source=value.source,
            assumption=value.assumption,
        )


def _removed(before: dict[str, Explained], after: dict[str, Explained]) -> Iterator[ValueChange]:
    for path, value in before.items():
        if path not in after and not path.startswith(_OF_THE_VERSION):
            yield ValueChange(
                path=path,
                change="REMOVED",
                old=value.value,
                new=None,
                rule=value.rule,
                source=value.source,
                assumption=value.assumption,
            )
