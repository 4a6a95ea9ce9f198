"""Triage, lists, whistle and the four routes (rulebook 2.2, 2.3, 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.cases.case import Case
from domain.cases.record import UnitFacts
from domain.vocabulary import CaseKind, CaseState, RouteMode
from tests.samples import (
    ANNA,
    BO,
    C1,
    DI,
    GU,
    IN_TRIAGE,
    KUNDULUN,
    STREET,
    TRIAGED,
    U1,
    U2,
    U3,
    UMA,
    UPLOADED,
    WHISTLED,
    accepted,
    act,
    at,
    case,
    changed,
    clock,
    entries,
    escalated,
    fixed,
    handed_over,
    lists,
    missed,
    obligation,
    on,
    owed,
    pack,
    reported,
    routed,
    whistle,
)
from tests.spec import fact, refused, then

STREET_A = pack("street-a")
CITY_MANAGEMENT = UnitFacts("city", "STREET", frozenset({"city_management"}))
HEALTH = UnitFacts("health", "STREET", frozenset({"health"}))


def route(to: Case, *units: UnitFacts, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "mode": RouteMode.SINGLE,
        "level": "STREET",
        "lead": None,
        "due_on": None,
        "override_reason": None,
        "act": act(DI, "2026-02-13 16:30", KUNDULUN),
    }
    to.route(units=units, **fields | changes)


def escalate(to: Case, *units: UnitFacts, **changes: Any) -> None:
    fields: dict[str, Any] = {
        "mode": RouteMode.MULTI if len(units) > 1 else RouteMode.SINGLE,
        "lead": None,
        "due_on": None,
        "beyond_street_reason": "the pipe is the city's",
        "act": act(BO, "2021-09-16 09:00"),
    }
    to.escalate_to_district(units=units, **fields | changes)


def kundulun_case(category: str = "street_light", uploaded: str = "2026-02-13 16:10") -> Case:
    return case(
        reported(category=category),
        fact(Case.Uploaded, recorded_at=at(uploaded)),
        fact(Case.Triaged, category=category),
    )


# --- Triage and the duty list ---


def test_triage_judges_category_severity_and_level() -> None:
    """CAS-KD-03"""
    uploaded = case(reported(), UPLOADED)

    uploaded.triage(
        category="street_light",
        severity="minor",
        competent_level="STREET",
        act=act(DI, "2026-02-13 16:20", KUNDULUN),
    )

    then(
        uploaded,
        fact(Case.Triaged, category="street_light", severity="minor", competent_level="STREET"),
    )


def test_triage_names_a_level_of_the_pack() -> None:
    """2.1"""
    with refused("level-not-allowed", "2.1"):
        case(reported(), UPLOADED).triage(
            category=None,
            severity=None,
            competent_level="PLANET",
            act=act(DI, "2026-02-13 16:20", KUNDULUN),
        )


def test_a_street_light_goes_to_city_management_within_three_working_days() -> None:
    """CAS-KD-03 G, W-2: 3 working days after Fri 2026-02-13 are Sat 14, Tue 24, Wed 25"""
    light = kundulun_case()

    route(light, CITY_MANAGEMENT)

    then(
        light,
        fact(
            Case.Routed,
            mode=RouteMode.SINGLE,
            level="STREET",
            units=("city",),
            due=clock("CLK-KD-CASE", "2026-02-13 16:10", KUNDULUN),
            due_clock="CLK-KD-CASE",
            due_started_at=at("2026-02-13 16:10"),
        ),
    )
    assert light.due is not None
    assert (light.due.due_on, light.due.due_at) == (on("2026-02-25"), at("2026-02-26 00:00"))


def test_a_street_light_does_not_go_to_health_without_an_override() -> None:
    """CAS-KD-03 G"""
    with refused("unit-not-competent", "CAS-KD-03"):
        route(kundulun_case(), HEALTH)

    overridden = kundulun_case()
    route(overridden, HEALTH, override_reason="it lights the hospital")
    assert overridden.units == ("health",)


@pytest.mark.parametrize("category", ["meteorite", None])
def test_a_category_outside_the_duty_table_needs_an_override(category: str | None) -> None:
    """CAS-KD-03"""
    strange = case(reported(category=category), UPLOADED, fact(Case.Triaged, category=category))

    with refused("unknown-category", "CAS-KD-03"):
        route(strange, CITY_MANAGEMENT, due_on=on("2026-03-02"))


def test_a_route_needs_a_due_date() -> None:
    """2.5"""
    undated = kundulun_case("meteorite")

    with refused("due-date-missing", "2.5"):
        route(undated, CITY_MANAGEMENT, override_reason="nobody else")
    with refused("due-date-in-past", "2.5"):
        route(undated, CITY_MANAGEMENT, override_reason="nobody else", due_on=on("2026-02-12"))


def test_a_case_that_was_misrouted_goes_back_to_triage_with_its_clock_running() -> None:
    """CAS-KD-03 G2: returned twice, two misroutes on record"""
    twice = kundulun_case()
    route(twice, CITY_MANAGEMENT)
    first = twice.due
    wrong = act(DI, "2026-02-14 09:00", KUNDULUN, reason="not ours")

    twice.give_back("city", wrong)
    back_in = twice.state
    route(twice, CITY_MANAGEMENT, act=act(DI, "2026-02-24 09:00", KUNDULUN))
    twice.give_back("city", wrong)

    returns = [e for e in twice.collect_events() if isinstance(e, Case.Returned)]
    assert [e.remaining_units for e in returns] == [(), ()]
    assert (back_in, twice.state) == (CaseState.TRIAGED, CaseState.TRIAGED)
    assert twice.due == first


def test_another_date_does_not_reset_the_clock_of_a_returned_case() -> None:
    """CAS-KD-03"""
    returned = kundulun_case()
    route(returned, CITY_MANAGEMENT)
    returned.give_back("city", act(DI, "2026-02-14 09:00", KUNDULUN, reason="not ours"))

    with refused("bound-stands", "CAS-KD-03"):
        route(returned, CITY_MANAGEMENT, due_on=on("2026-03-31"))

    route(returned, CITY_MANAGEMENT, due_on=on("2026-02-25"))
    assert returned.due_clock == "CLK-KD-CASE"


def test_a_return_has_a_reason() -> None:
    """CAS-KD-03"""
    with refused("reason-missing", "2.5"):
        case(*IN_TRIAGE, routed()).give_back("u1", act(UMA, "2021-09-17 09:00"))


def test_a_unit_alone_returns_a_case_only_before_it_takes_it_up() -> None:
    """2.1"""
    taken = case(*IN_TRIAGE, routed(), accepted())

    with refused("case-not-routed", "2.1"):
        taken.give_back("u1", act(UMA, "2021-09-17 09:00", reason="not ours"))


def test_a_case_climbs_and_never_goes_sideways() -> None:
    """2.1"""
    single = kundulun_case()
    route(single, CITY_MANAGEMENT)

    with refused("route-does-not-climb", "2.1"):
        route(single, HEALTH, override_reason="rather they")

    route(single, CITY_MANAGEMENT, HEALTH, mode=RouteMode.MULTI, override_reason="both")
    assert (single.mode, single.units) == (RouteMode.MULTI, ("city", "health"))


def test_a_route_names_its_units_once_and_as_many_as_the_mode_takes() -> None:
    """CAS-DG-05"""
    with refused("unit-named-twice", "CAS-DG-05"):
        route(kundulun_case(), CITY_MANAGEMENT, CITY_MANAGEMENT, mode=RouteMode.MULTI)
    with refused("units-do-not-fit-mode", "CAS-DG-04"):
        route(kundulun_case(), CITY_MANAGEMENT, mode=RouteMode.MULTI)
    with refused("lead-not-among-units", "CAS-DG-05"):
        route(kundulun_case(), CITY_MANAGEMENT, lead="health")


def test_the_lead_comes_first_among_the_units() -> None:
    """CAS-DG-05"""
    led = kundulun_case()

    route(led, HEALTH, CITY_MANAGEMENT, mode=RouteMode.MULTI, lead="city", override_reason="both")

    assert (led.units, led.lead) == (("city", "health"), "city")


def test_a_mode_or_level_that_the_pack_does_not_use_is_refused() -> None:
    """2.1"""
    with refused("mode-not-in-use", "2.1"):
        route(kundulun_case(), CITY_MANAGEMENT, mode=RouteMode.HANDOVER)
    with refused("level-not-allowed", "2.1"):
        route(kundulun_case(), CITY_MANAGEMENT, level="DISTRICT")
    with refused("mode-not-in-use", "2.1"):
        escalate(kundulun_case(), U1, act=act(DI, "2026-02-13 16:30", KUNDULUN))


# --- Four lists and the whistle ---


@pytest.mark.parametrize(
    "gap",
    ["problem", "task", "standard", "responsible_person", "responsible_unit", "due_on"],
)
def test_the_four_lists_are_complete_or_refused(gap: str) -> None:
    """CAS-DG-01"""
    with refused("lists-incomplete", "CAS-DG-01"):
        case(*IN_TRIAGE).draw_up_lists(entries(**{gap: None}), act(BO, "2021-09-13 10:00"))


def test_no_whistle_before_the_lists() -> None:
    """CAS-DG-01 G"""
    unlisted = case(*IN_TRIAGE)
    with refused("lists-incomplete", "CAS-DG-01"):
        unlisted.draw_up_lists(entries(standard=None), act(BO, "2021-09-13 10:00"))

    with refused("lists-incomplete", "CAS-DG-01"):
        unlisted.blow_whistle(
            grade="II",
            responsible_person="p1",
            due_on=on("2021-10-20"),
            act=act(BO, "2021-09-13 10:00"),
        )


def test_revised_lists_are_a_new_version_and_the_earlier_one_remains() -> None:
    """CAS-DG-01 G2"""
    drawn = case(*IN_TRIAGE)

    drawn.draw_up_lists(entries(), act(BO, "2021-09-13 10:00"))
    drawn.revise_lists(entries(due_on=on("2021-10-25")), act(BO, "2021-09-14 10:00"))

    then(drawn, lists(), lists("2021-10-25", Case.FourListsRevised))
    assert drawn.lists_version == 2
    with refused("lists-already-drawn-up", "CAS-DG-01"):
        drawn.draw_up_lists(entries(), act(BO, "2021-09-15 10:00"))


def test_lists_are_not_revised_before_they_are_drawn_up() -> None:
    """CAS-DG-01"""
    with refused("lists-not-drawn-up", "CAS-DG-01"):
        case(*IN_TRIAGE).revise_lists(entries(), act(BO, "2021-09-13 10:00"))


@pytest.mark.parametrize(("due", "flagged"), [("2021-05-20", False), ("2021-05-03", True)])
def test_a_whistle_due_on_a_holiday_is_flagged(due: str, flagged: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """CAS-DG-02 G, G2"""
    listed = case(*IN_TRIAGE, lists())

    listed.blow_whistle(
        grade="II", responsible_person="p1", due_on=on(due), act=act(BO, "2021-04-30 09:00")
    )

    then(
        listed,
        fact(
            Case.WhistleBlown,
            grade="II",
            responsible_person="p1",
            due=fixed(due),
            due_on_rest_day=flagged,
        ),
    )


def test_a_pack_may_want_the_whistle_due_on_a_working_day() -> None:
    """CAS-DG-02 G2"""
    daguan = pack("daguan")
    assert daguan.cases.whistle is not None
    strict = daguan.cases.whistle.model_copy(update={"due_on_rest_day": "REFUSE"})

    with refused("due-on-rest-day", "CAS-DG-02"):
        case(*IN_TRIAGE, lists()).blow_whistle(
            grade="II",
            responsible_person="p1",
            due_on=on("2021-05-03"),
            act=act(BO, "2021-04-30 09:00", changed(daguan, whistle=strict)),
        )


def test_a_pack_may_name_the_grades_of_the_whistle() -> None:
    """CAS-DG-02"""
    daguan = pack("daguan")
    assert daguan.cases.whistle is not None
    graded = daguan.cases.whistle.model_copy(update={"grades": ("I", "II")})

    with refused("unknown-grade", "CAS-DG-02"):
        case(*IN_TRIAGE, lists()).blow_whistle(
            grade="IX",
            responsible_person="p1",
            due_on=on("2021-05-20"),
            act=act(BO, "2021-04-30 09:00", changed(daguan, whistle=graded)),
        )


def test_the_whistle_is_blown_once_and_not_for_a_day_that_has_passed() -> None:
    """CAS-DG-02"""
    fields = {"grade": "II", "responsible_person": "p1"}

    with refused("whistle-already-blown", "CAS-DG-02"):
        case(*WHISTLED).blow_whistle(
            **fields, due_on=on("2021-10-20"), act=act(BO, "2021-09-16 09:00")
        )
    with refused("due-date-in-past", "2.5"):
        case(*IN_TRIAGE, lists()).blow_whistle(
            **fields, due_on=on("2021-09-15"), act=act(BO, "2021-09-16 09:00")
        )


def test_lists_are_off_where_the_pack_asks_for_none() -> None:
    """B-45"""
    with refused("policy-silent", "B-45"):
        case(*IN_TRIAGE).draw_up_lists(entries(), act(DI, "2026-02-13 16:30", KUNDULUN))


def test_the_whistle_is_free_where_the_pack_asks_for_no_lists() -> None:
    """B-32"""
    unlisted = case(*IN_TRIAGE)

    unlisted.blow_whistle(
        grade="II",
        responsible_person="p1",
        due_on=on("2026-02-25"),
        act=act(DI, "2026-02-13 16:30", KUNDULUN),
    )

    assert unlisted.whistle_blown


# --- Street and community ---


def test_the_street_settles_it_itself() -> None:
    """CAS-DG-03"""
    own = case(*IN_TRIAGE)

    route(
        own,
        STREET,
        mode=RouteMode.SELF,
        due_on=on("2021-09-20"),
        act=act(BO, "2021-09-13 10:00"),
    )

    then(
        own,
        fact(
            Case.Routed,
            mode=RouteMode.SELF,
            level="STREET",
            units=("street",),
            due=fixed("2021-09-20"),
            due_started_at=at("2021-09-13 10:00"),
        ),
    )


def test_a_case_found_hard_is_tabled_at_the_named_dispatch_meeting() -> None:
    """CAS-DG-03 G: hard on 2021-04-12, so April's meeting"""
    hard = case(*IN_TRIAGE)

    hard.table_at_dispatch("dispatch-2021-04", act(BO, "2021-04-12 09:00"))

    then(hard, fact(Case.TabledAtDispatch, meeting_id="dispatch-2021-04"))
    assert hard.state is CaseState.TRIAGED


