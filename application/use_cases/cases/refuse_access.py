"""Refuse access to a community (CAS-BZ-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.cases.access_approver import require_approver
from application.use_cases.command import CaseCommand

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RefuseAccess(CaseCommand):
    """Command: keep departmental work out; the reason is mandatory."""

    NAME: ClassVar[str] = "refuse_access"

    def decide(self, case: Case, act: Act, around: Around) -> None:
        require_approver(act, around.directory)
        case.refuse_access(act)
