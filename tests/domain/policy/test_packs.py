"""What the seven packs say, against the rulebook's figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.calendar.clocks import DayKind, Roll
from domain.policy.catalogue import EVENT_NAMES, EVENTS
from domain.policy.errors import PackNotInForce, PackUnknown
from domain.policy.provenance import origin_of
from domain.policy.registers import UnitLedger
from domain.policy.shelf import PackShelf
from domain.vocabulary import CaseState, Role, RouteMode

SEVEN = ("bijie", "chengyang", "daguan", "kundulun", "longling", "qingyang", "street-a")


def test_seven_packs_load_in_one_process(shelf: PackShelf) -> None:
    """B.5"""
    assert tuple(pack.meta.id for pack in shelf.all()) == SEVEN


def test_a_unit_answers_in_three_days_and_loses_three_points(shelf: PackShelf) -> None:
    """CAS-DG-08, PTS-DG-05"""
    a, b = (shelf.get("daguan").cases.clocks[name] for name in ("CLK-DG-A", "CLK-DG-B"))

    assert (a.n, a.kind, a.start, a.replaces, a.penalty) == (
        3, DayKind.WORKING_DAY, "SiteMeetingHeld", "CLK-DG-B", Decimal(-3)
    )  # fmt: skip
    assert (b.n, b.kind, b.roll, b.start, b.penalty) == (
        3, DayKind.CALENDAR_DAY, Roll.NEXT_WORKING_DAY, "FeedbackObligationOpened", Decimal(-3)
    )  # fmt: skip


def test_the_four_routes_take_the_units_the_plan_allows(shelf: PackShelf) -> None:
    """CAS-DG-03, CAS-DG-04, CAS-DG-05, CAS-DG-06"""
    routes = shelf.get("daguan").cases.routes

    assert {mode: (r.levels, r.units_min, r.units_max, r.upward) for mode, r in routes.items()} == {
        RouteMode.SELF: (("COMMUNITY", "STREET"), 1, 1, False),
        RouteMode.SINGLE: (("DISTRICT",), 1, 1, True),
        RouteMode.MULTI: (("DISTRICT",), 2, None, True),
        RouteMode.HANDOVER: (("CITY",), 1, 1, True),
    }
    assert routes[RouteMode.MULTI].result_report_required


def test_only_the_head_closes_a_case_of_the_own_community(shelf: PackShelf) -> None:
    """B-40"""
    closing = shelf.get("daguan").cases.closing

    assert closing.authority == "SUPERVISOR"
    assert closing.own_case_closers == frozenset({Role.HD})
    assert closing.own_case_levels == ("COMMUNITY",)
    assert closing.refusals_listed_from == 2


def test_street_light_goes_to_city_management_within_three_working_days(shelf: PackShelf) -> None:
    """CAS-KD-03, W-2"""
    cases = shelf.get("kundulun").cases
    light = cases.categories["street_light"]
    assert light.clock is not None
    clock = cases.clocks[light.clock]

    assert light.duty == "city_management"
    assert (clock.n, clock.kind) == (3, DayKind.WORKING_DAY)
    assert {category.clock for category in cases.categories.values()} == {light.clock}


def test_a_low_rating_reopens_and_seven_days_make_unrated(shelf: PackShelf) -> None:
    """CAS-KD-05"""
    cases = shelf.get("kundulun").cases
    assert cases.rating is not None
    unrated = cases.clocks[cases.rating.unrated_after]

    assert (cases.rating.scale, cases.rating.required) == ("KD_CASE", True)
    assert (cases.rating.reopen_at_most, cases.rating.reopen_rated) == (2, True)
    assert (unrated.n, unrated.kind, unrated.start) == (7, DayKind.CALENDAR_DAY, "CaseClosed")


def test_no_source_lets_a_clock_stand_still(shelf: PackShelf) -> None:
    """B-45"""
    assert [pack.ref for pack in shelf.all() if pack.cases.stop_clock is not None] == []


def test_no_source_takes_a_case_out_of_appraisal(shelf: PackShelf) -> None:
    """B-45: off, and every pack says so"""
    assert [pack.ref for pack in shelf.all() if pack.cases.exclusion is not None] == []
    for pack in shelf.all():
        (off,) = pack.explain("cases.exclusion")
        assert (off.value, off.rule, off.source) == (None, "B-45", None), pack.ref
        assert off.assumption is not None, pack.ref


def test_the_report_gives_no_table_of_volunteer_points(shelf: PackShelf) -> None:
    """B-45, VOL-KD-01: no rates, and none invented"""
    (off,) = shelf.get("kundulun").explain("points.volunteer_points.rates")

    assert (off.value, off.rule, off.source) == (None, "B-45", None)
    assert off.assumption is not None


def test_each_jurisdiction_adds_its_own_rule(shelf: PackShelf) -> None:
    """CAS-BJ-01, CAS-BJ-02, CAS-SA-01, CAS-SA-02, CAS-BZ-01, CAS-BZ-03, CAS-CY-01, CAS-QY-01"""
    cases = {name: shelf.get(name).cases for name in SEVEN}

    assert cases["longling"].intake.unify_hours is not None
    assert cases["longling"].categories["mental_crisis"].follow_up_required
    assert cases["longling"].categories["domestic_dispute"].follow_up_required
    assert cases["street-a"].kept_within == "STREET"
    assert len(cases["street-a"].serious_kinds) == 4
    assert cases["bijie"].intake.first_asked
    assert cases["bijie"].access is not None
    assert cases["chengyang"].intake.ledger_fields_required
    assert cases["qingyang"].intake.accept_and_decide_apart


def test_unit_points_are_those_of_the_annex(shelf: PackShelf) -> None:
    """PTS-DG-01, PTS-DG-02, PTS-DG-03, PTS-DG-04"""
    ledger = shelf.get("daguan").points["unit_points"]
    assert isinstance(ledger, UnitLedger)
    amounts = {rule.mode: rule.amount for rule in ledger.rules}

    # 60 + 14 alone + 6 co-handled + 2 led = 80; two misses take 6: 74.0
    total = ledger.base + 14 * amounts[RouteMode.SINGLE] + 6 * amounts[RouteMode.MULTI]
    total += 2 * amounts[RouteMode.HANDOVER]
    assert total == Decimal("80.0")


def test_scenario_names_lead_to_posts(shelf: PackShelf) -> None:
    """ORG-DG-04"""
    daguan = shelf.get("daguan")

    assert daguan.post_names["head"] == "station_head"
    assert daguan.post_names["deputy"] == "station_deputy"
    assert daguan.posts["station_head"].max == 1
    assert daguan.posts["office_director"].max == 3


def test_an_event_names_the_rules_it_follows_from(shelf: PackShelf) -> None:
    """ENV-01"""
    assert shelf.get("daguan").rules_of("WhistleBlown") == ("CAS-DG-02",)
    assert shelf.get("kundulun").rules_of("CaseReported") == ("CAS-KD-01",)
    assert shelf.get("kundulun").rules_of("WhistleBlown") == ()


def test_what_the_rulebook_added_is_an_assumption(shelf: PackShelf) -> None:
    """0.2"""
    daguan, kundulun = shelf.get("daguan"), shelf.get("kundulun")
    added = [
        (daguan, "cases.clocks.CLK-DG-ACCEPT.n"),
        (daguan, "cases.clocks.CLK-DG-TRACK.n"),
        (daguan, "cases.clocks.CLK-DG-LISTS.n"),
        (daguan, "cases.clocks.CLK-DG-B.kind"),
        (daguan, "cases.closing.own_case_closers"),
        (kundulun, "cases.clocks.CLK-KD-CASE.n"),
        (kundulun, "cases.rating.reopen_at_most"),
        (kundulun, "meta.effective_from"),
    ]

    for pack, path in added:
        origin = origin_of(pack.provenance, tuple(path.split(".")))
        assert origin is not None, path
        assert origin.assumption, path


def test_what_the_source_states_is_no_assumption(shelf: PackShelf) -> None:
    """0.2"""
    (value,) = shelf.get("daguan").explain("cases.clocks.CLK-DG-A.n")

    assert (value.value, value.rule, value.source) == (3, "CAS-DG-08", "S4 §4.2")
    assert (value.status, value.assumption) == ("trial", None)


def test_a_draft_is_shown_as_a_draft(shelf: PackShelf) -> None:
    """B-28"""
    bijie = shelf.get("bijie")

    assert bijie.explain("cases.intake.first_asked")[0].status == "draft"
    assert bijie.explain("cases.categories.greening.duty")[0].status is None


def test_every_number_has_a_rule(shelf: PackShelf) -> None:
    """B.3"""
    for pack in shelf.all():
        for value in pack.explain("cases"):
            if isinstance(value.value, int | float) and value.value is not False:
                assert value.rule, f"{pack.ref} {value.path}"


def test_a_pack_is_found_by_reference_id_and_day(shelf: PackShelf) -> None:
    """ENV-03"""
    assert shelf.get("daguan@2020.1") is shelf.get("daguan")
    assert shelf.current("daguan", date(2020, 4, 20)).ref == "daguan@2020.1"
    with pytest.raises(PackNotInForce):
        shelf.current("daguan", date(2020, 4, 19))
    with pytest.raises(PackUnknown):
        shelf.get("daguan@1999.1")
    with pytest.raises(PackUnknown):
        shelf.current("atlantis", date(2020, 4, 20))


def test_states_and_levels_read_in_both_languages(shelf: PackShelf) -> None:
    """Annex D"""
    for pack in shelf.all():
        for state in CaseState:
            assert pack.label(state).zh
            assert pack.label(state).en


def test_the_catalogue_names_each_event_once() -> None:
    """Annex E"""
    names = [name for group in EVENTS.values() for name in group]

    assert len(names) == len(set(names)) == len(EVENT_NAMES)
    assert len(EVENTS["Case"]) == 43
    assert {"CaseReported", "FeedbackMissed", "TaskDelegatedToStation"} <= set(EVENTS["Case"])


def test_a_mechanism_without_a_meaning_stays_a_name(shelf: PackShelf) -> None:
    """AID-SA-01: a label, and no rule, no number and nothing that could be recorded for it"""
    street_a = shelf.get("street-a")

    assert "5+5+1000" in street_a.labels["POVERTY_AID"].en
    said = [value for value in street_a.explain() if "POVERTY_AID" in f"{value.path} {value.value}"]
    assert said == []
    assert "AID-SA-01" not in {value.rule for value in street_a.explain()}
