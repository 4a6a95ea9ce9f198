"""The board, the registers and the figures as a dashboard reads them (rulebook F)."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.database import Database
from tests.interfaces.api.stage import Stage, open_stage

FEEDBACK = {"content": "The pipe is broken in two places."}
LISTS = {
    "problem": "A blocked drain.",
    "task": "Clear it.",
    "standard": "No standing water.",
    "responsible_person": "vera",
    "responsible_unit": "u1",
    "due_on": "2021-10-20",
    "meeting_id": "m-1",
}


class Drain:
    """Two cases of one drain: ``given`` out to u1 and u2, who feeds back; and one ``reported``."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        gu, anna = stage.console("gu"), stage.console("anna")
        stage.clock.set("2021-09-10 09:00")
        self.reported = gu.report(grid="g12", category="street_light").json()["case_id"]
        self.given = gu.report(
            kind="WHISTLE", grid="g12", category="drainage", text="下水道堵塞，污水外溢"
        ).json()["case_id"]
        gu.done(self.given, "upload_case")
        anna.done(self.given, "triage_case", category="drainage")
        anna.done(self.given, "draw_up_four_lists", **LISTS)
        anna.done(
            self.given, "blow_whistle",
            grade="COMMON", responsible_person="vera", due_on="2021-10-20",
        )  # fmt: skip
        stage.clock.set("2021-09-16 09:00")
        anna.done(
            self.given, "escalate_to_district",
            mode="MULTI", units=["u1", "u2"], beyond_street_reason="not ours",
        )  # fmt: skip
        stage.console("uma").done(self.given, "accept_case", unit="u1")
        stage.clock.set("2021-09-18 10:00")
        stage.console("uma").done(self.given, "give_feedback", **FEEDBACK)
        stage.clock.set("2021-09-24 09:00")
        stage.sweep()
        stage.service.projector.catch_up()


@pytest.fixture(scope="module")
def drain(module_database: Database) -> Iterator[Drain]:
    with open_stage(module_database.dsn) as stage:
        yield Drain(stage)


def _events(drain: Drain, positions: set[int]) -> list[str]:
    told = drain.stage.console("olga").get(f"/{drain.given}/history").json()["items"]
    return [one["event"] for one in told if one["position"] in positions]


def test_the_board_counts_open_overdue_and_due_soon(drain: Drain) -> None:
    """F case_board: by grid, unit, level and mode."""
    olga = drain.stage.console("olga")

    by_grid = olga.read("/board", by="GRID").json()
    by_unit = olga.read("/board", by="UNIT").json()["items"]

    line = {"group": "g12", "open": 2, "overdue": 0, "due_soon": 0}
    assert by_grid == {"items": [line], "next": None}
    assert [(one["group"], one["open"]) for one in by_unit] == [("u1", 1), ("u2", 1), (None, 1)]


def test_the_board_shows_which_cases_it_counts(drain: Drain) -> None:
    """Architecture §7: every figure names the events it was folded from."""
    olga = drain.stage.console("olga")

    of_u1 = olga.read("/board/evidence", by="UNIT", group="u1").json()["items"]
    of_nobody = olga.read("/board/evidence", by="UNIT").json()["items"]
    paged = olga.pages("/board/evidence", by="GRID", group="g12", limit=1)

    assert [one["case_id"] for one in of_u1] == [drain.given]
    assert [one["case_id"] for one in of_nobody] == [drain.reported]
    assert {one["case_id"] for one in paged} == {drain.given, drain.reported}
    assert _events(drain, {of_u1[0]["position"]}) == ["FeedbackMissed"]


def test_the_board_is_shown_as_it_stood(drain: Drain) -> None:
    """ENV-06."""
    olga = drain.stage.console("olga")

    then = olga.read("/board", by="UNIT", as_of="2021-09-10T09:30:00+08:00").json()["items"]

    assert [(one["group"], one["open"]) for one in then] == [(None, 2)]