# --- Up to the district ---


def test_one_district_unit_gets_one_obligation_by_clock_b() -> None:
    """CAS-DG-04 G, B-05: Thu 2021-09-16 + 3 days is Sun 09-19, rolled to Wed 09-22"""
    parking = case(*WHISTLED)

    escalate(parking, U1)

    then(parking, *escalated("u1"))
    [due] = [o.deadline for o in parking.open_obligations()]
    assert due is not None
    assert (due.due_on, due.due_at) == (on("2021-09-22"), at("2021-09-23 00:00"))
    assert due.rolled_from == on("2021-09-19")
    assert (parking.mode, parking.state) == (RouteMode.SINGLE, CaseState.ROUTED)


def test_clock_b_over_national_day_ends_on_the_first_working_day_after_it() -> None:
    """CAS-DG-08 G3: Wed 2026-09-30 + 3 days is Sat 10-03, rolled to Thu 10-08"""
    holiday = case(*IN_TRIAGE, lists("2026-10-30"), whistle("2026-10-30"))

    escalate(holiday, U1, act=act(BO, "2026-09-30 09:00"))

    [due] = [o.deadline for o in holiday.open_obligations()]
    assert due is not None
    assert (due.due_on, due.due_at) == (on("2026-10-08"), at("2026-10-09 00:00"))


