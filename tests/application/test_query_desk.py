"""The one way a question goes: what whom is shown, and what looks as if it were not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from application.errors import PermissionDenied
from application.ports import EventLog
from application.read_models.as_of import AsOf
from application.read_models.case_board import CaseFilter, Grouping
from application.service import Service
from application.use_cases.catalogue import ReportCase
from application.use_cases.desk import SYSTEM_CALLER
from application.use_cases.organisation.vacate_post import VacatePost
from application.use_cases.request import Caller
from domain.cases.errors import CaseNotFound
from domain.numbers import Exact
from tests.application.town import Town, at, town_on, uploaded, with_lights
from tests.application.wiring import service_on
from tests.database import Database


class Street:
    """Four cases that different people may see."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.lights = with_lights(town, reporter="rita", text="小区门口路灯不亮")
        self.near = uploaded(town, category="drainage", text="下水道堵塞")
        self.far = town.report("hua", grid="g2", category="noise", text="夜间施工，路灯也暗")
        self.nowhere = town.report("sam", lon=1.0, lat=1.0, text="路灯")
        town.service.projector.catch_up()

    def seen(self, by: str, text: str | None = None) -> set[UUID]:
        page = self.town.service.queries.list_cases(
            self.town.name, Caller(by), CaseFilter(), text=text
        )
        return {row.case_id for row in page.items}


@pytest.fixture(scope="module")
def street(module_database: Database) -> Iterator[Street]:
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        yield Street(town)


# --- Rows. ---


def test_everybody_lists_what_is_theirs(street: Street) -> None:
    """C: a resident her report, a member her grids, a unit its cases, an office its ground."""
    everything = {street.lights, street.near, street.far, street.nowhere}

    assert street.seen("rita") == {street.lights}
    assert street.seen("sam") == {street.nowhere}
    assert street.seen("stranger") == set()
    assert street.seen("gu") == {street.lights, street.near}
    assert street.seen("hua") == {street.far}
    assert street.seen("uma") == {street.lights}
    assert street.seen("vic") == set()
    assert street.seen("cai") == {street.lights, street.near}
    assert street.seen("di") == street.seen("aud") == everything


@pytest.mark.parametrize("who", ["rita", "vic", "hua", "stranger"])
def test_what_one_may_not_see_looks_as_if_it_were_not_there(street: Street, who: str) -> None:
    """C: by the same refusal and the same words."""
    queries, town = street.town.service.queries, street.town.name

    for ask in (queries.get_case, queries.get_detail):
        with pytest.raises(CaseNotFound) as hidden:
            ask(town, Caller(who), street.near)
        nobody = uuid4()
        with pytest.raises(CaseNotFound) as absent:
            ask(town, Caller(who), nobody)
        told = str(hidden.value).replace(str(street.near), str(nobody))
        assert told == str(absent.value)
        assert hidden.value.facts() == absent.value.facts()


def test_the_past_is_scoped_as_the_present(street: Street) -> None:
    """C, ENV-06."""
    now = AsOf(street.town.clock())
    queries, town = street.town.service.queries, street.town.name

    assert queries.get_case(town, Caller("gu"), street.near, as_of=now).case_id == street.near
    with pytest.raises(CaseNotFound):
        queries.get_case(town, Caller("hua"), street.near, as_of=now)
    page = queries.list_cases(town, Caller("hua"), CaseFilter(), as_of=now)
    assert {row.case_id for row in page.items} == {street.far}
    before = AsOf(at("2021-09-10 08:59"))
    with pytest.raises(CaseNotFound):
        queries.get_case(town, Caller("aud"), street.near, as_of=before)


def test_figures_count_what_one_may_see(street: Street) -> None:
    """C: R on dashboards, within the row scope."""
    queries, town = street.town.service.queries, street.town.name

    def counted(by: str) -> Exact | None:
        return queries.indicator(town, Caller(by), "closure").figure.denominator

    assert (counted("aud"), counted("gu"), counted("uma"), counted("hua")) == (2, 2, 1, 0)


def test_the_board_counts_what_one_may_see(street: Street) -> None:
    """C, F case_board."""
    board = street.town.service.queries.board

    everything = board(street.town.name, Caller("aud"), Grouping.GRID)
    theirs = board(street.town.name, Caller("hua"), Grouping.GRID)

    assert [(count.group, count.open) for count in everything] == [
        ("g1", 2), ("g2", 1), (None, 1),
    ]  # fmt: skip
    assert [(count.group, count.open) for count in theirs] == [("g2", 1)]


# --- Permissions. ---


@pytest.mark.parametrize("who", ["rita", "gu", "di", "cai", "uma"])
def test_the_full_history_is_not_for_everybody(street: Street, who: str) -> None:
    """C, replay full history: refused with a line in the security log."""
    queries, town = street.town.service.queries, street.town

    for ask in (queries.timeline, queries.event_names):
        with pytest.raises(PermissionDenied) as refused:
            ask(town.name, Caller(who), street.lights)
        assert (refused.value.code, refused.value.rule) == ("permission-denied", "C")

    assert town.noted(who) == [("read_history", "permission-denied")] * 2


def test_the_auditor_reads_the_full_history(street: Street) -> None:
    """C."""
    queries, town = street.town.service.queries, street.town.name

    names = queries.event_names(town, Caller("aud"), street.lights)
    entries = queries.timeline(town, Caller("aud"), street.lights)

    assert list(names) == [
        "CaseReported", "CaseUploaded", "CaseTriaged", "CaseRouted", "CaseAccepted",
    ]  # fmt: skip
    assert [entry.event for entry in entries] == list(names)


