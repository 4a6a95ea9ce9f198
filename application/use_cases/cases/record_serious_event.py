"""Record a serious event (CAS-SA-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RecordSeriousEvent(CaseCommand):
    """Command: count one of the events an area aims to have none of."""

    NAME: ClassVar[str] = "record_serious_event"

    kind: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.record_serious_event(self.kind, act)