def test_two_units_are_not_called_one_by_one() -> None:
    """CAS-DG-04 G2"""
    with refused("units-do-not-fit-mode", "CAS-DG-04"):
        escalate(case(*WHISTLED), U1, U2, mode=RouteMode.SINGLE)


@pytest.mark.parametrize("units", [(U1,), (U1, U2)])
def test_no_escalation_without_the_reason_why_the_street_cannot(
    units: tuple[UnitFacts, ...],
) -> None:
    """CAS-DG-04, CAS-DG-05"""
    with refused("beyond-street-reason-missing", "CAS-DG-04"):
        escalate(case(*WHISTLED), *units, beyond_street_reason=None)


def test_the_whistle_precedes_the_escalation() -> None:
    """2.1"""
    with refused("whistle-not-blown", "2.1"):
        escalate(case(*IN_TRIAGE, lists()), U1)
    with refused("lists-incomplete", "CAS-DG-01"):
        escalate(case(*IN_TRIAGE), U1)


def test_the_unit_accepts_within_a_working_day_or_visibly_late() -> None:
    """CAS-DG-04: called Thu 2021-09-16, so by Fri 09-17 24:00"""
    in_time, late = case(*WHISTLED, *escalated("u1")), case(*WHISTLED, *escalated("u1"))

    in_time.accept("u1", act(UMA, "2021-09-17 23:59"))
    late.accept("u1", act(UMA, "2021-09-18 00:00"))

    due = clock("CLK-DG-ACCEPT", "2021-09-16 09:00")
    then(in_time, fact(Case.Accepted, unit_id="u1", accept_due=due, late=False))
    then(late, fact(Case.Accepted, unit_id="u1", accept_due=due, late=True))
    assert late.state is CaseState.IN_HANDLING


