"""Raise an early warning (CAS-BZ-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RaiseEarlyWarning(CaseCommand):
    """Command: warn of a group event or a collective petition; the pack says who is told.

    Attributes:
        level: what is coming, a word of the pack.
    """

    NAME: ClassVar[str] = "raise_early_warning"

    level: Code

    def decide(self, case: Case, act: Act, around: Around) -> None:
        rule, body = act.pack.cases.disputes, case.community_id
        notified: tuple[str, ...] = ()
        if rule is not None and body is not None:
            notified = around.directory.holders(body, rule.notify, act.at)
        case.raise_early_warning(self.level, body=body, notified=notified, act=act)
