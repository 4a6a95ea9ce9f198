"""Correct an event by a later one (ENV-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import JsonValue

from application.use_cases.command import CaseCommand
from domain.vocabulary import AtLeastOne

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class CorrectEvent(CaseCommand):
    """Command: correct a field of an earlier event; both values stay visible.

    Attributes:
        version: version of the wrong event in the case's stream.
        field: the wrong field; who, when and under which rules cannot be corrected.
        new: the right value, as JSON.
    """

    NAME: ClassVar[str] = "correct_event"
    NEEDS_HISTORY: ClassVar[bool] = True

    version: AtLeastOne
    field: str
    new: JsonValue

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.correct(around.event(case.id, self.version), self.field, self.new, act)
