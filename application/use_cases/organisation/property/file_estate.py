"""File an estate (PRP-SA-01)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.property.estate_command import EstateCommand
from application.use_cases.organisation.standing import require_living
from domain.property.estate import Estate, Filed, StaffCount
from domain.vocabulary import AtLeastOne, Code, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class FileEstate(EstateCommand):
    """Command: file an estate, or draw its file up anew.

    A file that lacks something is incomplete, and says what.

    Attributes:
        estate: code of the estate.
        body: code of the body in which it lies; it stays there.
        company: code of the company that manages it; one company may serve several estates.
        secretary_ref: pseudonymous id of the branch secretary.
        head_ref: pseudonymous id of who heads the property service.
        owner_data_ref: where the data of the owners lie; never the data.
        staff: the staff list, by kind of staff.
        condition: a word of the pack.
    """

    NAME: ClassVar[str] = "file_estate"

    body: Code
    company: Code | None = None
    secretary_ref: PersonRef | None = None
    head_ref: PersonRef | None = None
    buildings: AtLeastOne | None = None
    households: AtLeastOne | None = None
    owner_data_ref: Code | None = None
    staff: tuple[StaffCount, ...] = ()
    condition: Code | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        known = ground.aggregate(Estate, self.subject_id(ground.jurisdiction))
        return self.reach if known is None else {self.body, known.body}

    def decide(self, act: Act, ground: Ground) -> Estate:
        require_living(ground.directory, self.body)
        return Estate.file(
            act,
            ground.aggregate(Estate, self.subject_id(ground.jurisdiction)),
            jurisdiction=ground.jurisdiction,
            code=self.estate,
            body=self.body,
            filed=Filed(**{name: getattr(self, name) for name in Filed.model_fields}),
        )
