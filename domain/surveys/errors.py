"""What surveys can refuse. Codes are public and permanent."""

from __future__ import annotations

from datetime import date

from domain.kernel import Conflict, Invalid, NotFound, Unavailable


class SurveyNotFound(NotFound):
    """No survey of that code."""

    code = "survey-not-found"
    title = "Survey not found"

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no survey {code}.")


class SurveyUndefined(Conflict):
    """Kinds of survey are words of the pack (B-45)."""

    code = "survey-undefined"
    title = "The pack has no such survey"
    rule = "B-45"

    def __init__(self, kind: str, pack: str) -> None:
        super().__init__(f"{pack} has no survey {kind}.")


class SampleTooLarge(Invalid):
    """Nobody asks more people than there are."""

    code = "sample-too-large"
    title = "The sample is larger than the population"
    rule = "6.1"

    def __init__(self, sample: int, population: int) -> None:
        super().__init__(f"{sample} of {population} people cannot be asked.")


class SurveyDateInPast(Invalid):
    """A survey takes answers from its opening to the end of its last day."""

    code = "survey-date-in-past"
    title = "The last day of the survey has passed"
    rule = "6.1"

    def __init__(self, until_on: date) -> None:
        super().__init__(f"{until_on} is over.")


class SurveyIsOver(Conflict):
    """After its last day a survey takes no answers."""

    code = "survey-is-over"
    title = "The survey takes no more answers"
    rule = "6.1"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} takes no more answers.")


class SurveyStillRuns(Conflict):
    """Answers are counted once, after the last day, when no more can come."""

    code = "survey-still-runs"
    title = "The survey still takes answers"
    rule = "6.1"

    def __init__(self, code: str, until_on: date) -> None:
        super().__init__(f"{code} takes answers until the end of {until_on}.")


class AnsweredAlready(Conflict):
    """One answer per respondent and survey."""

    code = "answered-already"
    title = "This respondent has answered"
    rule = "6.1"

    def __init__(self, code: str) -> None:
        super().__init__(f"This respondent's answer to {code} is on record.")


class AnswerOffScale(Invalid):
    """Satisfaction is said on the scale of the survey, awareness where it is asked for."""

    code = "answer-off-scale"
    title = "The survey knows no such answer"
    rule = "6.3"


class AnswersNotCountedYet(Unavailable):
    """The read model has not reached the last answer; try again."""

    code = "answers-not-counted-yet"
    title = "The answers are still being counted"
    rule = "6.1"

    def __init__(self, code: str) -> None:
        super().__init__(f"The answers to {code} are not all counted yet.")


class SurveyNotClosed(Conflict):
    """A rate exists once the survey is closed and its answers are counted."""

    code = "survey-not-closed"
    title = "The survey is not closed"
    rule = "SAT-DG-01"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} is not closed.")


class AnswersInsufficient(Conflict):
    """Too few valid answers tell nothing, and nobody is held to account by them."""

    code = "answers-insufficient"
    title = "Too few valid answers"
    rule = "6.1"

    def __init__(self, code: str, question: str, valid: int, least: int) -> None:
        super().__init__(f"{question} of {code}: {valid} valid answers, {least} are needed.")
