"""Let another version of the pack judge a case (ENV-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.command import CaseCommand
from domain.calendar.local_time import local_date
from domain.policy.pack import PackRef
from domain.rebinding import PackNotAdopted

if TYPE_CHECKING:
    from application.use_cases.command import Around
    from domain.act import Act
    from domain.cases.case import Case


class RebindPack(CaseCommand):
    """Command: let the version in force judge a case that began under another one.

    Attributes:
        pack: ``id@version``; it must be the version in force, which the caller names so that a
            change of version in between rebinds nothing to what nobody looked at.
    """

    NAME: ClassVar[str] = "rebind_pack"

    pack: PackRef

    def decide(self, case: Case, act: Act, around: Around) -> None:
        in_force = around.in_force(local_date(act.at))
        if self.pack != in_force.ref:
            raise PackNotAdopted(self.pack, in_force.ref)
        case.rebind(in_force, act)
