"""The meeting register: each row of rulebook 4.2 with its own vector."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.local_time import start_of
from domain.calendar.periods import window
from domain.meetings.compliance import Session, Standing, Verdict, standing
from domain.meetings.meeting import Chair
from domain.policy.pack import PolicyPack
from tests.domain.meetings.samples import (
    ALLIANCE,
    ANYBODY,
    BIJIE,
    BRANCH,
    CHENGYANG,
    CITY,
    DAGUAN,
    DEPUTY,
    HEAD,
    KUNDULUN,
    LONGLING,
    QINGYANG,
    REGIONAL,
    SECRETARY,
    STREET_MEMBER,
    by_clerk,
    convened,
    held,
    items,
    names,
    the_held,
)
from tests.samples import at, on
from tests.spec import refused

OFFICER = Chair("off", frozenset({"community_officer"}))
PO = Chair("po", frozenset({"property_officer"}))


def stands(pack: PolicyPack, kind: str, day: str, *held_on: str, now: str) -> Standing:
    """How the window of a day stands, with sessions entered in the evening they were held."""
    rule = pack.meetings[kind]
    assert rule.period is not None, "no window without a period"
    sessions = [Session(on(one), at(f"{one} 18:00")) for one in held_on]
    return standing(rule, window(rule.period, on(day)), sessions, at(now))


# --- Daguan ---


def test_two_joint_meetings_in_one_quarter_meet_it_once() -> None:
    """MTG-DG-01: held 2021-02-08 and 2021-03-31 → the first quarter is met."""
    q1 = stands(DAGUAN, "joint", "2021-03-31", "2021-02-08", "2021-03-31", now="2021-04-01 00:00")
    assert (q1.verdict, q1.held, q1.required) == (Verdict.MET, 2, 1)


def test_no_joint_meeting_in_a_quarter_is_a_deviation_at_midnight() -> None:
    """MTG-DG-01: none in Q4 2021 → deviation at 2022-01-01 00:00 (a SHOULD)."""
    before = stands(DAGUAN, "joint", "2021-10-01", now="2021-12-31 23:59")
    after = stands(DAGUAN, "joint", "2021-10-01", now="2022-01-01 00:00")
    assert (before.verdict, after.verdict) == (Verdict.OPEN, Verdict.DEVIATION)


def test_a_surplus_of_dispatch_meetings_does_not_carry_over() -> None:
    """MTG-DG-02: 2021-09-02 and 09-29, none in October → September 2 of 1, October missed."""
    sessions = ("2021-09-02", "2021-09-29")
    september = stands(DAGUAN, "dispatch", "2021-09-30", *sessions, now="2021-11-01 00:00")
    october = stands(DAGUAN, "dispatch", "2021-10-01", *sessions, now="2021-11-01 00:00")
    assert (september.held, september.required, september.verdict) == (2, 1, Verdict.MET)
    assert (october.held, october.short_by, october.verdict) == (0, 1, Verdict.DEVIATION)


def test_february_and_march_are_both_met() -> None:
    """MTG-DG-02, section 4.2 G: held on 2021-02-08 and 2021-03-31."""
    sessions = ("2021-02-08", "2021-03-31")
    for day in ("2021-02-01", "2021-03-01"):
        found = stands(DAGUAN, "dispatch", day, *sessions, now="2021-04-01 00:00")
        assert found.verdict is Verdict.MET


@pytest.mark.parametrize("kind", ["special", "site"])
def test_site_and_special_meetings_are_recorded_in_their_case(kind: str) -> None:
    """MTG-DG-03, MTG-DG-04: the case records them, with clock A and the lists that follow."""
    with refused("meeting-belongs-to-case", "CAS-DG-07"):
        convened(kind, "2021-10-09 15:00", DAGUAN)


def test_the_deputy_may_chair_a_dispatch_meeting() -> None:
    """MTG-DG-02: head or deputy."""
    for chair in (HEAD, DEPUTY):
        meeting = held("dispatch", "2021-09-29 09:00", DAGUAN, chair)
        assert the_held(meeting).fulfils == ("dispatch",)


def test_a_joint_meeting_chaired_by_a_street_member_is_refused() -> None:
    """MTG-DG-01, section 4.2 G (chair): chaired by a street member → refused."""
    with refused("wrong-chair", "4.1"):
        held("joint", "2021-02-08 09:00", DAGUAN, STREET_MEMBER)


def test_a_party_day_counts_in_two_organisations_with_one_session() -> None:
    """MTG-DG-05: the session of 2021-06-25 counts in the home unit and in the community."""
    meeting = held(
        "themed_party_day", "2021-06-25 09:00", DAGUAN, ANYBODY, call={"also_counted_in": "u1"}
    )
    assert the_held(meeting).counts_in == ("c1", "u1")


def test_other_meetings_count_in_one_organisation() -> None:
    """MTG-DG-05: only party life counts twice."""
    with refused("counted-once", "MTG-DG-05"):
        convened("joint", "2021-06-25 09:00", DAGUAN, also_counted_in="u1")


# --- Kundulun ---

MEMBERS = tuple(f"unit-{number}" for number in range(1, 40))


def test_the_regional_meeting_of_a_worked_sunday_meets_its_quarter() -> None:
    """MTG-KD-01: 2021Q3 held on Sunday 2021-09-26, a make-up working day → met."""
    meeting = held(
        "regional", "2021-09-26 09:00", KUNDULUN, ANYBODY, body=REGIONAL,
        call={"invited": MEMBERS, "host": "unit-7"},
    )  # fmt: skip
    assert the_held(meeting).window.first_day == date(2021, 7, 1)
    found = stands(KUNDULUN, "regional", "2021-09-26", "2021-09-26", now="2021-10-01 00:00")
    assert found.verdict is Verdict.MET


@pytest.mark.parametrize("members", [38, 40])
def test_the_regional_meeting_has_39_members(members: int) -> None:
    """MTG-KD-01: 39 members."""
    invited = tuple(f"unit-{number}" for number in range(1, members + 1))
    with refused("members-differ", "4.2"):
        convened(
            "regional", "2021-09-26 09:00", KUNDULUN, body=REGIONAL, invited=invited, host="unit-1"
        )


def test_a_special_meeting_needs_a_stated_major_matter() -> None:
    """MTG-KD-02: special meeting 2021-05-08 (Sat, worked) without a stated major matter →
    refused."""
    with refused("major-matter-missing", "MTG-KD-02"):
        convened("resident_interests", "2021-05-08 09:00", KUNDULUN, body=REGIONAL)
    meeting = convened(
        "resident_interests", "2021-05-08 09:00", KUNDULUN, body=REGIONAL, major_matter="heating"
    )
    assert names(meeting) == ["MeetingConvened"]


def test_a_rotating_meeting_names_its_host() -> None:
    """MTG-KD-03: the host is one of the eleven companies."""
    companies = tuple(f"co-{number}" for number in range(1, 12))
    for host in (None, "co-12"):
        with refused("host-missing", "MTG-KD-03"):
            convened(
                "alliance",
                "2021-09-10 09:00",
                KUNDULUN,
                body=ALLIANCE,
                invited=companies,
                host=host,
            )


def test_two_sides_are_no_three_party_meeting() -> None:
    """MTG-KD-04: only RC and property present 2021-04-12 → stored, and the month stays open."""
    meeting = held(
        "council_hall", "2021-04-12 09:00", KUNDULUN, ANYBODY,
        present=("RC_SIDE", "PROPERTY_SIDE"),
    )  # fmt: skip
    assert the_held(meeting).missing_sides == ("OWNERS_SIDE",)
    assert the_held(meeting).fulfils == ()


def test_three_sides_are_a_three_party_meeting() -> None:
    """MTG-KD-04: RC, property and owners."""
    meeting = held(
        "council_hall", "2021-04-12 09:00", KUNDULUN, ANYBODY,
        present=("RC_SIDE", "PROPERTY_SIDE", "OWNERS_SIDE"),
    )  # fmt: skip
    assert the_held(meeting).fulfils == ("council_hall",)


@pytest.mark.parametrize(
    "kind", ["committee_three_councils", "three_party_council", "member_representatives_council"]
)
def test_a_name_without_a_definition_is_no_meeting(kind: str) -> None:
    """MTG-KD-05, B-45: used without a definition in the pack → refused."""
    with refused("meeting-type-undefined", "B-45"):
        convened(kind, "2021-04-12 09:00", KUNDULUN)


# --- Bijie ---


def test_the_two_committees_meet_under_the_secretary() -> None:
    """MTG-BZ-01: 2018-02-28 chaired by the RC director who is not secretary → refused."""
    director = Chair("dir", frozenset({"residents_committee_director"}))
    with refused("wrong-chair", "4.1"):
        held("two_committees", "2018-02-28 09:00", BIJIE, director)


def test_a_one_shoulder_post_may_chair() -> None:
    """MTG-BZ-01: the director who is secretary as well → valid."""
    both = Chair("dir", frozenset({"residents_committee_director", "community_secretary"}))
    meeting = held("two_committees", "2018-02-28 09:00", BIJIE, both)
    assert the_held(meeting).fulfils == ("two_committees",)


def test_two_windows_are_met_although_87_days_apart() -> None:
    """MTG-BZ-02: 2018-01-30 and 2018-04-27 → Jan–Feb and Mar–Apr met although 87 days apart."""
    sessions = ("2018-01-30", "2018-04-27")
    for day in ("2018-02-28", "2018-03-01"):
        found = stands(BIJIE, "two_committees_units", day, *sessions, now="2018-05-01 00:00")
        assert found.verdict is Verdict.MET


def test_fixed_windows_miss_although_only_90_days_apart() -> None:
    """MTG-BZ-02, section 4.2 G3: 2020-12-30 and 2021-03-30 → Jan–Feb 2021 is a miss."""
    sessions = ("2020-12-30", "2021-03-30")
    january = stands(BIJIE, "two_committees_units", "2021-01-01", *sessions, now="2021-05-01 00:00")
    march = stands(BIJIE, "two_committees_units", "2021-03-01", *sessions, now="2021-05-01 00:00")
    assert (january.verdict, march.verdict) == (Verdict.MISSED, Verdict.MET)


def test_one_session_with_both_agendas_fulfils_both() -> None:
    """MTG-BZ-03, B-13: the same session as MTG-BZ-02 with both agendas fulfils both."""
    agenda = [*items("community work"), *items("party plan", of="party_joint")]
    meeting = held(
        "two_committees_units", "2018-01-30 09:00", BIJIE, SECRETARY,
        present=("RESIDENT_UNITS",), call={"agenda": agenda},
    )  # fmt: skip
    assert the_held(meeting).fulfils == ("two_committees_units", "party_joint")


def test_an_agenda_that_was_not_reached_fulfils_nothing() -> None:
    """MTG-BZ-03, B-13: only if both agendas were held."""
    agenda = [*items("community work"), *items("party plan", of="party_joint")]
    meeting = held(
        "two_committees_units", "2018-01-30 09:00", BIJIE, SECRETARY,
        present=("RESIDENT_UNITS",), not_reached=(2,), call={"agenda": agenda},
    )  # fmt: skip
    assert the_held(meeting).fulfils == ("two_committees_units",)
    assert [item.matter for item in the_held(meeting).agenda] == ["community work"]


def test_a_session_takes_no_agenda_that_the_pack_does_not_let_it() -> None:
    """MTG-BZ-03, B-13: the pack says what a session may satisfy."""
    with refused("agenda-of-another-meeting", "B-13"):
        convened("two_committees", "2018-01-30 09:00", BIJIE, agenda=items("x", of="party_joint"))


@pytest.mark.parametrize(
    ("kind", "last_moment", "over"),
    [
        pytest.param("organisational_life", "2018-12-31 23:59", "2019-01-01 00:00", id="MTG-BZ-08"),
        pytest.param("member_assembly", "2018-03-31 23:59", "2018-04-01 00:00", id="MTG-BZ-09"),
        pytest.param("secretary_training", "2018-12-31 23:59", "2019-01-01 00:00", id="MTG-BZ-12"),
    ],
)
def test_a_window_without_a_session_is_missed_at_midnight(
    kind: str, last_moment: str, over: str
) -> None:
    """MTG-BZ-08, MTG-BZ-09, MTG-BZ-12: none → missed at 24:00 of the last day."""
    before = stands(BIJIE, kind, last_moment[:10], now=last_moment)
    after = stands(BIJIE, kind, last_moment[:10], now=over)
    assert (before.verdict, after.verdict) == (Verdict.OPEN, Verdict.MISSED)


def test_the_training_class_of_november_meets_its_year() -> None:
    """MTG-BZ-12: class 2018-11 → met."""
    found = stands(BIJIE, "secretary_training", "2018-11-15", "2018-11-15", now="2019-01-01 00:00")
    assert found.verdict is Verdict.MET
    meeting = held("secretary_training", "2018-11-15 09:00", BIJIE, ANYBODY, body=CITY)
    assert the_held(meeting).fulfils == ("secretary_training",)


def test_the_committee_reports_to_the_assembly_of_members() -> None:
    """MTG-BZ-10: the committee reports to the member assembly: ReportDelivered."""
    meeting = held("member_assembly", "2018-07-02 09:00", BIJIE, ANYBODY, body=BRANCH)
    meeting.collect_events()
    meeting.deliver_report(
        by_clerk("2018-07-02 11:00", BIJIE), body="committee-1", report_ref="report-1"
    )
    assert names(meeting) == ["ReportDelivered"]


def test_an_inspection_without_its_partners_is_stored_and_flagged() -> None:
    """MTG-BZ-11: report by the organisation department alone → stored, partners missing."""
    meeting = held(
        "joint_inspection", "2018-06-20 09:00", BIJIE,
        Chair("org", frozenset({"organisation_officer"})), body=CITY, present=("ORGANISATION",),
    )  # fmt: skip
    assert the_held(meeting).missing_sides == ("CIVIL_AFFAIRS", "FINANCE", "ORGANS_COMMITTEE")
    assert the_held(meeting).fulfils == ("joint_inspection",)


def test_visits_of_the_linked_leader_meet_each_quarter() -> None:
    """MTG-BZ-13: visits 2018-03-30 and 04-02 → Q1 and Q2 met; none in Q3 → missed."""
    visits = ("2018-03-30", "2018-04-02")
    verdicts = [
        stands(BIJIE, "leader_visit", day, *visits, now="2018-10-01 00:00").verdict
        for day in ("2018-03-30", "2018-04-02", "2018-07-01")
    ]
    assert verdicts == [Verdict.MET, Verdict.MET, Verdict.MISSED]


def test_a_study_visit_is_the_linked_leaders_own() -> None:
    """MTG-BZ-13: the linked leader."""
    with refused("wrong-chair", "4.1"):
        held("leader_visit", "2018-03-30 09:00", BIJIE, SECRETARY)
    meeting = held("leader_visit", "2018-03-30 09:00", BIJIE, Chair("lea", is_linked_leader=True))
    assert the_held(meeting).fulfils == ("leader_visit",)


# --- Chengyang ---


def test_two_deliberations_in_a_year_miss_by_one() -> None:
    """MTG-CY-01: 2 sessions by 2019-12-31 24:00 → missed by 1."""
    found = stands(
        CHENGYANG, "deliberation", "2019-06-01", "2019-03-01", "2019-09-01", now="2020-01-01 00:00"
    )
    assert (found.verdict, found.short_by) == (Verdict.MISSED, 1)
    third = stands(
        CHENGYANG, "deliberation", "2019-06-01", "2019-03-01", "2019-09-01", "2019-12-31",
        now="2020-01-01 00:00",
    )  # fmt: skip
    assert third.verdict is Verdict.MET


def test_coordination_without_the_owners_committee_does_not_count() -> None:
    """MTG-CY-02: 2019-10 session without the owners' committee → does not count."""
    meeting = held(
        "coordination", "2019-10-15 09:00", CHENGYANG, SECRETARY, present=("PROPERTY_SIDE",)
    )
    assert (the_held(meeting).missing_sides, the_held(meeting).fulfils) == (
        ("OWNERS_COMMITTEE",), (),
    )  # fmt: skip


