"""Which refusals the commands can meet that let another version of the pack judge something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain import rebinding
from domain.kernel import DomainError
from domain.meetings.errors import MeetingNotFound
from domain.oversight.errors import GateNotFound

_REBINDING: Final = (
    rebinding.JudgementIsOver,
    rebinding.PackDoesNotFit,
    rebinding.PackNotAdopted,
    rebinding.RebindingReasonMissing,
)

OF_REBINDING: Final[Mapping[str, tuple[type[DomainError], ...]]] = {
    "rebind_gate": (GateNotFound, *_REBINDING),
    "rebind_meeting": (MeetingNotFound, *_REBINDING),
}
"""By command."""
