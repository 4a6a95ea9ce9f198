"""Events that are named as evidence, as deeds of whoever did them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from application.use_cases.organisation.accountability.file_command import event_named
from domain.obligations.deed import Deed, deed_of

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def deeds_named(ground: Ground, refs: Sequence[str]) -> Sequence[Deed]:
    """What these events say, with their corrections.

    Raises:
        EvidenceUnknown: one of them is not on record (3.2).
        EvidenceLeftOut: one is of a case that was taken out of all appraisal (GAT-01).
    """
    return [deed_of(event_named(ground, ref), None, ref) for ref in refs]