def test_without_the_company_the_outcome_cannot_be_agreed() -> None:
    """MTG-CY-04: held 2019-06-11 without the company → stored, outcome cannot be 'agreed'."""
    there = ("COMMUNITY_HEAD", "OWNERS_COMMITTEE", "OWNERS_SIDE")
    with refused("outcome-cannot-be-agreed", "MTG-CY-04"):
        held(
            "property_coordination", "2019-06-11 09:00", CHENGYANG, PO,
            present=there, outcome="AGREED",
        )  # fmt: skip
    meeting = held(
        "property_coordination", "2019-06-11 09:00", CHENGYANG, PO,
        present=there, outcome="NOT_AGREED",
    )  # fmt: skip
    assert the_held(meeting).missing_sides == ("PROPERTY_SIDE",)


def test_two_checks_of_the_owners_committee_meet_both_halves() -> None:
    """MTG-CY-05: checks 2019-06-28 and 2019-12-30 → both halves met."""
    checks = ("2019-06-28", "2019-12-30")
    for day in checks:
        found = stands(CHENGYANG, "owners_check", day, *checks, now="2020-01-01 00:00")
        assert found.verdict is Verdict.MET


def test_only_a_session_that_inspects_finds_something_wanting() -> None:
    """MTG-CY-05: the work file is checked there, and in no deliberation"""
    when = "2019-06-28 09:00"
    cai = Chair("cai", frozenset({"community_officer"}))
    held("owners_check", when, CHENGYANG, cai).require_inspecting(by_clerk(when, CHENGYANG))

    with refused("nothing-is-inspected", "MTG-CY-05"):
        held("deliberation", when, CHENGYANG, cai).require_inspecting(by_clerk(when, CHENGYANG))