def test_a_figure_is_as_large_as_its_evidence(drain: Drain) -> None:
    """F timeliness: on-time feedback of all settled obligations, with its events."""
    olga = drain.stage.console("olga")

    figure = olga.read("/indicators/timeliness").json()
    events = olga.pages("/indicators/timeliness/evidence", limit=1)

    assert (figure["numerator"], figure["denominator"], figure["text"]) == (1, 2, "50.0 %")
    assert figure["exact"] == "1/2"
    assert [(one["event"], one["numerator"], one["denominator"]) for one in events] == [
        ("FeedbackGiven", True, True),
        ("FeedbackMissed", False, True),
    ]
    assert _events(drain, {one["position"] for one in events}) == [
        "FeedbackGiven",
        "FeedbackMissed",
    ]


def test_every_indicator_of_the_catalogue_has_a_value_or_says_what_is_missing(
    drain: Drain,
) -> None:
    """F, B-45: no invented value."""
    olga = drain.stage.console("olga")

    for one in olga.read("/indicators").json()["items"]:
        value = olga.read(f"/indicators/{one['code']}")
        if one["missing"]:
            assert (value.status_code, value.json()["code"]) == (422, "indicator-fact-missing")
            assert value.json()["missing"] == one["missing"]
        else:
            assert value.json()["indicator"] == one["code"]
            assert olga.read(f"/indicators/{one['code']}/evidence").status_code == (
                422 if one["kind"] == "SCORE" else 200
            )
    unknown = olga.read("/indicators/happiness")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "indicator-unknown")


def test_closed_on_time_of_closed_comes_with_the_rate_of_all_that_is_due(drain: Drain) -> None:
    """CAS-KD-04, field notes 2.5."""
    olga = drain.stage.console("olga")

    value = olga.read("/indicators/on_time_of_closed").json()

    assert [one["indicator"] for one in value["shown_with"]] == ["on_time_of_due"]


def test_indicators_are_files_for_spreadsheets(drain: Drain) -> None:
    """Field notes 2.22: exports, with numbers as numbers."""
    olga = drain.stage.console("olga")

    values = olga.read("/indicators.csv")
    lines = {line[0]: line for line in csv.reader(io.StringIO(values.content.decode("utf-8-sig")))}
    series = olga.read("/indicators/timeliness/series.csv", by="UNIT")
    events = olga.read("/indicators/timeliness/evidence.csv").content.decode("utf-8-sig")
    books = [
        olga.read("/indicators.xlsx"),
        olga.read("/indicators/timeliness/series.xlsx", by="UNIT"),
        olga.read("/indicators/timeliness/evidence.xlsx"),
    ]

    assert lines["timeliness"][1:6] == ["反馈及时率", "1", "2", "0.5", "50.0 %"]
    assert lines["three_rates"][2:6] == ["", "", "", ""]
    assert "confirmed_solved" in lines["three_rates"][-1]
    assert series.headers["content-disposition"] == 'attachment; filename="timeliness.csv"'
    assert series.content.decode("utf-8-sig").splitlines()[1:] == [
        "u1,timeliness,1,1,1,100.0 %",
        "u2,timeliness,0,1,0,0.0 %",
    ]
    assert [line.split(",")[1] for line in events.splitlines()[1:]] == [
        "FeedbackGiven",
        "FeedbackMissed",
    ]
    assert all(zipfile.is_zipfile(io.BytesIO(book.content)) for book in books)
    refused = olga.read("/indicators/three_rates/evidence.csv")
    assert (refused.status_code, refused.json()["code"]) == (422, "indicator-fact-missing")


def test_evidence_of_any_length_is_sent_page_by_page(drain: Drain) -> None:
    """Architecture: memory is bounded in any export; every page is there once."""
    olga = drain.stage.console("olga")
    paged = olga.pages("/indicators/received/evidence", limit=1)

    whole = olga.read("/indicators/received/evidence.csv").content.decode("utf-8-sig")

    assert [line.split(",")[0] for line in whole.splitlines()[1:]] == [
        str(one["position"]) for one in paged
    ]


