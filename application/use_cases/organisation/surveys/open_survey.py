"""Open a survey (6.1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from application.use_cases.organisation.standing import require_living
from application.use_cases.organisation.surveys.survey_command import SurveyCommand, key_of
from domain.oversight.errors import CodeIsTaken
from domain.surveys.survey import Survey
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class OpenSurvey(SurveyCommand):
    """Command: ask people, until the end of a day, whether they know of it and are satisfied.

    Attributes:
        survey: code of the survey; given by whoever opens it, never used twice.
        kind: kind of survey of the pack.
        body: code of the body under which it is.
        about: code of the station, grid, project or body it is about; None: the body itself.
        population: how many people it speaks for.
        sample_size: how many of them are asked.
        until_on: last local day on which answers are taken.
    """

    NAME: ClassVar[str] = "open_survey"

    kind: Code
    body: Code
    about: Code | None = None
    population: int = Field(ge=1, le=2_000_000_000)
    sample_size: int = Field(ge=1, le=2_000_000_000)
    until_on: date

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return self.reach

    def decide(self, act: Act, ground: Ground) -> Survey:
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.survey)
        require_living(ground.directory, self.body)
        opened = Survey.open(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.survey,
            kind=self.kind,
            body=self.body,
            subject=self.about or self.body,
            population=self.population,
            sample_size=self.sample_size,
            until_on=self.until_on,
        )
        ground.give_key(key_of(self.survey))
        return opened