# --- Buji, Qingyang ---


@pytest.mark.parametrize("kind", sorted(LONGLING.meetings))
def test_meetings_without_a_period_are_held_and_can_be_cited(kind: str) -> None:
    """MTG-BJ-01: no period; the session has a code of its own, by which a survey cites it."""
    meeting = held(kind, "2021-07-02 09:00", LONGLING, ANYBODY)
    assert (meeting.code, the_held(meeting).window) == ("m1", None)


def test_a_session_with_three_of_four_sides_is_stored_with_the_missing_one() -> None:
    """MTG-QY-01: session 2018-06-12 with 3 of 4 sides → stored with the missing side."""
    meeting = held(
        "four_sides", "2018-06-12 09:00", QINGYANG, ANYBODY,
        present=("COMMUNITY_PARTY", "ESTATE_PARTY", "OWNERS_COMMITTEE"),
    )  # fmt: skip
    assert the_held(meeting).missing_sides == ("PROPERTY_SIDE",)


# --- What holds for every meeting (4.1) ---


def test_nothing_is_held_without_minutes() -> None:
    """MTG-DG-01, section 4.1: held without minutes is refused."""
    meeting = convened("joint", "2021-02-08 09:00", DAGUAN)
    with refused("session-without-minutes", "4.1"):
        meeting.hold(by_clerk("2021-02-08 11:00", DAGUAN), chair=HEAD)


