"""Lists, cases and histories as a console reads them (Annex C)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.api.stage import Stage


@pytest.fixture(scope="module")
def cases(stage: Stage) -> list[str]:
    """Three cases: two of rita's with their text, one of sam's; the last one is uploaded."""
    rita, sam, gu = stage.console("rita"), stage.console("sam"), stage.console("gu")
    made = [
        rita.report(grid="g12", category="drainage", text="三号楼门口积水", address="3号楼"),
        rita.report(grid="g12", category="street_light", text="路灯不亮"),
        sam.report(grid="g12", category="drainage", text="井盖丢失"),
    ]
    ids = [str(answer.json()["case_id"]) for answer in made]
    gu.done(ids[2], "upload_case")
    return ids


def _ids(answer: Any) -> set[str]:
    return {item["case_id"] for item in answer.json()["items"]}


def test_a_list_is_read_page_by_page(stage: Stage, cases: list[str]) -> None:
    """Zalando #160: keyset cursors; every case once."""
    gu, seen, cursor = stage.console("gu"), [], None
    for _ in cases:
        page = gu.get(limit=1, **({"cursor": cursor} if cursor else {})).json()
        seen += [item["case_id"] for item in page["items"]]
        cursor = page["next"]

    assert sorted(seen) == sorted(cases)
    assert cursor is None


def test_a_cursor_belongs_to_its_list(stage: Stage, cases: list[str]) -> None:
    """API conventions: a cursor is opaque, so another list's place means nothing here."""
    gu = stage.console("gu")
    cursor = gu.get(limit=1).json()["next"]

    other = gu.get(limit=1, cursor=cursor, category="drainage")

    assert cases
    assert (other.status_code, other.json()["code"]) == (400, "cursor-malformed")


@pytest.mark.parametrize("cursor", ["", "x", "W10", "e30", "\u4e2d", "A" * 600, "bnVsbA"])
def test_a_made_up_cursor_is_refused(stage: Stage, cursor: str) -> None:
    """API conventions: cursors are used as they were handed out."""
    answer = stage.console("gu").get(cursor=cursor)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-malformed")


def test_lists_are_filtered(stage: Stage, cases: list[str]) -> None:
    """F: the board by state, category, place and words of two characters."""
    gu, (flood, light, cover) = stage.console("gu"), cases

    assert _ids(gu.get(category="drainage")) == {flood, cover}
    assert _ids(gu.get(state="UPLOADED")) == {cover}
    assert _ids(gu.get(state=["UPLOADED", "REPORTED"], open=True)) == set(cases)
    assert _ids(gu.get(text="路灯")) == {light}
    assert _ids(gu.get(grid="g13")) == set()
    assert _ids(gu.get(as_of="2021-08-31T00:00:00+08:00")) == set()


def test_a_resident_sees_her_own_cases_only(stage: Stage, cases: list[str]) -> None:
    """C: what one may not see looks like what does not exist."""
    rita, (flood, light, cover) = stage.console("rita"), cases

    hidden = rita.get(f"/{cover}")
    absent = rita.get("/00000000-0000-0000-0000-000000000001")

    assert _ids(rita.get()) == {flood, light}
    assert (hidden.status_code, hidden.json()["code"]) == (404, "case-not-found")
    assert hidden.json().keys() == absent.json().keys()
    assert hidden.json()["title"] == absent.json()["title"]


def test_a_case_shows_what_was_reported(stage: Stage, cases: list[str]) -> None:
    """ENV-07: the words come from the vault, for those who may read the case."""
    seen = stage.console("gu").get(f"/{cases[0]}").json()

    assert seen["text"] == "三号楼门口积水"
    assert seen["place"] == {"address": "3号楼"}
    assert seen["contacts"] == 1


def test_the_past_has_no_etag(stage: Stage, cases: list[str]) -> None:
    """ENV-06: one decides on the present; before it was reported there was no case."""
    gu, path = stage.console("gu"), f"/{cases[0]}"

    assert gu.get(path).headers["ETag"] == '"1"'
    assert "ETag" not in gu.get(path, as_of="2021-09-01T08:00:00+08:00").headers
    assert gu.get(path, as_of="2021-08-31T08:00:00+08:00").status_code == 404


def test_the_history_is_for_those_who_may_replay(stage: Stage, cases: list[str]) -> None:
    """C: the head and the auditor replay; a resident does not."""
    path = f"/{cases[2]}/history"

    told = stage.console("anna").get(path)
    refused = stage.console("sam").get(path)

    assert [one["event"] for one in told.json()["items"]] == ["CaseReported", "CaseUploaded"]
    assert refused.json()["code"] == "permission-denied"
    assert "井盖" not in told.text


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0},
        {"limit": 201},
        {"state": "LOST"},
        {"grid": "a\u0000b"},
        {"text": "a\u0000b"},
        {"as_of": "yesterday"},
        {"as_of": "2021-10-11T23:59:00"},
        {"as_of": "0001-01-01T00:00:00+14:00"},
        {"as_of": "2021-10-11T23:59:00+08:00", "axis": "IMAGINED"},
    ],
)
def test_an_unusable_parameter_is_refused(stage: Stage, params: dict[str, Any]) -> None:
    """API conventions: malformed is 422, with the place."""
    answer = stage.console("gu").get(**params)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert answer.json()["errors"][0]["at"].startswith("query/")


def test_an_unknown_jurisdiction_tells_nothing(stage: Stage) -> None:
    """C: whether it runs elsewhere is nobody's business."""
    answer = stage.console("gu", "atlantis").get()

    assert (answer.status_code, answer.json()["code"]) == (403, "unknown-jurisdiction")


def test_a_list_shows_each_case_as_it_is_read_alone(stage: Stage) -> None:
    """Read your own write, whatever was read before: lines are remembered by version."""
    gu, tom = stage.console("gu"), stage.console("tom")
    case = str(tom.report(grid="g12", category="kiosk", text="报刊亭占道").json()["case_id"])

    (before,) = gu.get(category="kiosk").json()["items"]
    (again,) = gu.get(category="kiosk").json()["items"]
    version = gu.done(case, "upload_case")
    (after,) = gu.get(category="kiosk").json()["items"]
    alone = gu.get(f"/{case}").json()

    assert before == again
    assert (before["state"], after["state"], after["version"]) == ("REPORTED", "UPLOADED", version)
    assert after == {name: alone[name] for name in after}