def test_indicators_are_drawn(drain: Drain) -> None:
    """WCAG 1.1.1"""
    olga = drain.stage.console("olga")

    league = olga.read("/indicators/timeliness/league.svg")
    trend = olga.read("/indicators/timeliness/trend.svg")

    assert league.headers["content-type"] == trend.headers["content-type"] == "image/svg+xml"
    assert "u1 100.0 %；u2 0.0 %" in league.text
    assert "2021-09 50.0 %" in trend.text


def test_a_cohort_by_category_holds_for_feedback_too(drain: Drain) -> None:
    """F: what is asked for is what is counted."""
    olga = drain.stage.console("olga")

    def settled(category: str) -> int:
        return int(olga.read("/indicators/timeliness", category=category).json()["denominator"])

    assert (settled("drainage"), settled("street_light")) == (2, 0)


def test_timeliness_by_unit_and_month_with_its_events(drain: Drain) -> None:
    """F timeliness, per unit and month."""
    olga = drain.stage.console("olga")

    def shown(**asked: str) -> list[tuple[str, str]]:
        found = olga.read("/indicators/timeliness/series", **asked).json()["items"]
        return [(one["group"], one["text"]) for one in found]

    missed = olga.read(
        "/indicators/timeliness/evidence", unit="u2",
        since="2021-09-01T00:00:00+08:00", until="2021-10-01T00:00:00+08:00",
    ).json()["items"]  # fmt: skip

    assert shown(by="UNIT") == [("u1", "100.0 %"), ("u2", "0.0 %")]
    assert shown(by="MONTH") == [("2021-09", "50.0 %")]
    assert shown(by="UNIT", since="2021-10-01T00:00:00+08:00") == []
    assert [(one["numerator"], one["denominator"]) for one in missed] == [(False, True)]


def test_an_indicator_is_read_as_it_stood(drain: Drain) -> None:
    """ENV-06: u2 missed its bound on 09-23 00:00."""
    olga = drain.stage.console("olga")

    def settled(as_of: str) -> int:
        return int(olga.read("/indicators/timeliness", as_of=as_of).json()["denominator"])

    assert settled("2021-09-22T23:59:00+08:00") == 1
    assert settled("2021-09-24T09:00:00+08:00") == 2


def test_moments_and_counters_name_their_events(drain: Drain) -> None:
    """CAS-KD-06, CAS-SA-02."""
    olga = drain.stage.console("olga")

    moments = {one["moment"]: one for one in olga.read("/figures/moments").json()["items"]}
    ends = olga.read("/figures/moments/DISCOVER_TO_UPLOAD/evidence").json()["items"]

    assert moments["DISCOVER_TO_UPLOAD"]["count"] == 1
    assert moments["DISCOVER_TO_UPLOAD"]["median"] == "PT0S"
    assert [one["numerator"] for one in ends] == [False, True]
    assert olga.read("/figures/zero-counters").json()["items"] == []
    refused = olga.read("/figures/zero-counters/MASS/evidence")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-serious-kind")


def test_obligations_are_listed_page_by_page(drain: Drain) -> None:
    """CAS-DG-08: who owes, who gave, who missed."""
    olga = drain.stage.console("olga")

    every = olga.pages("/obligations", limit=1)
    missed = olga.read("/obligations", status="MISSED").json()["items"]

    assert [(one["unit_id"], one["status"]) for one in every] == [("u1", "GIVEN"), ("u2", "MISSED")]
    assert missed == [one for one in every if one["status"] == "MISSED"]
    assert missed[0]["due_at"] == "2021-09-22T16:00:00Z"
    before = olga.read("/obligations", as_of="2021-09-17T00:00:00+08:00").json()["items"]
    assert {one["status"] for one in before} == {"OPEN"}


