"""Surveys with their answers, and assessments of each sort, in a log."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from application.ports import Change
from domain.assessments.judging import Said
from domain.kernel import Aggregate, Event
from domain.surveys.answer import SurveyAnswer
from domain.surveys.survey import Survey
from domain.surveys.tally import Tally
from tests.domain.assessments.samples import CASE, COUNTY, GROUP, HEAD, Judged, year_of
from tests.infrastructure.projections.world import World
from tests.samples import DAGUAN, act, on, pack


def some_assessments(world: World) -> None:
    """An open and a closed survey, two answers, a year, and assessments that run or are over."""
    for made in (*_surveys(), *_judged()):
        events: Sequence[Event] = [e for e in made.collect_events() if isinstance(e, Event)]
        assert events
        world.log.append(Change(jurisdiction=world.jurisdiction, events=events))


def _surveys() -> Sequence[Aggregate]:
    by = act(GROUP, "2021-06-01 09:00", DAGUAN)
    surveys = [
        Survey.open(
            by,
            jurisdiction="j",
            code=code,
            kind="FEEDBACK_CHAIN",
            body="c1",
            subject="s1",
            population=4000,
            sample_size=250,
            until_on=on("2021-06-29"),
        )
        for code in ("survey-1", "survey-2")
    ]
    answers = [
        SurveyAnswer.record(
            by,
            jurisdiction="j",
            survey=surveys[0],
            respondent_hash=f"{number:064x}",
            aware=aware,
            satisfied=label,
        )
        for number, (aware, label) in enumerate([(True, "SATISFIED"), (None, None)])
    ]
    tally = Tally(counted_to=9, complete=True, groups={(True, "SATISFIED"): 1, (None, None): 1})
    surveys[0].close(act(GROUP, "2021-06-30 09:00", DAGUAN), tally)
    return [*surveys, *answers]


def _judged() -> Sequence[Aggregate]:
    year = year_of(DAGUAN, "REVERSE_APPRAISAL", "2021-12-01 09:00", year=2021)
    unit = Judged(DAGUAN, "REVERSE_APPRAISAL", opened=year)
    for station, score in (("s1", "80"), ("s2", "90.5"), ("s3", "70")):
        said = Said(score=Decimal(score))
        unit.by(HEAD, "2021-12-20 09:00", lambda it: it.appraise(station, said, (CASE,)))  # noqa: B023  # called at once
    assert unit.known is not None
    running = Judged(pack("bijie"), "STAFF_YEAR", about="p-7", year=2018)
    running.dim("VIRTUE", grade="COMPETENT")
    assert running.known is not None
    over = Judged(pack("bijie"), "COMMUNITY_YEAR", about="c1", year=2018)
    over.by(COUNTY, "2019-01-03 09:00", lambda it: it.conclude(Said(score=Decimal("88.25"))))
    assert over.known is not None
    return [year, unit.known, running.known, over.known]
