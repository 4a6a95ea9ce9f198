"""What commands to accounts of volunteers have in common (7.2)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.kernel import NotFound
from domain.policy.permissions import Condition
from domain.vocabulary import PersonRef
from domain.volunteers.account import VolunteerAccount
from domain.volunteers.errors import VolunteerNotFound

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Actor


def account_of(ground: Ground, account: str) -> VolunteerAccount:
    """The account of that holder.

    Raises:
        VolunteerNotFound: there is none.
    """
    found = ground.aggregate(
        VolunteerAccount, VolunteerAccount.create_id(ground.jurisdiction, account)
    )
    if found is None:
        raise VolunteerNotFound(account)
    return found


class VolunteerCommand(OrganisationCommand):
    """A command to one account.

    Attributes:
        account: pseudonymous id of the holder: a person, a household, a business or a team.
    """

    FAMILY: ClassVar[str] = "volunteers"
    JUDGES: ClassVar[frozenset[Condition]] = frozenset({Condition.SERVICE_OF_OTHERS})

    account: PersonRef

    @property
    def subject(self) -> str:
        return self.account

    def subject_id(self, jurisdiction: str) -> UUID:
        return VolunteerAccount.create_id(jurisdiction, self.account)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (account_of(ground, self.account).body,)

    def is_own(self, actor: Actor, ground: Ground) -> bool:
        account = ground.aggregate(VolunteerAccount, self.subject_id(ground.jurisdiction))
        return account is not None and actor.id in account.people

    @property
    def conceals(self) -> NotFound | None:
        # Whether somebody is a volunteer is told to those who keep the accounts.
        return VolunteerNotFound(self.account)
