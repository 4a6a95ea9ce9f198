"""Surveys: one answer each, counted once, told apart from nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from domain.act import Actor
from domain.surveys.answer import SurveyAnswer
from domain.surveys.survey import Rate, Survey
from domain.surveys.tally import Tally
from domain.vocabulary import Role
from tests.samples import DAGUAN, act, at, on, pack
from tests.spec import fact, refused, then

OFFICE = Actor(id="olga", roles=frozenset({Role.ORG}))
LONGLING = pack("longling")
Groups = Mapping[tuple[bool | None, str | None], int]

RULE_BOOK: Groups = {
    (True, "VERY_SATISFIED"): 100,
    (True, "SATISFIED"): 50,
    (True, "DISSATISFIED"): 26,
    (False, "VERY_DISSATISFIED"): 14,
    (False, None): 10,
}
"""200 valid, 176 aware, 150 satisfied of 190 answering (6.1)."""


def opened(**changes: Any) -> Survey:
    fields: dict[str, Any] = {
        "code": "s1",
        "kind": "FEEDBACK_CHAIN",
        "body": "c1",
        "subject": "station-1",
        "population": 4000,
        "sample_size": 250,
        "until_on": on("2021-06-29"),
    }
    under = changes.pop("under", DAGUAN)
    by = act(OFFICE, "2021-06-01 09:00", under)
    return Survey.open(by, jurisdiction="j", **fields | changes)


def tally(groups: Groups, *, complete: bool = True) -> Tally:
    return Tally(counted_to=4711, complete=complete, groups=groups)


def closed(groups: Groups, **changes: Any) -> Survey:
    survey = opened(**changes)
    survey.close(act(OFFICE, "2021-06-30 09:00"), tally(groups))
    return survey


def test_a_survey_says_whom_it_asks_until_when_and_how_answers_are_judged() -> None:
    """6.1: SurveyOpened {kind, population, sample_size}; min_valid 30 is the pack's assumption"""
    then(
        opened(),
        fact(
            Survey.SurveyOpened,
            code="s1",
            kind="FEEDBACK_CHAIN",
            body="c1",
            subject="station-1",
            population=4000,
            sample_size=250,
            until_on=date(2021, 6, 29),
            closes_at=at("2021-06-30 00:00"),
            awareness=True,
            scale="RESIDENTS_SATISFACTION",
            satisfied_by=("VERY_SATISFIED", "SATISFIED"),
            min_valid=30,
        ),
    )
    assert "surveys.FEEDBACK_CHAIN.min_valid" in DAGUAN.assumptions()


def test_awareness_and_satisfaction_are_exact_and_leave_out_who_does_not_know() -> None:
    """6.1: 200 valid, 176 aware, 150 satisfied of 190 answering are 88.0 % and 78.9 %"""
    survey = closed(RULE_BOOK)

    then(
        survey,
        *then_opened(),
        fact(
            Survey.SurveyClosed,
            answers=200,
            valid=200,
            aware=176,
            judged=190,
            satisfied=150,
            counted_to=4711,
        ),
    )
    assert survey.awareness_rate() == Rate(numerator=176, denominator=200)
    assert survey.satisfaction_rate() == Rate(numerator=150, denominator=190)


def then_opened() -> list[Any]:
    [event] = opened().collect_events()
    fields = {name: getattr(event, name) for name in ("code", "kind", "body", "subject")}
    fields |= {name: getattr(event, name) for name in ("population", "sample_size", "until_on")}
    fields |= {name: getattr(event, name) for name in ("closes_at", "awareness", "scale")}
    fields |= {name: getattr(event, name) for name in ("satisfied_by", "min_valid")}
    return [fact(Survey.SurveyOpened, **fields)]


def test_whoever_does_not_say_whether_they_know_of_it_gave_no_valid_answer() -> None:
    """6.1: don't know stands outside both numbers"""
    survey = closed({**RULE_BOOK, (None, "SATISFIED"): 7, (None, None): 3})

    assert survey.counts is not None
    assert survey.counts.answers == 210
    assert (survey.counts.valid, survey.counts.aware) == (200, 176)
    assert (survey.counts.judged, survey.counts.satisfied) == (190, 150)