def test_the_scheduler_reads_no_dashboards(street: Street) -> None:
    """C: the column of the system."""
    with pytest.raises(PermissionDenied):
        street.town.service.queries.list_cases(street.town.name, SYSTEM_CALLER, CaseFilter())


def test_who_has_left_sees_nothing_at_the_very_next_question(module_database: Database) -> None:
    """ORG-DG-04: in this process and in another."""
    with (
        town_on(module_database, "kundulun", "2021-09-10 09:00") as town,
        service_on(module_database, town.clock) as elsewhere,
    ):
        case = with_lights(town)
        services = (town.service, elsewhere)
        for service in services:
            seen = service.queries.get_detail(town.name, Caller("uma"), case)
            assert seen.row.case_id == case
            assert _listed(service, town) == {case}

        town.organise(VacatePost(body="lights", post="unit_principal", person_ref="uma"))

        for service in services:
            assert _listed(service, town) == set()
        for service in services:
            with pytest.raises(CaseNotFound):
                service.queries.get_detail(town.name, Caller("uma"), case)


def _listed(service: Service, town: Town) -> set[UUID]:
    page = service.queries.list_cases(town.name, Caller("uma"), CaseFilter())
    return {row.case_id for row in page.items}


def test_an_unchanged_directory_costs_no_question_of_its_own(street: Street) -> None:
    """ADR 12: the answer itself says that what is remembered still holds."""
    queries, town = street.town.service.queries, street.town.name
    street.seen("gu")
    silent = replace(queries, log=cast("EventLog", None))

    assert silent.get_detail(town, Caller("gu"), street.near).row.case_id == street.near
    assert len(silent.list_cases(town, Caller("gu"), CaseFilter()).items) == 2
    assert not silent.list_cases(town, Caller("stranger"), CaseFilter()).items


# --- Words. ---


def test_two_characters_find_a_text_within_ones_scope_only(street: Street) -> None:
    """Architecture 9, C: search never shows what a list would not."""
    assert street.seen("aud", "路灯") == {street.lights, street.far, street.nowhere}
    assert street.seen("gu", "路灯") == {street.lights}
    assert street.seen("hua", "路灯") == {street.far}
    assert street.seen("gu", "下水") == {street.near}
    assert street.seen("aud", "水泵") == set()
    assert street.seen("stranger", "路灯") == set()


def test_an_erased_persons_words_are_gone_and_the_record_stays(module_database: Database) -> None:
    """ENV-07: search and detail lose them; events and board do not change."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        case = town.report("rita", text="路灯不亮", address="东门桥", contact="no. 5")
        kept = town.report("sam", text="路灯闪烁")
        events = town.rows("SELECT * FROM events WHERE jurisdiction = %s ORDER BY position")
        board = town.rows(_BOARD)
        queries = town.service.queries

        assert town.service.vault.erase(town.name, "rita") == 3

        page = queries.list_cases(town.name, Caller("aud"), CaseFilter(), text="路灯")
        assert {row.case_id for row in page.items} == {kept}
        assert dict(queries.get_detail(town.name, Caller("aud"), case).content) == {}
        assert queries.get_detail(town.name, Caller("aud"), kept).content["text"] == "路灯闪烁"
        assert town.rows("SELECT * FROM events WHERE jurisdiction = %s ORDER BY position") == events
        assert town.rows(_BOARD) == board
        assert queries.event_names(town.name, Caller("aud"), case) == ["CaseReported"]


# --- Likely duplicates. ---


def test_likely_duplicates_are_suggested_within_ones_scope_only(
    module_database: Database,
) -> None:
    """CAS-KD-02, C: whoever takes the report in sees them; a resident never sees another's."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        fields: dict[str, Any] = {"category": "drainage", "text": "下水道堵塞污水外溢"}
        case = town.report("rita", **fields)

        def suggested(by: str) -> list[UUID]:
            likely = town.service.queries.suggest_duplicates(
                town.name, Caller(by), grid="g1", **fields
            )
            return [each.case.case_id for each in likely]

        assert suggested("gu") == suggested("di") == suggested("rita") == [case]
        assert suggested("sam") == suggested("hua") == []


def test_duplicates_of_a_closed_case_are_suggested_and_of_a_withdrawn_one_not(
    module_database: Database,
) -> None:
    """CAS-KD-02: within 24 hours, closed ones included."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as town:
        closed = with_lights(town)
        town.do("uma", "report_resolution", closed, measures="new lamp")
        town.do("uma", "close_case", closed)
        town.do("gu", "withdraw_case", town.report(category="street_light"))

        def suggested() -> list[UUID]:
            likely = town.service.queries.suggest_duplicates(
                town.name, Caller("gu"), grid="g1", category="street_light"
            )
            return [each.case.case_id for each in likely]

        assert suggested() == [closed]
        town.clock.set(at("2021-09-11 09:00"))
        assert suggested() == [closed]
        town.clock.set(at("2021-09-11 09:01"))
        assert suggested() == []


def test_a_report_of_another_jurisdiction_is_nowhere_here(street: Street) -> None:
    """Architecture 3: the jurisdiction is the first key of everything."""
    town = street.town
    town.service.organisation.open_jurisdiction("elsewhere", "kundulun", "otto")

    receipt = town.service.cases.report(
        "elsewhere", Caller("rita"), ReportCase(text="路灯"), key="there"
    )

    assert receipt.aggregate_id not in street.seen("aud", "路灯") | street.seen("aud")
    with pytest.raises(CaseNotFound):
        town.service.queries.get_case(town.name, Caller("aud"), receipt.aggregate_id)


_BOARD = "SELECT * FROM case_board_v1 WHERE jurisdiction = %s ORDER BY case_id"
