"""Upload a case to the platform (CAS-KD-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class UploadCase(CaseCommand):
    """Command: enter a reported case on the platform; from here it counts."""

    NAME: ClassVar[str] = "upload_case"

    platform_no: Code | None = None

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.upload(self.platform_no, act)