def test_the_register_holds_each_claim(drain: Drain) -> None:
    """F close_out_register: claims, refusals, closings."""
    stage = drain.stage
    uma, anna = stage.console("uma"), stage.console("anna")
    case = uma.report(grid="g12", category="drainage").json()["case_id"]
    stage.console("gu").done(case, "upload_case")
    anna.done(case, "triage_case", category="drainage")
    anna.done(case, "draw_up_four_lists", **LISTS | {"responsible_person": "uma"})
    anna.done(case, "blow_whistle", grade="COMMON", responsible_person="uma", due_on="2021-10-20")
    anna.done(case, "escalate_to_district", mode="SINGLE", units=["u1"], beyond_street_reason="x")
    uma.done(case, "accept_case", unit="u1")
    for reason in ("wet", "still wet"):
        uma.done(case, "report_resolution", measures="cleared")
        anna.done(case, "refuse_close_out", reasons=[reason])
    stage.service.projector.catch_up()

    claims = stage.console("olga").pages("/close-out-register", case_id=case, limit=1)

    assert [(one["claim_no"], one["refusal_reasons"]) for one in claims] == [
        (1, ["wet"]),
        (2, ["still wet"]),
    ]
    assert stage.console("olga").read("/close-out-register", unit="u2").json()["items"] == []


def test_lists_find_whose_case_it_is(drain: Drain) -> None:
    """Field notes §2: by assignee, by unit, unassigned."""
    olga = drain.stage.console("olga")

    def found(**asked: Any) -> set[str]:
        return {one["case_id"] for one in olga.get(open=True, **asked).json()["items"]}

    assert drain.given in found(assignee="vera")  # named by the lists
    assert drain.given in found(assignee="vic")  # principal of u2
    assert drain.reported not in found(assignee="vera")
    assert found(assignee="nobody") == set()
    assert found(unassigned=True) == {drain.reported}
    assert drain.given in found(handled_by="u1")
    assert drain.given in found(text="污水")


def test_lists_find_what_is_due_within_so_many_working_days(drain: Drain) -> None:
    """CAL-02, F case_board: over National Day, 09-26 and 10-09 are worked."""
    olga = drain.stage.console("olga")

    def due(**asked: Any) -> set[str]:
        return {one["case_id"] for one in olga.get(**asked).json()["items"]}

    # From Fri 09-24: 09-26, 27 to 30, then 10-08, 09, 11 to 15, 18 to 20.
    assert drain.given in due(due_within=15)
    assert drain.given not in due(due_within=14)
    assert drain.given not in due(due_within=15, as_of="2021-09-23T00:00:00+08:00")


def test_a_calendar_that_ends_refuses(drain: Drain) -> None:
    """CAL-03: no date is guessed."""
    answer = drain.stage.console("olga").get(due_within=3, as_of="2098-01-01T00:00:00+08:00")

    assert (answer.status_code, answer.json()["code"]) == (409, "calendar-missing")


def test_likely_duplicates_are_found_without_a_word_in_an_address(drain: Drain) -> None:
    """CAS-KD-02, ENV-07."""
    stage = drain.stage
    gu, sam = stage.console("gu"), stage.console("sam")
    fields: dict[str, Any] = {"grid": "g12", "category": "drainage", "text": "下水道堵塞，满地污水"}
    fresh = gu.report(**fields).json()["case_id"]
    stage.service.projector.catch_up()

    likely = gu.send("/likely-duplicates", **fields).json()["items"]

    assert fresh in [one["case"]["case_id"] for one in likely]
    assert likely[0]["similarity"] > 0.9
    assert sam.send("/likely-duplicates", **fields).json()["items"] == []
    nowhere = gu.send("/likely-duplicates", category="drainage")
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "invalid-request")
    assert gu.send("/likely-duplicates", grid="g99").json()["code"] == "grid-not-found"


@pytest.mark.parametrize(
    "path",
    [
        "/board/evidence?by=GRID",
        "/obligations",
        "/close-out-register",
        "/indicators/closure/evidence",
        "/exclusions",
        "/figures/moments/UPLOAD_TO_CLOSE/evidence",
    ],
)
@pytest.mark.parametrize("cursor", ["x", "WzIsImEiLDFd", "bnVsbA"])
def test_a_made_up_cursor_is_refused(drain: Drain, path: str, cursor: str) -> None:
    """Architecture §7: cursors are used as they were handed out."""
    path, _, query = path.partition("?")
    params = dict(part.split("=") for part in query.split("&") if part)

    answer = drain.stage.console("olga").read(path, cursor=cursor, **params)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-malformed")
