"""W-1 whole, over HTTP alone: misses, points, the call to a talk, survey, settlement; and the story
that ``closeout simulate`` plays has the same figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from infrastructure.scenario_files import read_scenario
from tests.interfaces.api.national_day import drained
from tests.interfaces.api.stage import Console, Stage

STORY: Final = Path(__file__).parents[2] / "acceptance" / "scenarios" / "w-1.yaml"
FORMER, LATTER = "2021-10-11T23:59:00+08:00", "2021-10-12T00:10:00+08:00"
CALL: Final = "TWO_CONSECUTIVE_MISSES.u2.1"
ACCOUNTS: Final = "/unit-points"

Played = tuple[Stage, str]


@pytest.fixture(scope="module")
def played(stage: Stage) -> Played:
    """The stage after the whole year, and the case."""
    olga = stage.console("olga")
    case = drained(stage)
    _talked(stage, olga)
    _asked(stage, olga)
    stage.clock.set("2021-12-31 23:59")
    early = olga.send("/points-years/2021/settle-points")
    assert told(early) == (409, "points-year-not-over")
    stage.clock.set("2022-01-01 00:05")
    stage.tick()
    stage.clock.set("2022-01-01 00:10")
    settled = olga.send("/points-years/2021/settle-points")
    assert settled.status_code == 200, settled.text
    stage.tick()
    return stage, case


def _talked(stage: Stage, olga: Console) -> None:
    """The leading group's office holds the talk; the record is compulsory (INT-01)."""
    appointed = olga.send(
        "/bodies/daguan/appoint-post",
        post="leading_group_office", person_ref="lea", basis="notice",
    )  # fmt: skip
    assert appointed.status_code == 200, appointed.text
    lea = stage.console("lea")
    stage.clock.set("2021-10-20 10:05")
    held = f"/accountability/{CALL}/hold-interview"
    assert told(lea.send(held)) == (422, "interview-minutes-missing")
    assert told(olga.send(held, minutes_ref="minutes-2")) == (403, "step-is-anothers")
    own = stage.console("vic").send(held, minutes_ref="minutes-2")
    assert own.status_code == 403, own.text
    done = lea.send(held, minutes_ref="minutes-2")
    assert done.status_code == 200, done.text


def _asked(stage: Stage, olga: Console) -> None:
    """The residents are asked whether they know of it: 24 of 30 do."""
    stage.clock.set("2021-10-20 11:00")
    opened = olga.send(
        "/surveys", survey="drain", kind="FEEDBACK_CHAIN", body="c1",
        population=4_000, sample_size=60, until_on="2021-10-25",
    )  # fmt: skip
    assert opened.status_code == 201, opened.text
    for number in range(30):
        answered = olga.send(
            "/surveys/drain/record-answer",
            respondent_ref=f"r{number}", aware=number < 24, satisfied="SATISFIED",
        )  # fmt: skip
        assert answered.is_success, answered.text
    stage.clock.set("2021-10-26 09:00")
    stage.tick()
    closed = olga.send("/surveys/drain/close-survey")
    assert closed.status_code == 200, closed.text


