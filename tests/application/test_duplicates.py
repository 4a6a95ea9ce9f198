"""What speaks for and against a likely duplicate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from application.queries.duplicates import LikelyDuplicate, likely_duplicates, pairs
from application.read_models.case_row import CaseRow, case_row
from application.read_models.story import told
from domain.cases.case import Case
from domain.kernel import Event
from domain.vocabulary import CaseKind, VaultRef
from tests.samples import GU, KUNDULUN, act

TEXT = "下水道堵塞污水外溢"


def reported(*, text: bool = True, place: bool = False) -> CaseRow:
    """The board row of a report with words or a place."""
    case = Case.report(
        uuid4(),
        kind=CaseKind.INCIDENT,
        grid_id="g1",
        community_id="c1",
        category="drainage",
        reporter_ref="rita",
        place=VaultRef(item_id=uuid4(), sha256="0" * 64) if place else None,
        text=VaultRef(item_id=uuid4(), sha256="0" * 64) if text else None,
        discovered_at=None,
        act=act(GU, "2021-09-10 09:00", KUNDULUN),
    )
    history = [event for event in case.collect_events() if isinstance(event, Event)]
    story = told(history, "town")
    assert story is not None
    return case_row(story)


def likely(row: CaseRow, contents: Mapping[UUID, bytes], **asked: object) -> list[LikelyDuplicate]:
    fields: dict[str, object] = {"text": None, "lon": None, "lat": None} | asked
    return list(
        likely_duplicates([row], contents, within_metres=100, least_similarity=0.5, **fields)  # type: ignore[arg-type]  # the fields of the signature
    )


@pytest.mark.parametrize(
    ("text", "similarity"),
    [
        ("下水道堵塞污水外溢", 1.0),
        ("下水道 堵塞\n污水外溢", 1.0),  # blanks say nothing
        ("下水道堵塞污水横流", 6 / 10),  # 6 pairs of 8 and 8 are the same
        ("路灯不亮", None),
        ("下水道旁路灯不亮", None),  # 2 of 13
    ],
)
def test_a_similar_text_speaks_for_a_duplicate(text: str, similarity: float | None) -> None:
    """CAS-KD-02: half of the character pairs in common, or it is another matter."""
    row = reported()
    assert row.text_item is not None

    found = likely(row, {row.text_item: TEXT.encode()}, text=text)

    assert [each.similarity for each in found] == ([] if similarity is None else [similarity])


@pytest.mark.parametrize(
    ("north", "found"),
    [(0.0008, True), (0.0010, False)],  # 89 m and 111 m: a degree of latitude is 111.19 km
)
def test_a_place_too_far_away_speaks_against_it(north: float, found: bool) -> None:  # noqa: FBT001 - a column of the table
    """CAS-KD-02: within 100 metres."""
    row = reported(text=False, place=True)
    assert row.place_item is not None
    there = json.dumps({"lon": 117.0, "lat": 30.5}).encode()

    likely_ones = likely(row, {row.place_item: there}, lon=117.0, lat=30.5 + north)

    assert bool(likely_ones) is found
    for each in likely_ones:
        assert each.metres == pytest.approx(88.96, abs=0.05)


def test_a_degree_of_longitude_is_shorter_away_from_the_equator() -> None:
    """CAS-KD-02: at 60 degrees north half as long, 55.6 m for a thousandth."""
    row = reported(text=False, place=True)
    assert row.place_item is not None
    there = json.dumps({"lon": 110.0, "lat": 60.0}).encode()

    found = likely(row, {row.place_item: there}, lon=110.001, lat=60.0)

    assert found[0].metres == pytest.approx(55.6, abs=0.05)


def test_what_is_erased_or_unknown_speaks_neither_for_nor_against() -> None:
    """ENV-07: the case is still near in time, grid and category."""
    row = reported(place=True)
    assert row.place_item is not None
    in_words = json.dumps({"address": "东门桥"}).encode()

    erased = likely(row, {}, text=TEXT, lon=1.0, lat=1.0)
    wordless = likely(row, {row.place_item: in_words}, text="", lon=1.0, lat=1.0)

    assert [(each.metres, each.similarity) for each in (*erased, *wordless)] == [(None, None)] * 2


def test_the_most_similar_comes_first() -> None:
    """CAS-KD-02: a person looks at few."""
    same, close, silent = reported(), reported(), reported(text=False)
    assert same.text_item is not None
    assert close.text_item is not None
    contents = {same.text_item: TEXT.encode(), close.text_item: "下水道堵塞污水横流".encode()}

    found = likely_duplicates(
        [silent, close, same], contents, text=TEXT, lon=None, lat=None,
        within_metres=100, least_similarity=0.5,
    )  # fmt: skip

    assert [each.case.case_id for each in found] == [same.case_id, close.case_id, silent.case_id]


def test_a_single_character_is_its_own_pair() -> None:
    """CAS-KD-02: short texts can be compared, too."""
    assert pairs("灯") == {"灯"}
    assert pairs("路 灯") == {"路灯"}
    assert pairs("路灯坏") == {"路灯", "灯坏"}
