"""Merge a duplicate into its original (CAS-KD-02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.command import CaseCommand
from domain.cases.errors import CaseNotFound, OriginalIsEnded
from domain.vocabulary import ENDED

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class MergeCase(CaseCommand):
    """Command: mark a case as a duplicate of another, which must be named."""

    NAME: ClassVar[str] = "merge_case"

    into: UUID

    @property
    def also_reads(self) -> Sequence[UUID]:
        return (self.into,)

    def decide(self, case: Case, act: Act, around: Around) -> None:
        original = around.others[self.into]
        if original is None:
            raise CaseNotFound(self.into)
        if original.state in ENDED:
            raise OriginalIsEnded(self.into)
        case.merge_into(self.into, act)