def told(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def read(stage: Stage, path: str, **params: Any) -> Any:
    answer = stage.console("olga").read(path, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def account(stage: Stage, unit: str, **params: Any) -> Any:
    (found,) = read(stage, ACCOUNTS, unit=unit, year=2021, **params)["items"]
    return found


def test_the_year_ends_with_60_5_and_54_5(played: Played) -> None:
    """W-1, PTS-DG-03, PTS-DG-05, B-47: 60 + 0.5; 60 + 0.5 − 6"""
    stage, _ = played

    one, two = account(stage, "u1"), account(stage, "u2")

    assert (one["total"], two["total"]) == ("60.5", "54.5")
    assert (one["base"], one["awarded"], one["deducted"], one["misses"]) == (
        "60.0", "0.5", "0.0", 0,
    )  # fmt: skip
    assert (two["base"], two["awarded"], two["deducted"], two["misses"]) == (
        "60.0", "0.5", "-6.0", 2,
    )  # fmt: skip


def test_one_miss_and_no_call_before_the_bound_two_and_the_call_after_the_sweep(
    played: Played,
) -> None:
    """W-1, ENV-06: as it was known at 23:59 and at 00:10"""
    stage, case = played

    assert read(stage, f"/cases/{case}", as_of=FORMER)["misses"] == 1
    assert account(stage, "u2", as_of=FORMER)["misses"] == 1
    assert account(stage, "u2", as_of=FORMER)["total"] == "57.0"
    assert read(stage, "/accountability", as_of=FORMER)["items"] == []
    [before] = read(stage, "/consecutive-misses/u2", as_of=FORMER)["items"]
    assert (before["count"], before["calls"]) == (1, [])

    assert read(stage, f"/cases/{case}", as_of=LATTER)["misses"] == 2
    assert account(stage, "u2", as_of=LATTER)["misses"] == 2
    assert account(stage, "u2", as_of=LATTER)["total"] == "54.0"
    [call] = read(stage, "/accountability", as_of=LATTER)["items"]
    assert (call["code"], call["subject"], call["state"]) == (CALL, "u2", "CALLED")
    assert call["begun_at"] == "2021-10-11T16:00:00Z", "true since the bound"
    [after] = read(stage, "/consecutive-misses/u2", as_of=LATTER)["items"]
    assert (after["count"], [one["code"] for one in after["calls"]]) == (0, [CALL])


def test_each_answer_names_the_events_it_rests_on(played: Played) -> None:
    """INT-01, 3.1, F: misses behind the call, the closing behind the credit"""
    stage, case = played
    history = read(stage, f"/cases/{case}/history")["items"]
    misses = [
        f"event:{case}/{one['version']}" for one in history if one["event"] == "FeedbackMissed"
    ]
    [closing] = [f"{case}/{one['version']}" for one in history if one["event"] == "CaseClosed"]

    [call] = read(stage, "/accountability", subject="u2")["items"]
    lines = read(stage, "/unit-point-lines", unit="u2", year=2021)["items"]
    dossier = read(
        stage, "/accountability-dossiers/u2", from_on="2021-01-01", until_on="2021-12-31"
    )

    assert call["evidence"] == misses
    assert [line["event"] for line in lines] == [
        "PointsLedgerOpened", "PointsDeducted", "PointsDeducted", "PointsAwarded",
    ]  # fmt: skip
    assert [f"event:{line['source']}" for line in lines[1:3]] == misses
    assert lines[3]["source"] == closing
    [chain] = dossier["chains"]
    assert [step["event"] for step in chain["steps"]] == ["InterviewTriggered", "InterviewHeld"]
    assert [ground["ref"] for ground in chain["steps"][0]["because"]] == misses
    assert events(read(stage, "/accountability/evidence", subject="u2")) == [
        "InterviewTriggered", "InterviewHeld",
    ]  # fmt: skip
    assert events(read(stage, "/consecutive-misses/u2/evidence")) == [
        "FeedbackMissed", "FeedbackMissed", "InterviewTriggered",
    ]  # fmt: skip
    assert events(read(stage, f"{ACCOUNTS}/evidence", unit="u1", year=2021)) == [
        "PointsLedgerOpened", "PointsAwarded",
        "UnitRanked", "RewardGranted", "RewardGranted", "AssessmentInputAdded",
    ]  # fmt: skip


def events(found: Mapping[str, Any]) -> list[str]:
    return [one["event"] for one in found["items"]]


def test_the_survey_and_the_clean_unit_stand_beside_it(played: Played) -> None:
    """W-1 9, SAT-DG-01: SurveyClosed; U1 answered in time and is called by nobody"""
    stage, _ = played

    [survey] = read(stage, "/surveys", code="drain")["items"]
    [count] = read(stage, "/consecutive-misses/u1")["items"]

    assert survey["awareness"]["text"] == "80.0 %"
    assert (survey["answers"], survey["closed_at"]) == (30, "2021-10-26T01:00:00Z")
    assert (count["count"], count["calls"]) == (0, [])


def test_a_year_is_settled_once(played: Played) -> None:
    """PTS-DG-06: a second settlement of 2021 is refused, and changes nothing"""
    stage, _ = played
    before = read(stage, "/points-league/2021")

    again = stage.console("olga").send("/points-years/2021/settle-points")
    other = stage.console("anna").send("/points-years/2021/settle-points")

    assert told(again) == (409, "points-already-settled")
    assert again.json()["rule"] == "PTS-DG-06"
    assert told(other) == (403, "permission-denied")
    stage.tick()
    assert read(stage, "/points-league/2021") == before
    places = [
        (one["unit"], one["rank"], one["account"]["settled_points"]) for one in before["places"]
    ]
    assert places == [("u1", 1, "60.5"), ("u2", 2, "54.5")]
    # Two are ranked: the second is among the best three and last, so a person decides (RANK-01).
    assert [one["account"]["needs_decision"] for one in before["places"]] == [False, True]
    assert [one["code"] for one in read(stage, "/accountability")["items"]] == [CALL]


def test_the_table_of_the_year_is_exported(played: Played) -> None:
    """RANK-01: one line for each unit, figures as figures"""
    stage, _ = played

    found = stage.console("olga").read("/points-league/2021/table.csv")

    assert found.headers["content-type"].startswith("text/csv")
    head, one, two, *_ = found.content.decode("utf-8-sig").splitlines()
    assert head.split(",")[:4] == ["rank", "unit", "total", "base"]
    assert one.startswith("1,u1,60.5,60.0,")
    assert two.startswith("2,u2,54.5,60.0,0.0,0.5,-6.0,")


# --- The same story, told by ``closeout simulate``. ---


def _expected(query: str) -> Iterator[tuple[Mapping[str, Any], Any]]:
    for one in read_scenario(STORY).plain["expect"]:
        if one["query"] == query:
            yield one.get("where", {}), one["is"]


def _axes(where: Mapping[str, Any]) -> dict[str, Any]:
    return {name: where[name] for name in ("as_of", "axis") if name in where}


def test_points_are_those_of_the_story(played: Played) -> None:
    """W-1: simulate and API alike"""
    stage, _ = played
    compared = 0
    for where, expected in _expected("unit_points"):
        found = account(stage, where["unit"], **_axes(where))
        league = read(stage, "/points-league/2021", **_axes(where))["places"]
        (place,) = [one for one in league if one["unit"] == where["unit"]]
        for name, value in expected.items():
            shown = (found | {"rank": place["rank"]})[name]
            assert _figure(shown) == _figure(value), (where, name)
            compared += 1
    assert compared > 10


def test_calls_and_counts_are_those_of_the_story(played: Played) -> None:
    """W-1: simulate and API alike"""
    stage, _ = played
    asked = [
        *(("/accountability", where, expected) for where, expected in _expected("accountability")),
        *(
            (f"/consecutive-misses/{where['unit']}", where, expected)
            for where, expected in _expected("consecutive_miss")
        ),
    ]
    assert len(asked) >= 4
    for path, where, expected in asked:
        found = read(stage, path, **_axes(where))["items"]
        assert len(found) == len(expected), (path, where)
        for row, wanted in zip(found, expected, strict=True):
            assert {name: _same(row[name]) for name in wanted} == {
                name: _same(value) for name, value in wanted.items()
            }


def _figure(value: Any) -> Any:
    return value if isinstance(value, bool) else Decimal(str(value))


def _same(value: Any) -> Any:
    """Instants are compared as instants, whatever their offset."""
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


# --- Rebuilt from zero. ---


def test_rebuilt_from_zero_every_answer_is_the_same(played: Played) -> None:
    """F G: dropped and made anew, and once more; now and as it stood, with every event behind it"""
    stage, case = played
    with _same_answers(stage, case):
        first = stage.rebuild()
    with _same_answers(stage, case):
        second = stage.rebuild()

    assert first == second
    assert first["unit_points_v1"] >= 2
    assert first["unit_point_lines_v1"] >= 6
    assert first["accountability_files_v1"] == 1


_QUESTIONS: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    ("/unit-points", {"year": 2021}),
    ("/unit-points/evidence", {"year": 2021}),
    ("/unit-point-lines", {"year": 2021}),
    ("/unit-point-lines/evidence", {"year": 2021}),
    ("/points-league/2021", {}),
    ("/accountability", {}),
    ("/accountability/evidence", {}),
    ("/consecutive-misses/u1", {}),
    ("/consecutive-misses/u2", {}),
    ("/consecutive-misses/u2/evidence", {}),
    ("/obligations", {}),
    ("/close-out-register", {}),
    ("/surveys", {}),
)


@contextmanager
def _same_answers(stage: Stage, case: str) -> Iterator[None]:
    def answers() -> list[Any]:
        return [
            read(stage, path, **asked, **then)
            for path, asked in (*_QUESTIONS, (f"/cases/{case}", {}))
            for then in ({}, {"as_of": FORMER}, {"as_of": LATTER})
        ]

    before = answers()
    yield
    assert answers() == before