def test_who_is_invited_is_fixed_before_the_session() -> None:
    """MTG-DG-01, section 4.2: invited list fixed before the session."""
    with refused("invited-after-session", "4.2"):
        convened("joint", "2021-02-08 09:00", DAGUAN, called="2021-02-08 09:01")


def test_nobody_is_present_who_was_not_invited() -> None:
    """MTG-DG-01, section 4.2: the invited list is fixed."""
    with refused("side-unknown", "4.2"):
        held("joint", "2021-02-08 09:00", DAGUAN, HEAD, present=("u9",))


def test_a_session_is_recorded_after_it_began() -> None:
    """MTG-DG-01, section 4.1: nothing of a session is recorded before it."""
    meeting = convened("joint", "2021-02-08 09:00", DAGUAN, called="2021-02-01 09:00")
    with refused("session-not-begun", "4.1"):
        meeting.file_minutes(by_clerk("2021-02-08 08:59", DAGUAN), minutes_ref="minutes-1")


def test_a_session_that_was_entered_later_is_marked_and_happened_on_its_day() -> None:
    """MTG-DG-01, ENV-04, OBL-01 G2: held 2021-09-30, entered 2021-10-02: late_recorded."""
    meeting = held("joint", "2021-09-30 09:00", DAGUAN, HEAD, entered="2021-10-02 10:00")
    fact = the_held(meeting)
    assert (fact.held_on, fact.occurred_at, fact.late_recorded) == (
        date(2021, 9, 30), at("2021-09-30 09:00"), True,
    )  # fmt: skip
    rule = DAGUAN.meetings["joint"]
    quarter = window(rule.period, fact.held_on)  # type: ignore[arg-type]  # it has one
    found = standing(
        rule, quarter, [Session(fact.held_on, fact.recorded_at)], at("2021-10-05 09:00")
    )
    assert (found.held, found.late, found.verdict) == (0, 1, Verdict.DEVIATION)


