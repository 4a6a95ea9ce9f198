"""What commands to surveys have in common (6.1)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.surveys.errors import SurveyNotFound
from domain.surveys.survey import Survey
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground


def survey_of(ground: Ground, code: str) -> Survey:
    """The survey of that code.

    Raises:
        SurveyNotFound: there is none.
    """
    found = ground.aggregate(Survey, Survey.create_id(ground.jurisdiction, code))
    if found is None:
        raise SurveyNotFound(code)
    return found


def key_of(survey: str) -> str:
    """Whose key in the vault makes the pseudonyms of a survey's respondents."""
    return f"survey.{survey}"


class SurveyCommand(OrganisationCommand):
    """A command to one survey.

    Attributes:
        survey: code of the survey.
    """

    FAMILY: ClassVar[str] = "surveys"
    PINNED: ClassVar[bool] = True

    survey: Code

    @property
    def subject(self) -> str:
        return self.survey

    def subject_id(self, jurisdiction: str) -> UUID:
        return Survey.create_id(jurisdiction, self.survey)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (survey_of(ground, self.survey).body,)
