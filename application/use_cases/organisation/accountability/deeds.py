"""Events that are named as evidence, as deeds of whoever did them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.accountability.errors import EvidenceUnknown
from domain.accountability.evidence import referred
from domain.kernel import effective
from domain.obligations.deed import Deed, deed_of

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def deeds_named(ground: Ground, refs: Sequence[str]) -> Sequence[Deed]:
    """What these events say, with their corrections.

    Raises:
        EvidenceUnknown: one of them is not on record (3.2).
    """
    found: list[Deed] = []
    for ref in refs:
        aggregate_id, version = referred(ref)
        history = effective(ground.history(aggregate_id))
        if version > len(history):
            raise EvidenceUnknown(ref)
        found.append(deed_of(history[version - 1], None, ref))
    return found
