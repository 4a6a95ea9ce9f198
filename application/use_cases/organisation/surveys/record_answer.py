"""Record one respondent's answer (6.1)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.surveys.survey_command import (
    SurveyCommand,
    key_of,
    survey_of,
)
from domain.surveys.answer import RespondentHash, SurveyAnswer
from domain.surveys.errors import AnsweredAlready, SurveyIsOver
from domain.surveys.survey import Survey
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from application.ports import Vault
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.kernel import Aggregate


class RecordAnswer(SurveyCommand):
    """Command: record what one respondent answered, once.

    Who answered is kept nowhere: what is stored is a digest under a key of this survey alone, which
    is destroyed when the survey is closed.

    Attributes:
        respondent_ref: pseudonymous id of who answered.
        aware: whether they know of it; None: don't know.
        satisfied: what they say on the scale of the survey; None: don't know.
    """

    NAME: ClassVar[str] = "record_answer"

    respondent_ref: PersonRef
    aware: bool | None = None
    satisfied: Code | None = None

    def disguised(self, vault: Vault, jurisdiction: str) -> OrganisationCommand:
        return _DisguisedAnswer(
            **self.model_dump(exclude={"respondent_ref"}, exclude_unset=True),
            respondent_hash=vault.pseudonym(
                jurisdiction, owner=key_of(self.survey), text=self.respondent_ref
            ),
        )

    def decide(self, act: Act, ground: Ground) -> Aggregate:
        del act, ground
        raise AssertionError("an answer is decided in disguise")


class _DisguisedAnswer(OrganisationCommand):
    """The same without who answered. Its subject is the answer, which judges that it is the only
    one; the survey is only looked at.

    Attributes:
        respondent_hash: None: the survey has no key, or there is no such survey.
    """

    NAME: ClassVar[str] = RecordAnswer.NAME
    FAMILY: ClassVar[str] = RecordAnswer.FAMILY

    survey: Code
    respondent_hash: RespondentHash | None
    aware: bool | None = None
    satisfied: Code | None = None

    @property
    def subject(self) -> str:
        return self.survey

    def subject_id(self, jurisdiction: str) -> UUID:
        if self.respondent_hash is None:
            return Survey.create_id(jurisdiction, self.survey)
        return SurveyAnswer.create_id(jurisdiction, self.survey, self.respondent_hash)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (survey_of(ground, self.survey).body,)

    def decide(self, act: Act, ground: Ground) -> SurveyAnswer:
        survey = survey_of(ground, self.survey)
        if self.respondent_hash is None:  # its key is gone: it was closed
            raise SurveyIsOver(self.survey)
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise AnsweredAlready(self.survey)
        return SurveyAnswer.record(
            replace(act, pack=ground.pack_of(survey.id)),
            jurisdiction=ground.jurisdiction,
            survey=survey,
            respondent_hash=self.respondent_hash,
            aware=self.aware,
            satisfied=self.satisfied,
        )
