"""The talk, and what may follow it without a decision (INT-01)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import AwareDatetime

from application.use_cases.organisation.accountability.file_command import (
    FileCommand,
    file_of,
    own_of,
)
from application.use_cases.organisation.command import day_or_today
from domain.accountability.accountability import Accountability
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class HoldInterview(FileCommand):
    """Command: record that the talk was held.

    Attributes:
        held_at: when it was; None: now.
        minutes_ref: where the minutes lie; without them it was not held.
    """

    NAME: ClassVar[str] = "hold_interview"

    held_at: AwareDatetime | None = None
    minutes_ref: Code | None = None

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.hold_interview(
            act, own=own_of(ground, file), held_at=self.held_at, minutes_ref=self.minutes_ref
        )
        return file


class IssueAdmonition(FileCommand):
    """Command: admonish who was called (诫勉).

    Attributes:
        admonition_ref: where the document lies.
    """

    NAME: ClassVar[str] = "issue_admonition"

    admonition_ref: Code

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.admonish(act, own=own_of(ground, file), admonition_ref=self.admonition_ref)
        return file


class CirculateDecision(FileCommand):
    """Command: circulate what was decided (通报).

    Attributes:
        notice_ref: where the notice lies.
        on: local day on which it was circulated; None: today.
    """

    NAME: ClassVar[str] = "circulate_decision"

    notice_ref: Code
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> Accountability:
        file = file_of(ground, self.code)
        file.circulate(
            act,
            own=own_of(ground, file),
            notice_ref=self.notice_ref,
            on=day_or_today(self.on, act),
        )
        return file