def test_a_unit_accepts_what_was_given_to_it_once() -> None:
    """CAS-DG-04"""
    called = case(*WHISTLED, *escalated("u1"), accepted())

    with refused("already-accepted", "CAS-DG-04"):
        called.accept("u1", act(UMA, "2021-09-17 09:00"))
    with refused("unit-not-assigned", "2.5"):
        called.accept("u2", act(UMA, "2021-09-17 09:00"))


def test_each_co_handling_unit_has_its_own_obligation() -> None:
    """CAS-DG-05"""
    several = case(*WHISTLED)

    escalate(several, U1, U2, U3)

    then(several, *escalated("u1", "u2", "u3"))


def test_a_unit_found_not_competent_leaves_with_its_obligation() -> None:
    """CAS-DG-05 G2"""
    several = case(*WHISTLED, *escalated("u1", "u2", "u3"))

    several.give_back("u2", act(UMA, "2021-09-17 09:00", reason="not competent"))

    then(
        several,
        fact(Case.Returned, unit_id="u2", remaining_units=("u1", "u3")),
        fact(Case.FeedbackObligationCancelled, obligation_id=obligation(2), unit_id="u2"),
    )
    assert (several.state, several.units) == (CaseState.ROUTED, ("u1", "u3"))


def test_a_co_handling_unit_may_leave_after_another_took_the_case_up() -> None:
    """CAS-DG-05 G2"""
    several = case(*WHISTLED, *escalated("u1", "u2"), accepted("u1"))

    several.give_back("u2", act(UMA, "2021-09-17 09:00", reason="not competent"))

    assert (several.state, several.units) == (CaseState.IN_HANDLING, ("u1",))
    with refused("case-not-routed", "2.1"):
        several.give_back("u1", act(UMA, "2021-09-17 09:00", reason="not competent"))


