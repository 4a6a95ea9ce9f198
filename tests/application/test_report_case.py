"""Where a report goes, and what of it is never in an event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from application.errors import CommunityNotFound, GridNotFound
from application.use_cases.catalogue import ReportCase
from application.use_cases.organisation.merge_grid import MergeGrid
from application.use_cases.organisation.merge_org_unit import MergeOrgUnit
from application.use_cases.request import Caller
from domain.cases.errors import AnonymousWithoutPlace, DiscoveredInFuture
from domain.policy.errors import PackUnknown
from domain.vocabulary import CaseState
from tests.application.town import Town, at, town_on
from tests.database import Database

INSIDE: dict[str, Any] = {"lon": 117.05, "lat": 30.55}
OUTSIDE: dict[str, Any] = {"lon": 100.0, "lat": 10.0}


@pytest.fixture(scope="module")
def kundulun(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        yield town


@pytest.fixture
def longling(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "longling", "2021-09-10 09:00") as town:
        yield town


def where(town: Town, **fields: Any) -> tuple[str | None, str | None]:
    """Grid and community of a report from a place."""
    case = town.reported("rita", **fields).aggregate_id
    row = town.service.queries.get_case(town.name, Caller("rita"), case)
    return row.grid_id, row.community_id


# --- The place. ---


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (INSIDE, ("g1", "c1")),
        ({"place_code": "P-2"}, ("g2", "c2")),
        ({"grid": "g2"}, ("g2", "c2")),
        ({"place_code": "P-2"} | INSIDE, ("g2", "c2")),
        ({"place_code": "P-9"} | INSIDE, ("g1", "c1")),
        ({"grid": "g2", "community": "c1"}, ("g2", "c2")),
        ({"lon": 117.0, "lat": 30.5}, ("g1", "c1")),
    ],
)
def test_the_grid_of_a_report_is_found_from_its_place(
    kundulun: Town, place: dict[str, Any], expected: tuple[str, str]
) -> None:
    """CAS-KD-01: by grid, by a code of its list, by its polygon with the border."""
    assert where(kundulun, **place) == expected


def test_a_report_outside_every_grid_waits_in_the_pool_of_its_community(kundulun: Town) -> None:
    """CAS-KD-01 G2: not refused."""
    assert where(kundulun, community="c1", **OUTSIDE) == (None, "c1")
    assert where(kundulun, **OUTSIDE) == (None, None)


def test_a_report_from_merged_ground_goes_to_the_grid_that_goes_on(
    module_database: Database,
) -> None:
    """ORG-SA-06: the ground of a merged grid belongs to the grid it went into."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        town.organise(MergeGrid(grid="g1", into="g2", from_system="grid_management"))

        for place in (INSIDE, {"place_code": "P-1"}, {"grid": "g1"}):
            assert where(town, **place) == ("g2", "c2")


