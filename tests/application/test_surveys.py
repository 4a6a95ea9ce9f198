"""Surveys on the real log: one answer each, counted exactly, told apart from nobody."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Any

import pytest

from application.errors import PermissionDenied
from application.ports import Receipt
from application.read_models.as_of import AsOf
from application.read_models.surveys import Question, RateFilter, SurveyFilter, SurveyLine
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.request import Caller
from domain.surveys.errors import (
    AnsweredAlready,
    AnswersNotCountedYet,
    SurveyIsOver,
    SurveyNotFound,
)
from tests.application.town import FOUNDER, Town, at, town_on
from tests.database import Database


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "daguan", "2021-06-01 09:00") as town:
        yield town


def give(
    town: Town, command: str, *, by: str = FOUNDER, key: str | None = None, **said: Any
) -> Receipt:
    built = ORGANISATION_COMMANDS[command](**said)
    return town.service.organisation.execute(town.name, Caller(by), built, key=key)


def open_survey(town: Town, code: str = "s1") -> Receipt:
    return give(
        town, "open_survey",
        survey=code, kind="FEEDBACK_CHAIN", body="station", population=4000, sample_size=250,
        until_on="2021-06-29",
    )  # fmt: skip


def answer(town: Town, who: str, *, survey: str = "s1", key: str | None = None, **said: Any) -> Any:
    return give(town, "record_answer", survey=survey, respondent_ref=who, key=key, **said)


def close(town: Town, code: str = "s1") -> Receipt:
    town.clock.set(at("2021-06-30 09:00"))
    town.service.projector.catch_up()
    return give(town, "close_survey", survey=code)


def line(town: Town, *, by: str = FOUNDER, as_of: AsOf | None = None) -> SurveyLine:
    town.service.projector.catch_up()
    page = town.service.surveys.rows(town.name, Caller(by), SurveyFilter(code="s1"), as_of=as_of)
    [found] = page.items
    return found


def test_answers_are_counted_from_the_log_and_each_side_of_a_rate_is_shown(town: Town) -> None:
    """6.1, CAL-06"""
    open_survey(town)
    said: list[dict[str, Any]] = [
        *({"aware": True, "satisfied": "SATISFIED"} for _ in range(20)),
        *({"aware": True, "satisfied": "DISSATISFIED"} for _ in range(6)),
        *({"aware": False} for _ in range(4)),
        {"satisfied": "SATISFIED"},
    ]
    stored = [answer(town, f"res-{n}", **one).position for n, one in enumerate(said)]

    close(town)

    found = line(town)
    assert (found.answers, found.valid, found.aware) == (31, 30, 26)
    assert (found.judged, found.satisfied, found.counted_to) == (26, 20, stored[-1])
    assert found.rate(Question.AWARENESS) == Fraction(26, 30)
    assert found.rate(Question.SATISFACTION) is None
    for question, above, below in (
        (Question.AWARENESS, stored[:26], stored[:30]),
        (Question.SATISFACTION, stored[:20], stored[:26]),
    ):
        page = town.service.surveys.answers(
            town.name, Caller(FOUNDER), RateFilter(code="s1", question=question)
        )
        assert [event.position for event in page.items] == below
        assert [event.position for event in page.items if event.numerator] == above


def test_one_answer_each_also_under_contention(town: Town) -> None:
    """6.1: one answer per respondent and survey"""
    open_survey(town)

    def once(_: int) -> str:
        try:
            answer(town, "rita", aware=True)
        except AnsweredAlready as refusal:
            return refusal.code
        return "recorded"

    with ThreadPoolExecutor(4) as threads:
        told = sorted(threads.map(once, range(4)))

    assert told == ["answered-already"] * 3 + ["recorded"]
    close(town)
    assert line(town).answers == 1


def test_taking_an_answer_is_the_same_work_for_the_last_as_for_the_first(town: Town) -> None:
    """ADR 33: no history grows with the number of answers"""
    opened = open_survey(town)
    answered = [answer(town, f"res-{n}", aware=True) for n in range(12)]

    assert {receipt.version for receipt in answered} == {1}
    assert len({receipt.aggregate_id for receipt in answered}) == 12
    assert town.events(opened.aggregate_id) == ["SurveyOpened"]


def test_nothing_that_is_stored_leads_to_who_answered(town: Town) -> None:
    """6.1, ENV-07: digests of one survey tell nothing in another, and no handler's case is named"""
    for code in ("s1", "s2"):
        open_survey(town, code)
        answer(town, "rita-4711", survey=code, key=f"key-{code}", aware=True)

    hashes = set()
    for code in ("s1", "s2"):
        receipt = answer(town, "rita-4711", survey=code, key=f"key-{code}", aware=True)
        assert receipt.repeated
        [(_, event)] = town.service.log.history(town.name, receipt.aggregate_id)
        hashes.add(event.model_dump()["respondent_hash"])
        assert not {"case_id", "unit_id", "handler"} & event.model_dump().keys()
    assert len(hashes) == 2
    for table in ("events", "command_keys", "vault_keys", "vault_items", "security_log"):
        rows = town.rows(f"SELECT t::text FROM {table} AS t WHERE jurisdiction = %s")  # noqa: S608  # names of tables
        hidden = [b"rita-4711".hex(), "rita-4711"]
        assert not [row for row in rows if any(text in str(row) for text in hidden)], table
    fingerprints = town.rows("SELECT fingerprint FROM command_keys WHERE jurisdiction = %s")
    assert len({bytes(row[0]) for row in fingerprints}) == 2


