"""What is owed, as offices and calendar programs read it."""

from __future__ import annotations

import pytest

from tests.interfaces.api.stage import Stage

CALENDAR = "/obligation-calendar"
MONDAY = "2021-09-13T00:00:00Z"  # the town is older, and owed before as well


@pytest.fixture(scope="module", autouse=True)
def swept(stage: Stage) -> None:
    """Two days in Kundulun: grid 1 checked on the first and not on the second."""
    for local in ("2021-09-13 09:00", "2021-09-13 18:00", "2021-09-14 09:00", "2021-09-15 00:05"):
        stage.clock.set(local)
        if local.endswith("18:00"):
            gu = stage.console("gu", "kundulun")
            entered = gu.send(
                "/books/RHYTHM/record-rhythm-entry", body="g1", rhythm="DAY", minutes=15
            )
            assert entered.status_code == 200, entered.text
        stage.service.projector.catch_up()
        stage.service.obligation_sweep.sweep("kundulun")
    stage.service.projector.catch_up()


def days(stage: Stage, person: str, **which: str) -> list[tuple[str, str]]:
    """Bound and standing of each daily check that somebody sees."""
    asked = {"code": "RHYTHM_DAY", "due_from": MONDAY, **which}
    items = stage.console(person, "kundulun").pages(CALENDAR, **asked)
    return [(item["due_at"][:10], item["standing"]) for item in items]


def test_the_calendar_shows_what_was_met_and_missed(stage: Stage) -> None:
    """OBL-01, F: by bound; bounds are UTC, so the 13th ends at 16:00 of the same day there."""
    assert days(stage, "olga") == [
        ("2021-09-13", "MET"), ("2021-09-14", "MISSED"), ("2021-09-15", "DUE"),
    ]  # fmt: skip


def test_a_list_is_read_page_by_page(stage: Stage) -> None:
    """Architecture 7: keyset cursors, each obligation once."""
    olga = stage.console("olga", "kundulun")

    whole = [item["aggregate_id"] for item in olga.pages(CALENDAR)]
    by_one = [item["aggregate_id"] for item in olga.pages(CALENDAR, limit=1)]

    assert by_one == whole
    assert len(set(whole)) == len(whole) > 3


def test_filters_are_by_holder_code_state_and_bound(stage: Stage) -> None:
    """F: what an office looks for."""
    assert days(stage, "olga", standing="MISSED") == [("2021-09-14", "MISSED")]
    assert days(stage, "olga", holder="grid_member", due_from="2021-09-15T00:00:00Z") == [
        ("2021-09-15", "DUE")
    ]
    assert days(stage, "olga", due_until="2021-09-14T00:00:00Z") == [("2021-09-13", "MET")]
    assert days(stage, "olga", to_accountability="true") == [("2021-09-14", "MISSED")]
    assert days(stage, "olga", holder="nobody") == []


def test_who_serves_a_grid_sees_what_it_owes_and_others_do_not(stage: Stage) -> None:
    """C: row scope; a resident has no such data at all."""
    assert len(days(stage, "gu")) == 3
    assert days(stage, "lin") == []
    refused = stage.console("somebody", "kundulun").read(CALENDAR)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission-denied")


def test_a_body_that_one_may_not_see_does_not_exist(stage: Stage) -> None:
    """C: outside one's scope there is nothing."""
    refused = stage.console("lin", "kundulun").read(CALENDAR, under="c1")
    absent = stage.console("lin", "kundulun").read(CALENDAR, under="nowhere")

    assert refused.status_code == absent.status_code == 404
    assert refused.json()["code"] == absent.json()["code"] == "body-not-found"


def test_before_the_sweep_nobody_knew_though_it_was_true(stage: Stage) -> None:
    """ENV-06: on the one axis what was known, on the other what was true since the bound."""
    known = days(stage, "olga", standing="MISSED", as_of="2021-09-15T00:01:00+08:00")
    true = days(
        stage, "olga", standing="MISSED", as_of="2021-09-15T00:01:00+08:00", axis="OCCURRED"
    )

    assert known == []
    assert true == [("2021-09-14", "MISSED")]


def test_counts_are_by_body_holder_and_code(stage: Stage) -> None:
    """F: due, met, missed, deviation per holder and period."""
    answer = stage.console("olga", "kundulun").read(
        f"{CALENDAR}/counts", code="RHYTHM_DAY", due_from=MONDAY
    )

    assert answer.json()["items"] == [
        {
            "body": "g1", "holder": "grid_member", "code": "RHYTHM_DAY",
            "due": 1, "met": 1, "missed": 1, "deviation": 0, "not_done": 0, "not_due": 0,
        }
    ]  # fmt: skip


def test_every_line_says_which_events_it_was_folded_from(stage: Stage) -> None:
    """Architecture 7: a figure has its evidence, as positions of the log."""
    olga = stage.console("olga", "kundulun")

    events = olga.pages(
        f"{CALENDAR}/evidence", code="RHYTHM_DAY", standing="MISSED", due_from=MONDAY
    )

    assert [event["event"] for event in events] == ["ObligationOpened", "ObligationMissed"]
    assert events[0]["position"] < events[1]["position"]


def test_a_calendar_program_reads_what_ones_own_posts_owe(stage: Stage) -> None:
    """RFC 5545, C: one's own feed; the identifier of an entry stays the same."""
    answer = stage.console("gu", "kundulun").read("/calendar-feeds/gu.ics")
    again = stage.console("gu", "kundulun").read("/calendar-feeds/gu.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    lines = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VTODO") == lines.count("END:VTODO") > 7
    assert lines.count("STATUS:COMPLETED") == 1
    assert "DUE;TZID=Asia/Shanghai:20210916T000000" in lines
    assert answer.content == again.content


def test_the_feed_of_somebody_else_does_not_exist(stage: Stage) -> None:
    """C: only who works for the whole jurisdiction reads it."""
    refused = stage.console("lin", "kundulun").read("/calendar-feeds/gu.ics")
    office = stage.console("olga", "kundulun").read("/calendar-feeds/gu.ics")

    assert (refused.status_code, refused.json()["code"]) == (404, "calendar-feed-not-found")
    assert office.status_code == 200