def test_a_unit_that_returns_it_after_the_bound_has_missed_it_first() -> None:
    """CAS-DG-08"""
    slow = case(*WHISTLED, *escalated("u1", "u2"))

    slow.give_back("u2", act(UMA, "2021-09-23 00:00", reason="not competent"))

    then(
        slow,
        missed(1, "u1", "2021-09-23 00:00"),
        missed(2, "u2", "2021-09-23 00:00"),
        fact(Case.Returned, unit_id="u2", remaining_units=("u1",)),
    )


def test_a_climb_keeps_the_running_clock_of_a_unit_that_stays() -> None:
    """CAS-DG-05: one obligation per unit"""
    alone = case(*WHISTLED, *escalated("u1"))

    escalate(alone, U1, U2, act=act(BO, "2021-09-17 09:00"))

    assert [(o.obligation_id, o.unit_id) for o in alone.open_obligations()] == [
        (obligation(1), "u1"),
        (obligation(2), "u2"),
    ]


def test_a_climb_cancels_what_a_unit_that_leaves_still_owes() -> None:
    """CAS-DG-08"""
    alone = case(*WHISTLED, *escalated("u1"))

    escalate(alone, U2, U3, act=act(BO, "2021-09-17 09:00"))

    assert [o.unit_id for o in alone.open_obligations()] == ["u2", "u3"]


