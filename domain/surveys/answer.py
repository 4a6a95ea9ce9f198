"""One respondent's answer to one survey (rulebook 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import Field

from domain import kernel
from domain.act import Act
from domain.kernel import Aggregate, CreatedEvent
from domain.surveys.errors import AnswerOffScale
from domain.vocabulary import Code

if TYPE_CHECKING:
    from domain.surveys.survey import Survey

_NAMESPACE = UUID("e7d4a7a4-5a0b-4b55-8a73-7a1f8a2f3c10")

RespondentHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Keyed digest of who answered, under the survey's own key; it tells nothing in another survey."""


class SurveyAnswer(Aggregate):
    """One answer, whole and final. Its id follows from survey and respondent: there is one."""

    TOPIC = "SurveyAnswer"
    Event = kernel.Event

    class AnswerRecorded(CreatedEvent):
        """Somebody answered.

        Attributes:
            survey: code of the survey.
            aware: None: don't know, or not asked.
            satisfied: label on the scale; None: don't know.
            scale: scale of that label.
        """

        TOPIC: ClassVar[str] = "AnswerRecorded"

        survey: Code
        respondent_hash: RespondentHash
        aware: bool | None
        satisfied: Code | None
        scale: Code

    def __init__(self, survey: str) -> None:
        self.survey = survey

    @staticmethod
    def create_id(jurisdiction: str, survey: str, respondent_hash: str) -> UUID:
        """One respondent, one answer to a survey."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{survey}/{respondent_hash}")

    @classmethod
    def record(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        survey: Survey,
        respondent_hash: str,
        aware: bool | None,
        satisfied: str | None,
    ) -> Self:
        """Take an answer.

        Raises:
            SurveyIsOver: 6.1.
            AnswerOffScale: no label of the survey's scale, or awareness that was not asked for.
        """
        survey.require_open(act.at)
        if aware is not None and not survey.awareness:
            raise AnswerOffScale(f"{survey.code} does not ask whether people know of it.")
        if satisfied is not None and not act.pack.scales[survey.scale].accepts(satisfied):
            raise AnswerOffScale(f"{satisfied} is no value of {survey.scale}.")
        return cls._create(
            cls.AnswerRecorded,
            id=cls.create_id(jurisdiction, survey.code, respondent_hash),
            survey=survey.code,
            respondent_hash=respondent_hash,
            aware=aware,
            satisfied=satisfied,
            scale=survey.scale,
            **act.envelope(cls.AnswerRecorded.TOPIC),
        )
