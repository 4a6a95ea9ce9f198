"""Calls to account whom the log's events call (rulebook 3.2, INT-01, ADR 29).

A pack says which events, a detector finds them, and what follows is the beginning of a file of
accountability. Triggers whose chain begins with what a person finds or does call nobody here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Final, Protocol
from uuid import UUID

from application.use_cases.organisation.accountability.file_command import calling_body
from domain.accountability.accountability import Accountability, Cause
from domain.accountability.chain import begins_with
from domain.accountability.evidence import referred
from domain.kernel import Event, EventCorrected, effective
from domain.policy.accountability import ChainStep
from domain.policy.triggers import StreakTrigger, Trigger
from domain.policy.watched import STREAKS, WATCHED
from domain.triggers.evidence import Call, evidence_of
from domain.triggers.fields import stated, text
from domain.triggers.links import Link, Place
from domain.triggers.single import calls_of
from domain.triggers.streak import Standing, run_around

if TYPE_CHECKING:
    from application.reactions.cause import Cause as Recorded
    from application.reactions.ground import ReactionGround
    from domain.policy.pack import PolicyPack

_CODE: Final = 64  # characters of a code
_CORRECTED: Final = "EventCorrected"


@dataclass(frozen=True, slots=True)
class Sequence_:
    """One row of things of one subject.

    Attributes:
        subject: code of who is answerable.
        along: what else tells it from other rows of that subject; None: nothing.
        aggregate_id: only what stands in this history; None: whatever history it stands in.
        year: only what belongs to this local year; None: any year.
    """

    subject: str
    along: str | None
    aggregate_id: UUID | None
    year: int | None
