"""Let the clock of a case run on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class ResumeClock(CaseCommand):
    """Command: resume the clocks; each bound moves by the days it stood still."""

    NAME: ClassVar[str] = "resume_clock"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.resume_clock(act)
