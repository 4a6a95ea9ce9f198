"""Order that something be put right by a day (RCT-01)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.accountability.file_command import file_of, own_bodies
from application.use_cases.organisation.oversight.rectification_command import RectificationCommand
from application.use_cases.organisation.property.unwelcome import answerable
from application.use_cases.organisation.standing import require_living
from domain.accountability.accountability import Accountability
from domain.oversight.errors import CodeIsTaken
from domain.oversight.rectification import Rectification
from domain.vocabulary import Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class OrderRectification(RectificationCommand):
    """Command: order that something be put right by a day.

    Attributes:
        code: code of the order; given by whoever orders, never used twice.
        body: code of the body under which it is.
        about: code of the estate or company that has to do it; None: the body itself.
        defects: what is wrong.
        due_on: last local day; it never rolls. No source gives the length of the period.
        file: code of the file of accountability whose chain it belongs to; None: it stands alone.
            Of a company that is named unwelcome else, it is about the estate it manages.
    """

    NAME: ClassVar[str] = "order_rectification"

    body: Code
    about: Code | None = None
    defects: tuple[OfficialText, ...] = Field(min_length=1)
    due_on: date
    file: Code | None = None

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Rectification:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)
        require_living(ground.directory, self.body)
        if self.file is not None:
            file_of(ground, self.file).require_order(
                act,
                ground.pack_of(Accountability.create_id(ground.jurisdiction, self.file)),
                subject=answerable(ground, self.file, about=self.about or self.body),
                own=own_bodies(ground.directory, self.about or self.body),
            )
        return Rectification.order(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            subject=self.about or self.body,
            defects=self.defects,
            due_on=self.due_on,
            file=self.file,
        )