def test_the_pool_of_a_merged_community_is_the_one_that_goes_on(module_database: Database) -> None:
    """ORG-SA-06."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        town.organise(
            MergeGrid(grid="g1", into="g2", from_system="grid_management"),
            MergeOrgUnit(unit="c1", into="c2", reason="one estate"),
        )

        assert where(town, community="c1") == (None, "c2")


def test_a_grid_or_community_that_is_not_there_is_refused(kundulun: Town) -> None:
    """CAS-KD-01: named, so a mistake; silence would lose the report."""
    with pytest.raises(GridNotFound):
        kundulun.reported("rita", grid="g9")
    with pytest.raises(CommunityNotFound):
        kundulun.reported("rita", community="c9")


def test_an_anonymous_report_needs_a_place(kundulun: Town) -> None:
    """2.5."""
    head = kundulun.head()

    with pytest.raises(AnonymousWithoutPlace):
        kundulun.reported("rita", anonymous=True, text="污水外溢")

    assert kundulun.head() == head
    assert kundulun.reported("rita", anonymous=True, address="东门桥").position


def test_an_anonymous_report_names_nobody(kundulun: Town) -> None:
    """ENV-07, 2.5: neither who reported nor whose key seals the words."""
    case = kundulun.reported("rita", anonymous=True, grid="g1", text="污水外溢").aggregate_id

    assert kundulun.rows(_SEALED, case) == [(f"anonymous.{case}", "text")]
    reported = kundulun.service.log.history(kundulun.name, case)[0][1]
    assert getattr(reported, "reporter_ref", "") is None


@pytest.mark.parametrize("field", ["reporter", "source_ref"])
@pytest.mark.parametrize("number", ["13800138000", "tel:13800138000", "11010519491231002X"])
def test_no_telephone_or_identity_number_stands_for_anything(field: str, number: str) -> None:
    """ENV-07: what enters an event cannot be erased."""
    with pytest.raises(ValidationError, match="ENV-07"):
        ReportCase.model_validate({field: number})


@pytest.mark.parametrize("ref", ["7b13800138000c", "2021-0013800138000999", "user-1380013"])
def test_digits_of_a_longer_id_are_no_telephone_number(ref: str) -> None:
    """ENV-07."""
    assert ReportCase(source_ref=ref).source_ref == ref


def test_a_matter_is_not_found_before_it_is_reported(kundulun: Town) -> None:
    """ENV-04."""
    with pytest.raises(DiscoveredInFuture):
        kundulun.report(discovered_at=at("2021-09-10 09:01"))


# --- What a resident writes. ---


def test_no_stored_event_holds_what_a_resident_wrote(module_database: Database) -> None:
    """ENV-07: the bytes of every event are searched for the words."""
    words: dict[str, Any] = {
        "text": "张家后院的下水道堵了",
        "address": "幸福里三栋二单元",
        "contact": "13812345678",
    }
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        case = town.report("rita", **words, **INSIDE)
        town.do("gu", "upload_case", case)
        town.do("di", "triage_case", case)
        town.do("di", "route_case", case, mode="SINGLE", units=("lights",), due_on="2021-09-17",
                override_reason="as agreed")  # fmt: skip
        town.do("uma", "accept_case", case)
        town.do("uma", "report_resolution", case, measures="cleared")
        town.do("uma", "close_case", case)
        town.do("rita", "rate_case", case, score=5, comment="谢谢你们来得快")

        stored = b"".join(
            bytes(state)
            for (state,) in town.rows("SELECT state FROM events WHERE jurisdiction = %s")
        )
        sealed = b"".join(
            bytes(item)
            for (item,) in town.rows("SELECT ciphertext FROM vault_items WHERE jurisdiction = %s")
        )

    assert b'"grid_id":"g1"' in stored  # readable, so that searching it means something
    for word in (*words.values(), "谢谢你们来得快", "117.05", "30.55"):
        for form in (word.encode(), ascii(word)[1:-1].encode()):
            assert form not in stored
            assert form not in sealed


def test_the_words_are_there_for_whoever_may_read_the_case(kundulun: Town) -> None:
    """ENV-07: sealed, not lost."""
    case = kundulun.report("rita", text="路灯不亮", address="东门桥", lon=117.05, lat=30.55)

    detail = kundulun.service.queries.get_detail(kundulun.name, Caller("gu"), case)

    assert detail.content["text"] == "路灯不亮"
    assert '"东门桥"' in detail.content["place"]
    assert "117.05" in detail.content["place"]


# --- Several channels. ---


def test_three_channels_with_one_matter_are_one_case_with_three_contacts(longling: Town) -> None:
    """CAS-BJ-01."""
    first = longling.report("rita", category="noise", channel="hotline")
    longling.clock.set(at("2021-09-12 09:00"))
    second = longling.report("rita", category="noise", channel="app")
    longling.clock.set(at("2021-09-14 09:00"))
    third = longling.report("di", reporter="rita", category="noise", channel="counter")

    assert longling.events(second) == longling.events(third) == ["CaseReported", "CaseMerged"]
    detail = longling.service.queries.get_detail(longling.name, Caller("rita"), first)
    assert detail.row.state is CaseState.REPORTED
    assert detail.contacts == 3
    for twin in (second, third):
        row = longling.service.queries.get_case(longling.name, Caller("rita"), twin)
        assert (row.state, row.merged_into) == (CaseState.MERGED, first)


@pytest.mark.parametrize(
    "other",
    [
        {"by": "sam"},
        {"category": "dust"},
        {"category": None},
        {"grid": "g2"},
        {"anonymous": True},
    ],
)
def test_another_resident_matter_or_place_is_another_case(
    longling: Town, other: dict[str, Any]
) -> None:
    """CAS-BJ-01: same resident and same matter only."""
    longling.report("rita", category="noise")

    fields: dict[str, Any] = {"by": "rita", "category": "noise"} | other
    second = longling.report(str(fields.pop("by")), **fields)

    assert longling.events(second) == ["CaseReported"]


def test_the_pools_of_two_communities_are_two_places(longling: Town) -> None:
    """CAS-BJ-01, CAS-KD-01: in no grid is not the same place."""
    longling.report("rita", category="noise", community="c1")

    second = longling.report("rita", category="noise", community="c2")

    assert longling.events(second) == ["CaseReported"]


def test_what_comes_back_after_the_window_or_the_end_is_a_new_case(longling: Town) -> None:
    """CAS-BJ-01: within 168 hours of a case that lives."""
    first = longling.report("rita", category="noise")
    longling.clock.set(at("2021-09-17 09:01"))  # 168 hours and a minute
    second = longling.report("rita", category="noise")
    longling.do("rita", "withdraw_case", second)
    third = longling.report("rita", category="noise")

    assert longling.events(first) == longling.events(third) == ["CaseReported"]


def test_what_comes_back_after_closing_is_a_new_case(longling: Town) -> None:
    """CAS-BJ-01: a second report must not disappear into a closed case."""
    first = longling.report("rita", category="noise")
    longling.do("gu", "upload_case", first)
    longling.do("di", "triage_case", first)
    longling.do("di", "route_case", first, mode="SINGLE", units=("lights",), due_on="2021-09-17")
    longling.do("uma", "accept_case", first)
    longling.do("uma", "report_resolution", first, measures="talked to them")
    longling.do("uma", "close_case", first)

    second = longling.report("rita", category="noise")

    assert longling.events(second) == ["CaseReported"]


def test_a_pack_that_unifies_nothing_starts_a_case_each_time(kundulun: Town) -> None:
    """CAS-BJ-01 is a rule of its own pack."""
    kundulun.report("rita", category="noise")

    second = kundulun.report("rita", category="noise")

    assert kundulun.events(second) == ["CaseReported"]


def test_a_merged_contact_is_counted_apart(longling: Town) -> None:
    """CAS-KD-02 G: merged cases are not counted twice."""
    first = longling.report("rita", category="noise")
    longling.do("gu", "upload_case", first)
    longling.report("rita", category="noise")
    longling.service.projector.catch_up()

    closure = longling.service.queries.indicator(longling.name, Caller("aud"), "closure").figure

    assert (closure.numerator, closure.denominator) == (0, 1)


def test_no_jurisdiction_is_opened_with_a_pack_that_is_not_there(kundulun: Town) -> None:
    """ENV-03: a typing mistake must not take the name for ever."""
    organisation = kundulun.service.organisation

    with pytest.raises(PackUnknown):
        organisation.open_jurisdiction("new-town", "kundullun", "olga")

    organisation.open_jurisdiction("new-town", "kundulun", "olga")
    assert kundulun.service.jurisdictions.all()["new-town"] == "kundulun"


_SEALED = "SELECT person_ref, kind FROM vault_items WHERE jurisdiction = %s AND case_id = %s"
