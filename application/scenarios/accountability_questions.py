"""Questions about files of accountability, and the discipline commission's view of one subject."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import AwareDatetime

from application.read_models.accountability_files import FileFilter, FileState
from application.scenarios.question import Asked, Question, every, facts_of
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.dossier.told import ToldEvent


class AccountabilityQuestion(Question):
    """Files in the order in which they began: code, trigger_code, subject, body, ``state``, period,
    called, caller, due_on, held_at, minutes_ref, measure, notice_ref, ``evidence`` …"""

    NAME: ClassVar[str] = "accountability"

    code: Code | None = None
    trigger: Code | None = None
    subject: Code | None = None
    body: Code | None = None
    state: FileState | None = None
    begun_from: AwareDatetime | None = None
    begun_until: AwareDatetime | None = None

    def answer(self, asked: Asked) -> Any:
        which = FileFilter(**self.model_dump(exclude_none=True))
        return [facts_of(row) for row in every(asked, asked.service.accountability.rows, which)]


class DossierQuestion(Question):
    """What one subject was called to account for: ``chains`` (``file``, ``trigger``, ``state``,
    ``steps`` by name, ``because``: names of the events the first step rests on, ``orders`` by
    code, ``speaks_for``: rewards that stand against it), ``orders`` that stand alone, ``missed``
    duties, ``feedback`` (obligation_id, case_id, status, due_at …) and ``closings`` (case_id,
    claimed_at, closed_at, on_time …)."""

    NAME: ClassVar[str] = "accountability_dossier"

    subject: Code
    from_on: date
    until_on: date

    def answer(self, asked: Asked) -> Any:
        found = asked.service.dossiers.dossier(
            asked.jurisdiction,
            asked.caller,
            self.subject,
            from_on=self.from_on,
            until_on=self.until_on,
            as_of=asked.as_of,
        )
        return {
            "chains": [
                {
                    "file": chain.line.code,
                    "trigger": chain.line.trigger_code,
                    "state": chain.line.state,
                    "steps": [step.event for step in chain.steps],
                    "because": _because(chain.steps),
                    "orders": [order.line.code for order in chain.orders],
                    "speaks_for": chain.speaks_for,
                }
                for chain in found.chains
            ],
            "orders": [order.line.code for order in found.orders],
            "missed": [facts_of(line) for line in found.missed],
            "feedback": [facts_of(row) for row in found.feedback.items],
            "closings": [facts_of(row) for row in found.closings.items],
        }


def _because(steps: Sequence[ToldEvent]) -> list[str]:
    return [ground.event for ground in steps[0].because] if steps else []