def test_the_whistles_date_binds_the_route_after_it() -> None:
    """CAS-DG-02: the limit of the whistle, not the earlier one of the street's own attempt"""
    hard = case(
        *IN_TRIAGE,
        routed(RouteMode.SELF, ("street",), due=fixed("2021-09-20")),
        lists("2021-10-25"),
        whistle("2021-10-20"),
    )

    escalate(hard, U1)

    assert hard.due == fixed("2021-10-20")


def test_lists_revised_after_the_whistle_leave_its_limit_alone() -> None:
    """CAS-DG-02"""
    revised = case(*WHISTLED, lists("2021-11-30", Case.FourListsRevised))

    escalate(revised, U1)

    assert revised.due == fixed("2021-10-20")


def test_a_date_given_with_the_route_goes_before_the_whistles() -> None:
    """2.5"""
    dated = case(*WHISTLED)

    escalate(dated, U1, due_on=on("2021-10-12"))

    assert dated.due == fixed("2021-10-12")


# --- Up to the city ---


def hand_over(to: Case, lead: UnitFacts | None, reason: str | None = "water mains") -> None:
    to.escalate_to_city(
        lead=lead,
        city_unit="water",
        due_on=None,
        act=act(BO, "2021-09-16 09:00", reason=reason),
    )


def test_a_city_matter_is_led_by_its_district_counterpart_which_owes_feedback() -> None:
    """CAS-DG-06"""
    mains = case(*WHISTLED)

    hand_over(mains, U1)

    then(mains, *handed_over())
    assert [o.unit_id for o in mains.open_obligations()] == ["u1"]


def test_no_matter_goes_straight_to_the_city() -> None:
    """CAS-DG-06 G"""
    with refused("district-lead-missing", "CAS-DG-06"):
        hand_over(case(*WHISTLED), None)
    with refused("lead-not-counterpart", "CAS-DG-06"):
        hand_over(case(*WHISTLED), U3)


def test_a_hand_over_to_the_city_has_a_reason() -> None:
    """CAS-DG-06"""
    with refused("reason-missing", "2.5"):
        hand_over(case(*WHISTLED), U1, reason=None)


def test_a_new_lead_takes_over_with_a_clock_of_its_own() -> None:
    """CAS-DG-06 G2"""
    mains = case(*WHISTLED, *handed_over("u1"))

    mains.reassign_lead(U2, act(ANNA, "2021-09-17 09:00"))

    then(
        mains,
        fact(Case.LeadReassigned, old_lead="u1", new_lead="u2"),
        fact(Case.FeedbackObligationCancelled, obligation_id=obligation(1), unit_id="u1"),
        owed(2, "u2", "2021-09-17 09:00"),
    )
    assert (mains.lead, mains.units) == ("u2", ("u2",))


def test_a_lead_that_was_late_has_missed_before_another_takes_over() -> None:
    """CAS-DG-08"""
    mains = case(*WHISTLED, *handed_over("u1"))

    mains.reassign_lead(U2, act(ANNA, "2021-09-23 00:00"))

    then(
        mains,
        missed(1, "u1", "2021-09-23 00:00"),
        fact(Case.LeadReassigned, old_lead="u1", new_lead="u2"),
        owed(2, "u2", "2021-09-23 00:00"),
    )


def test_a_city_matter_is_not_passed_off_as_one_of_the_district() -> None:
    """CAS-DG-06"""
    with refused("units-do-not-fit-mode", "CAS-DG-04"):
        escalate(case(*WHISTLED), U1, mode=RouteMode.HANDOVER)


def test_naming_the_present_lead_again_changes_nothing() -> None:
    """CAS-DG-06"""
    mains = case(*WHISTLED, *handed_over("u1"))

    mains.reassign_lead(U1, act(ANNA, "2021-09-17 09:00"))

    then(mains)


def test_only_a_registered_counterpart_leads_and_only_a_city_matter_has_a_lead() -> None:
    """CAS-DG-06"""
    with refused("lead-not-counterpart", "CAS-DG-06"):
        case(*WHISTLED, *handed_over()).reassign_lead(U3, act(ANNA, "2021-09-17 09:00"))
    with refused("not-handed-over", "CAS-DG-06"):
        case(*WHISTLED, *escalated("u1")).reassign_lead(U2, act(ANNA, "2021-09-17 09:00"))


