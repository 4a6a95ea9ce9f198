"""Sign with a family doctor, and record what the package comes with (7.8)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import UUID

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.standing import require_living
from domain.health.contract import DoctorContract
from domain.health.errors import ContractNotFound
from domain.oversight.errors import CodeIsTaken
from domain.vocabulary import AtLeastOne, Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


def contract_of(ground: Ground, holder: str) -> DoctorContract:
    """The contract of a household or person.

    Raises:
        ContractNotFound: there is none.
    """
    found = ground.aggregate(DoctorContract, DoctorContract.create_id(ground.jurisdiction, holder))
    if found is None:
        raise ContractNotFound(holder)
    return found


class ContractCommand(OrganisationCommand):
    """A command to one contract.

    Attributes:
        holder: pseudonymous id of the household or person.
    """

    FAMILY: ClassVar[str] = "doctor-contracts"

    holder: PersonRef

    @property
    def subject(self) -> str:
        return self.holder

    def subject_id(self, jurisdiction: str) -> UUID:
        return DoctorContract.create_id(jurisdiction, self.holder)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (contract_of(ground, self.holder).body,)


class SignDoctorContract(ContractCommand):
    """Command: record that a household or person signed with a family doctor.

    Attributes:
        holder: pseudonymous id of the household or person; one holder, one contract.
        body: code of the grid or community.
        residents: how many people it is for.
        face_to_face: both sat together.
        place: where, a word of the pack.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "sign_doctor_contract"

    body: Code
    residents: int = Field(default=1, ge=1, le=100)
    face_to_face: bool = False
    place: Code | None = None
    on: date | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> DoctorContract:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.holder)
        require_living(ground.directory, self.body)
        return DoctorContract.sign(
            act,
            jurisdiction=ground.jurisdiction,
            holder=self.holder,
            body=self.body,
            residents=self.residents,
            on=day_or_today(self.on, act),
            face_to_face=self.face_to_face,
            place=self.place,
        )


class DoHealthItem(ContractCommand):
    """Command: record that an item of the package was done; never what was found.

    Attributes:
        item: its number in the pack's list, from 1.
        face_to_face: both sat together; the agreement counts only so.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "do_health_item"

    item: AtLeastOne
    face_to_face: bool = False
    on: date | None = None

    def decide(self, act: Act, ground: Ground) -> DoctorContract:
        contract = contract_of(ground, self.holder)
        contract.do(
            act,
            item=self.item,
            on=day_or_today(self.on, act),
            face_to_face=self.face_to_face,
        )
        return contract


HEALTH_COMMANDS: Final[tuple[type[OrganisationCommand], ...]] = (DoHealthItem, SignDoctorContract)
"""Every command to contracts with family doctors."""
