"""Record that a joint team went out (ORG-QY-03)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class FormJointTeam(OrganisationCommand):
    """Command: record that a joint team of a body went out, and which kinds of people were there.

    Attributes:
        body: code of the body whose ground it walked.
        team: kind of team, a word of the pack.
        on: local day; None: today.
        parts: kinds of people who were there, words of the pack.
    """

    NAME: ClassVar[str] = "form_joint_team"

    body: Code
    team: Code
    parts: Annotated[tuple[Code, ...], Field(min_length=1)]
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.unit(self.body)
        body.form_team(act, team=self.team, on=day_or_today(self.on, act), parts=self.parts)
        return body