def test_closing_destroys_what_respondents_were_told_apart_by(town: Town) -> None:
    """6.1: afterwards nobody can ask whether somebody answered"""
    open_survey(town)
    answer(town, "rita", aware=True)
    keys = "SELECT person_ref FROM vault_keys WHERE jurisdiction = %s"
    assert town.rows(keys) == [("survey.s1",)]

    close(town)

    assert town.rows(keys) == []
    with pytest.raises(SurveyIsOver):
        answer(town, "rita", aware=True)
    assert town.rows(keys) == []
    assert close(town).position is None


def test_a_survey_waits_for_the_last_answer_that_came_in_time(town: Town) -> None:
    """6.1: a count that lags is no count"""
    open_survey(town)
    town.service.projector.catch_up()
    answer(town, "rita", aware=True)
    town.clock.set(at("2021-06-30 09:00"))

    with pytest.raises(AnswersNotCountedYet):
        give(town, "close_survey", survey="s1")

    close(town)
    assert line(town).answers == 1


def test_a_closed_survey_stood_open_before(town: Town) -> None:
    """ENV-06"""
    open_survey(town)
    answer(town, "rita", aware=True)
    close(town)

    before = line(town, as_of=AsOf(at("2021-06-29 12:00")))

    assert (before.closed_at, before.answers) == (None, None)
    assert line(town).answers == 1


def test_only_the_office_that_asks_takes_answers(town: Town) -> None:
    """6.1, C: nobody who handles cases records what residents say of it"""
    open_survey(town)
    for handler in ("gu", "uma", "anna", "su"):
        with pytest.raises(PermissionDenied):
            answer(town, "rita", aware=True, by=handler)
    for command in ("record_answer", "close_survey"):
        said = {"respondent_ref": "rita"} if command == "record_answer" else {}
        with pytest.raises(SurveyNotFound):
            give(town, command, survey="nothing", **said)


def test_everybody_sees_the_surveys_of_their_own_bodies(town: Town) -> None:
    """C"""
    open_survey(town)
    town.service.projector.catch_up()

    def seen(by: str) -> list[str]:
        page = town.service.surveys.rows(town.name, Caller(by), SurveyFilter())
        return [found.code for found in page.items]

    assert seen(FOUNDER) == seen("anna") == ["s1"]
    assert seen("uma") == []