# --- What other packs add ---


def test_going_above_the_street_is_on_record_as_a_breach_of_aim_and_not_refused() -> None:
    """CAS-SA-01"""
    big = case(*IN_TRIAGE)

    escalate(
        big,
        U1,
        due_on=on("2021-05-20"),
        act=act(BO, "2021-05-10 09:00", STREET_A, reason="beyond the street"),
    )

    assert [type(event) for event in big.collect_events()] == [
        Case.EscalatedToDistrict,
        Case.LevelBreached,
    ]
    assert big.state is CaseState.ROUTED


def test_going_above_the_street_has_a_reason() -> None:
    """2.5"""
    with refused("reason-missing", "2.5"):
        escalate(
            case(*IN_TRIAGE),
            U1,
            beyond_street_reason=None,
            due_on=on("2021-05-20"),
            act=act(BO, "2021-05-10 09:00", STREET_A),
        )


def test_a_matter_kept_in_the_street_breaches_no_aim() -> None:
    """CAS-SA-01"""
    small = case(*IN_TRIAGE)

    route(
        small,
        STREET,
        mode=RouteMode.SELF,
        due_on=on("2021-05-20"),
        act=act(BO, "2021-05-10 09:00", STREET_A),
    )

    assert [type(event) for event in small.collect_events()] == [Case.Routed]


def test_work_that_was_not_admitted_is_not_routed_to_a_community() -> None:
    """CAS-BZ-03"""
    bijie = pack("bijie")
    application = case(reported(kind=CaseKind.ACCESS_APPLICATION, category=None), UPLOADED, TRIAGED)
    to_community = {
        "mode": RouteMode.SELF,
        "level": "COMMUNITY",
        "due_on": on("2018-04-02"),
        "act": act(DI, "2018-03-05 10:00", bijie),
    }

    with refused("access-not-approved", "CAS-BZ-03"):
        route(application, STREET, **to_community)
    application.apply_access(
        dept="statistics",
        matter="census",
        funds_fen=1,
        staff=1,
        act=act(DI, "2018-03-05 11:00", bijie),
    )
    application.approve_access(act(DI, "2018-03-05 12:00", bijie))
    route(application, STREET, **to_community)

    assert application.state is CaseState.ROUTED


def test_whoever_took_the_report_in_does_not_decide_it() -> None:
    """CAS-QY-01"""
    judgement = {"category": None, "severity": None, "competent_level": None}
    qingyang = pack("qingyang")
    window = case(reported(actor_id="gu"), UPLOADED)

    with refused("same-person-decides", "CAS-QY-01"):
        window.triage(**judgement, act=act(GU, "2018-05-10 09:00", qingyang))
    window.triage(**judgement, act=act(DI, "2018-05-10 09:00", qingyang))

    assert window.state is CaseState.TRIAGED


def test_a_body_that_settles_the_matter_itself_needs_no_duty_list_for_it() -> None:
    """CAS-KD-07: settled at the lowest level; the duty list binds those it is given to."""
    pothole = case(*IN_TRIAGE)

    pothole.route(
        mode=RouteMode.SELF,
        level="COMMUNITY",
        units=[C1],
        lead=None,
        due_on=None,
        override_reason=None,
        act=act(DI, "2026-02-13 16:30", KUNDULUN),
    )

    assert pothole.units == ("c1",)


def test_work_on_one_of_the_two_city_lists_needs_no_admission() -> None:
    """CAS-BZ-03"""
    bijie = pack("bijie")
    access = bijie.cases.access
    assert access is not None
    assert (access.own_duties, access.assisted_duties, access.approved_at) == ((), (), "COUNTY")
    for name in ("own_duties", "assisted_duties"):
        listed = changed(bijie, access=access.model_copy(update={name: ("census",)}))
        application = case(
            reported(kind=CaseKind.ACCESS_APPLICATION, category=None), UPLOADED, TRIAGED
        )
        by = act(DI, "2018-03-05 10:00", listed)
        application.apply_access(dept="statistics", matter="census", funds_fen=0, staff=1, act=by)

        route(
            application,
            STREET,
            mode=RouteMode.SELF,
            level="COMMUNITY",
            due_on=on("2018-04-02"),
            act=by,
        )

        assert application.state is CaseState.ROUTED
