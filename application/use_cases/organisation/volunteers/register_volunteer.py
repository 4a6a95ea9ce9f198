"""Open the account of a volunteer (VOL-KD-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.standing import require_living
from application.use_cases.organisation.volunteers.volunteer_command import VolunteerCommand
from domain.kernel import NotFound
from domain.oversight.errors import CodeIsTaken
from domain.vocabulary import Code, PersonRef
from domain.volunteers.account import VolunteerAccount

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act, Actor


class RegisterVolunteer(VolunteerCommand):
    """Command: open the account of a person, a household, a business or a team.

    Attributes:
        account: pseudonymous id of the holder; one holder, one account.
        kind: kind of account, a word of the pack.
        body: code of the grid or community that registers it.
        members: pseudonymous ids of the people behind it, who never record its service.
    """

    NAME: ClassVar[str] = "register_volunteer"

    kind: Code
    body: Code
    members: tuple[PersonRef, ...] = ()

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def is_own(self, actor: Actor, ground: Ground) -> bool:
        # The community registers (7.2 Shared): nobody opens an account for themselves.
        del actor, ground
        return False

    @property
    def conceals(self) -> NotFound | None:
        return None

    def decide(self, act: Act, ground: Ground) -> VolunteerAccount:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.account)
        require_living(ground.directory, self.body)
        return VolunteerAccount.register(
            act,
            jurisdiction=ground.jurisdiction,
            account=self.account,
            kind=self.kind,
            body=self.body,
            members=self.members,
        )
