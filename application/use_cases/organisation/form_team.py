"""Form a team that stays: volunteers, or a club of an estate (VOL-SA-01)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from application.use_cases.organisation.property.estate_command import estate_of
from domain.property.errors import EstateLiesElsewhere
from domain.property.estate import EstateCode
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FormTeam(OrganisationCommand):
    """Command: form a team of a body that stays, such as red volunteers or a cultural club.

    Attributes:
        body: code of the body whose team it is.
        team: kind of team, a word of the pack.
        code: code of the team; used once in the body.
        estate: code of the filed estate that it is for; None: it is for the whole body.
        on: local day; None: today.
    """

    NAME: ClassVar[str] = "form_team"

    body: Code
    team: Code
    code: Code
    estate: EstateCode | None = None
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.unit(self.body)
        if self.estate is not None:
            lies_in = estate_of(ground, self.estate).body
            if lies_in != self.body:
                raise EstateLiesElsewhere(self.estate, lies_in)
        body.form_standing_team(
            act,
            team=self.team,
            code=self.code,
            estate=self.estate,
            on=day_or_today(self.on, act),
        )
        return body