def test_a_session_takes_place_on_the_day_it_was_convened_for() -> None:
    """MTG-DG-01, section 4.2: another day needs another convening."""
    meeting = convened("joint", "2021-02-08 09:00", DAGUAN)
    with refused("not-the-day-convened", "4.2"):
        meeting.hold(
            by_clerk("2021-02-09 12:00", DAGUAN, occurred_at=at("2021-02-09 09:00")), chair=HEAD
        )


def test_a_body_that_does_not_hold_such_meetings_convenes_none() -> None:
    """MTG-BZ-12: the class is the city's."""
    with refused("meeting-of-another-body", "4.1"):
        convened("secretary_training", "2018-11-15 09:00", BIJIE)


def test_nothing_is_put_to_the_vote_without_a_majority_in_the_pack() -> None:
    """MTG-DG-01, B-45: the plan gives no majority, so none is invented."""
    meeting = convened("joint", "2021-02-08 09:00", DAGUAN)
    with refused("vote-not-provided", "B-45"):
        meeting.take_vote(
            by_clerk("2021-02-08 10:00", DAGUAN), motion="x", in_favour=1, against=0, abstain=0
        )


def test_a_session_that_was_held_does_not_go_on() -> None:
    """MTG-DG-01, section 4.1: one session, one record."""
    meeting = held("joint", "2021-02-08 09:00", DAGUAN, HEAD)
    with refused("session-is-over", "4.1"):
        meeting.hold(by_clerk("2021-02-08 12:00", DAGUAN), chair=HEAD)


def test_windows_end_at_midnight() -> None:
    """MTG-DG-01, CAL-05: the count is tested at 24:00 of the last day."""
    found = stands(DAGUAN, "joint", "2021-10-01", now="2022-01-01 00:00")
    assert found.window.ends_at == start_of(date(2022, 1, 1))


def test_a_meeting_is_judged_by_the_pack_it_was_convened_under() -> None:
    """ENV-03: it pins the version at its convening."""
    assert held("joint", "2021-02-08 09:00", DAGUAN, HEAD).pack == "daguan@2020.1"


def test_every_fact_of_a_meeting_names_the_rule_of_its_type() -> None:
    """MTG-DG-01, ENV-01: rule_ids say which row of the register it follows from."""
    meeting = held("joint", "2021-02-08 09:00", DAGUAN, HEAD)
    assert {event.rule_ids for event in meeting.collect_events()} == {("MTG-DG-01",)}  # type: ignore[attr-defined]  # ours
