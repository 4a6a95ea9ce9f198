"""Publish an admission (CAS-BZ-03)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class PublishAccess(CaseCommand):
    """Command: make an approved admission public."""

    NAME: ClassVar[str] = "publish_access"

    published_on: date

    def decide(self, case: Case, act: Act, around: Around) -> None:
        case.publish_access(self.published_on, act)