@pytest.mark.parametrize(("valid", "told"), [(29, False), (30, True)])
def test_fewer_than_thirty_valid_answers_tell_nothing(valid: int, *, told: bool) -> None:
    """6.1 G2: 29 valid are insufficient, 30 are enough (CAL-06)"""
    survey = closed({(True, "SATISFIED"): valid})

    if told:
        assert survey.awareness_rate() == Rate(numerator=30, denominator=30)
        assert survey.satisfaction_rate() == Rate(numerator=30, denominator=30)
    else:
        for rate in (survey.awareness_rate, survey.satisfaction_rate):
            with refused("answers-insufficient", "6.1"):
                rate()


def test_each_rate_needs_enough_answers_to_its_own_question() -> None:
    """6.1: valid answers to that question"""
    survey = closed({(True, "SATISFIED"): 29, (True, None): 171})

    assert survey.awareness_rate() == Rate(numerator=200, denominator=200)
    with refused("answers-insufficient", "6.1"):
        survey.satisfaction_rate()


def test_answers_are_counted_once_after_the_last_day_and_all_of_them() -> None:
    """6.1, CAL-02: the last day is good until its midnight"""
    survey = opened()

    with refused("survey-still-runs", "6.1"):
        survey.close(act(OFFICE, "2021-06-29 23:59"), tally(RULE_BOOK))
    with refused("answers-not-counted-yet", "6.1"):
        survey.close(act(OFFICE, "2021-06-30 00:00"), tally(RULE_BOOK, complete=False))
    with refused("survey-not-closed", "SAT-DG-01"):
        survey.awareness_rate()
    survey.close(act(OFFICE, "2021-06-30 00:00"), tally(RULE_BOOK))
    survey.collect_events()
    survey.close(act(OFFICE, "2021-07-01 09:00"), tally({}))

    then(survey)
    assert survey.counts is not None
    assert survey.counts.answers == 200


def test_a_survey_that_does_not_ask_for_awareness_has_no_such_rate() -> None:
    """6.1: the plan of Buji asks for satisfaction alone"""
    survey = closed({(None, "SATISFIED"): 40}, kind="MASS_SATISFACTION", under=LONGLING)

    assert survey.satisfaction_rate() == Rate(numerator=40, denominator=40)
    with refused("answers-insufficient", "6.1"):
        survey.awareness_rate()


def test_what_cannot_be_asked_is_refused() -> None:
    """6.1, B-45"""
    with refused("survey-undefined", "B-45"):
        opened(kind="TRUST")
    with refused("survey-undefined", "B-45"):
        opened(under=pack("qingyang"))
    with refused("sample-too-large", "6.1"):
        opened(population=10, sample_size=11)
    with refused("survey-date-in-past", "6.1"):
        opened(until_on=on("2021-05-31"))


def answer(survey: Survey, local: str = "2021-06-29 23:59", **said: Any) -> SurveyAnswer:
    fields: dict[str, Any] = {"aware": True, "satisfied": "SATISFIED"}
    return SurveyAnswer.record(
        act(OFFICE, local),
        jurisdiction="j",
        survey=survey,
        respondent_hash="ab" * 32,
        **fields | said,
    )


def test_an_answer_holds_what_was_said_and_a_digest_of_who_said_it() -> None:
    """6.1: AnswerRecorded {respondent_hash, aware, satisfied, scale}"""
    then(
        answer(opened()),
        fact(
            SurveyAnswer.AnswerRecorded,
            survey="s1",
            respondent_hash="ab" * 32,
            aware=True,
            satisfied="SATISFIED",
            scale="RESIDENTS_SATISFACTION",
        ),
    )


def test_an_answer_comes_in_time_and_on_the_scale_of_the_survey() -> None:
    """6.1, B-09: one scale is never taken for another"""
    with refused("survey-is-over", "6.1"):
        answer(opened(), "2021-06-30 00:00")
    with refused("survey-is-over", "6.1"):
        answer(closed(RULE_BOOK))
    with refused("answer-off-scale", "6.3"):
        answer(opened(), satisfied="NOT_POOR")
    assert answer(opened(), satisfied=None, aware=None).version == 1


def test_one_respondent_is_one_answer_to_a_survey() -> None:
    """6.1: one answer per respondent and survey"""
    one = SurveyAnswer.create_id("j", "s1", "ab" * 32)

    assert one == SurveyAnswer.create_id("j", "s1", "ab" * 32)
    assert one != SurveyAnswer.create_id("j", "s2", "ab" * 32)
