"""Assemblies, council and hearing: quorum and majority are exact (rulebook 4.3)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar.local_time import start_of
from domain.meetings.meeting import Meeting
from tests.domain.meetings.samples import (
    BIJIE,
    DIRECTOR,
    SECRETARY,
    by_clerk,
    convened,
    items,
    names,
    the_held,
)
from tests.spec import news, refused

DAY = "2021-09-26 09:00"


def assembly(adults: int) -> Meeting:
    return convened("residents_assembly", DAY, BIJIE, mode="ALL_ADULTS", counted=adults)


def votes(meeting: Meeting, in_favour: int, **further: object) -> list[str]:
    """What a vote in which all others abstain leaves behind."""
    assert meeting.quorum is not None, "counted before"
    meeting.collect_events()
    meeting.take_vote(
        by_clerk(DAY, BIJIE),
        motion="repair the gate",
        in_favour=in_favour,
        against=0,
        abstain=meeting.quorum.present - in_favour,
        **further,  # type: ignore[arg-type]  # matter and delegates
    )
    return names(meeting)


def test_2001_of_4001_adults_are_a_quorum_and_1001_carry() -> None:
    """MTG-BZ-04 G: 4,001 adults, 2,001 attend, 1,001 votes carry."""
    meeting = assembly(4001)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=2001)
    assert votes(meeting, 1001) == ["VoteTaken", "ResolutionAdopted"]


def test_1000_of_2001_present_do_not_carry() -> None:
    """MTG-BZ-04: a majority is more than half of those present; abstentions are not in favour."""
    meeting = assembly(4001)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=2001)
    assert votes(meeting, 1000) == ["VoteTaken", "ResolutionRejected"]


def test_2000_of_4000_adults_are_no_quorum() -> None:
    """MTG-BZ-04 G2: 4,000 adults, 2,000 present; without quorum nothing is voted on or held."""
    meeting = assembly(4000)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=2000)
    assert meeting.quorum is not None
    assert meeting.quorum.met is False
    with refused("no-quorum", "4.1"):
        votes(meeting, 2000)
    meeting.file_minutes(by_clerk(DAY, BIJIE), minutes_ref="minutes-1")
    with refused("no-quorum", "4.1"):
        meeting.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)


def test_a_vote_before_the_count_is_refused() -> None:
    """MTG-BZ-04, section 4.1: a vote without quorum is refused, unchecked ones as well."""
    with refused("no-quorum", "4.1"):
        assembly(4001).take_vote(
            by_clerk(DAY, BIJIE), motion="x", in_favour=1, against=0, abstain=0
        )


@pytest.mark.parametrize(("present", "met"), [(15, False), (16, True)])
def test_ten_groups_of_three_delegates_need_sixteen(present: int, met: bool) -> None:  # noqa: FBT001  # a table
    """MTG-BZ-04 G2: 10 groups × 3 = 30 delegates, 16 needed."""
    meeting = convened(
        "residents_assembly", DAY, BIJIE, mode="GROUP_DELEGATES", counted=10, delegates=3
    )
    assert meeting.convened.entitled == 30
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=present)
    assert meeting.quorum is not None
    assert meeting.quorum.met is met


@pytest.mark.parametrize("delegates", [None, 1, 4])
def test_each_group_sends_two_or_three_delegates(delegates: int | None) -> None:
    """MTG-BZ-04: 2–3 delegates per residents' group."""
    with refused("delegates-out-of-range", "MTG-BZ-04"):
        convened(
            "residents_assembly", DAY, BIJIE, mode="GROUP_DELEGATES", counted=10,
            delegates=delegates,
        )  # fmt: skip


def test_an_assembly_names_its_mode() -> None:
    """MTG-BZ-04: who is entitled depends on the chosen mode, so there is no default."""
    with refused("mode-unknown", "MTG-BZ-04"):
        convened("residents_assembly", DAY, BIJIE, entitled=4001)


def representatives(*scope: str) -> Meeting:
    meeting = convened(
        "representatives_assembly", DAY, BIJIE, entitled=60, mandate="a1", scope=scope
    )
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=31)
    return meeting


@pytest.mark.parametrize(("in_favour", "outcome"), [(16, "Adopted"), (15, "Rejected")])
def test_of_31_present_representatives_16_adopt(in_favour: int, outcome: str) -> None:
    """MTG-BZ-05 G: 60 members, 31 present (the quorum of 60), 16 for."""
    meeting = representatives("PLAN")
    assert votes(meeting, in_favour, matter="PLAN") == ["VoteTaken", f"Resolution{outcome}"]


def test_thirty_of_sixty_representatives_are_no_quorum() -> None:
    """MTG-BZ-05: the quorum of 60 is 31."""
    meeting = convened("representatives_assembly", DAY, BIJIE, entitled=60)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=30)
    assert meeting.quorum is not None
    assert meeting.quorum.met is False


def test_a_decision_beyond_the_delegated_scope_is_void() -> None:
    """MTG-BZ-05: exceeding the delegated scope is ResolutionRejected {ULTRA_VIRES}."""
    meeting = representatives("PLAN")
    meeting.collect_events()
    meeting.take_vote(
        by_clerk(DAY, BIJIE), motion="elect", in_favour=31, against=0, abstain=0, matter="ELECTION"
    )
    _, rejected = meeting.collect_events()
    assert rejected.why == "ULTRA_VIRES"  # type: ignore[attr-defined]  # of a rejection


def test_an_assembly_delegates_by_a_resolution() -> None:
    """MTG-BZ-04: the residents' assembly may delegate to the representatives."""
    meeting = assembly(4001)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=2001)
    assert votes(meeting, 1001, matter="DELEGATION", delegates=("PLAN",))[-1] == "ResolutionAdopted"
    assert meeting.delegated == {"PLAN"}


def council(present: int, left: int = 0) -> Meeting:
    meeting = convened("consultative_council", DAY, BIJIE, entitled=25)
    meeting.solicit_opinions(by_clerk(DAY, BIJIE), opinions_ref="opinions-1")
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=present, left=left)
    meeting.file_minutes(by_clerk(DAY, BIJIE), minutes_ref="minutes-1")
    return meeting


def test_the_council_is_held_with_all_25_and_13_carry() -> None:
    """MTG-BZ-06 G: Q3 council on the make-up working Sunday 2021-09-26, 25 of 25; 13 votes."""
    meeting = council(25)
    assert votes(meeting, 13) == ["VoteTaken", "ResolutionAdopted"]
    meeting.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)
    assert the_held(meeting).window.first_day == date(2021, 7, 1)


def test_twelve_of_twenty_five_do_not_carry() -> None:
    """MTG-BZ-06: more than half of those present."""
    assert votes(council(25), 12)[-1] == "ResolutionRejected"


def test_the_council_cannot_be_held_with_24_of_25() -> None:
    """MTG-BZ-06, B-14: all members must be present, 24 of 25 → cannot be held."""
    with refused("no-quorum", "4.1"):
        council(24).hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)


def test_a_council_that_is_not_whole_grades_nobody() -> None:
    """SAT-BZ-05: a special session of 24 of 25 members → not valid, no grade"""

    def special(present: int) -> Meeting:
        meeting = convened("council_year_end", DAY, BIJIE, entitled=25)
        meeting.solicit_opinions(by_clerk(DAY, BIJIE), opinions_ref="opinions-1")
        meeting.check_quorum(by_clerk(DAY, BIJIE), present=present)
        meeting.file_minutes(by_clerk(DAY, BIJIE), minutes_ref="minutes-1")
        return meeting

    short, whole = special(24), special(25)
    with refused("no-quorum", "4.1"):
        short.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)
    with refused("not-held-yet", "4.1"):
        short.evaluate_committee(by_clerk(DAY, BIJIE), grade="GOOD", reported_to_street=True)
    whole.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)
    whole.collect_events()
    whole.evaluate_committee(by_clerk(DAY, BIJIE), grade="GOOD", reported_to_street=True)
    assert [event.event_type for event in news(whole)] == ["RCEvaluated"]


def test_who_resigned_before_is_not_entitled() -> None:
    """MTG-BZ-06 G2: one member resigned before: the base is 24, and 24 of 24 are valid."""
    meeting = council(24, left=1)
    meeting.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)
    assert meeting.quorum is not None
    assert (meeting.quorum.entitled, meeting.quorum.met) == (24, True)


def test_the_council_is_chaired_by_the_director_not_by_its_chairman() -> None:
    """MTG-BZ-06, B-15: the chairman of the council is the secretary, the session's is the
    director."""
    with refused("wrong-chair", "4.1"):
        council(25).hold(by_clerk(DAY, BIJIE), chair=SECRETARY)


def test_a_council_vote_without_solicited_opinions_is_refused() -> None:
    """MTG-BZ-06: a vote without prior solicitation is refused."""
    meeting = convened("consultative_council", DAY, BIJIE, entitled=25)
    meeting.check_quorum(by_clerk(DAY, BIJIE), present=25)
    with refused("opinions-not-solicited", "MTG-BZ-06"):
        votes(meeting, 25)


def test_what_the_council_decides_is_handed_over_or_referred() -> None:
    """MTG-BZ-06: DecisionHandedOver to the committee, ReferredToAssembly for major ones."""
    meeting = council(25)
    votes(meeting, 13)
    meeting.hold(by_clerk(DAY, BIJIE), chair=DIRECTOR)
    meeting.collect_events()
    now = by_clerk("2021-09-27 09:00", BIJIE)
    meeting.hand_over_decision(now, motion="repair the gate", to="c1")
    meeting.refer_to_assembly(now, motion="repair the gate", assembly="residents_assembly")
    assert names(meeting) == ["DecisionHandedOver", "ReferredToAssembly"]
    with refused("not-adopted", "MTG-BZ-06"):
        meeting.hand_over_decision(now, motion="paint the gate", to="c1")
    with refused("follow-up-not-provided", "B-45"):
        meeting.evaluate_committee(now, grade="COMPETENT", reported_to_street=True)


def test_the_committee_is_evaluated_at_the_end_of_the_year() -> None:
    """MTG-BZ-06: RCEvaluated {grade, reported_to_street} by the year-end session."""
    when = "2021-12-20 09:00"
    meeting = convened("council_year_end", when, BIJIE, entitled=25)
    meeting.check_quorum(by_clerk(when, BIJIE), present=25)
    meeting.file_minutes(by_clerk(when, BIJIE), minutes_ref="minutes-1")
    meeting.hold(by_clerk(when, BIJIE), chair=DIRECTOR)
    meeting.collect_events()
    meeting.evaluate_committee(by_clerk(when, BIJIE), grade="COMPETENT", reported_to_street=True)
    assert names(meeting) == ["RCEvaluated"]


HEARING = "2021-09-30 09:00"


def hearing(present: int = 41) -> Meeting:
    meeting = convened(
        "hearing", HEARING, BIJIE, called="2021-09-20 09:00", entitled=80, request="r1",
        matter="FUMES_STALLS", agenda=items("stalls at the gate"),
    )  # fmt: skip
    before = by_clerk("2021-09-28 09:00", BIJIE)
    meeting.record_survey(before, survey_ref="survey-1", ruled_by_law=False, authority_ref=None)
    meeting.check_quorum(by_clerk(HEARING, BIJIE), present=present)
    return meeting


def held_hearing() -> Meeting:
    meeting = hearing()
    meeting.take_vote(
        by_clerk(HEARING, BIJIE), motion="move the stalls", in_favour=21, against=20, abstain=0
    )
    meeting.file_minutes(by_clerk(HEARING, BIJIE), minutes_ref="minutes-1")
    meeting.hold(by_clerk(HEARING, BIJIE), chair=DIRECTOR)
    return meeting


def test_a_hearing_with_41_of_80_adopts_with_21_and_is_published_by_sunday() -> None:
    """MTG-BZ-07 G, W-4: hearing Thu 2021-09-30, publish by Sun 2021-10-03 24:00 even in the
    holiday."""
    meeting = held_hearing()
    assert names(meeting)[-3:] == ["ResolutionAdopted", "MinutesFiled", "MeetingHeld"]
    held = the_held(meeting)
    assert held.publication == "HEARING_PUBLICATION"
    assert held.publish_due.due_on == date(2021, 10, 3)
    assert held.publish_due.due_at == start_of(date(2021, 10, 4))
    meeting.publish(by_clerk("2021-10-03 23:00", BIJIE), published_on=date(2021, 10, 3))
    (published,) = meeting.collect_events()
    assert published.on_time is True  # type: ignore[attr-defined]  # of a publication


def test_a_publication_exactly_at_the_bound_is_late() -> None:
    """MTG-BZ-07, CAL-02: at 24:00 of the third day it is late."""
    meeting = held_hearing()
    meeting.collect_events()
    meeting.publish(by_clerk("2021-10-04 00:00", BIJIE), published_on=date(2021, 10, 3))
    (published,) = meeting.collect_events()
    assert published.on_time is False  # type: ignore[attr-defined]  # of a publication


def test_a_hearing_published_on_the_eighth_is_late() -> None:
    """MTG-BZ-07 G2: published 2021-10-08 → missed; the fact itself is kept."""
    meeting = held_hearing()
    meeting.collect_events()
    meeting.publish(by_clerk("2021-10-08 09:00", BIJIE), published_on=date(2021, 10, 8))
    (published,) = meeting.collect_events()
    assert published.on_time is False  # type: ignore[attr-defined]  # of a publication
    with refused("published-already", "4.1"):
        meeting.publish(by_clerk("2021-10-09 09:00", BIJIE), published_on=date(2021, 10, 9))


def test_a_hearing_with_40_of_80_is_refused() -> None:
    """MTG-BZ-07 G2: 40 of 80 → refused."""
    with refused("no-quorum", "4.1"):
        hearing(40).take_vote(
            by_clerk(HEARING, BIJIE), motion="x", in_favour=40, against=0, abstain=0
        )


def test_twenty_of_forty_one_do_not_carry() -> None:
    """MTG-BZ-07: more than half of those present."""
    meeting = hearing()
    meeting.collect_events()
    meeting.take_vote(by_clerk(HEARING, BIJIE), motion="x", in_favour=20, against=0, abstain=21)
    assert names(meeting) == ["VoteTaken", "ResolutionRejected"]


def test_a_hearing_is_preceded_by_a_survey() -> None:
    """MTG-BZ-07: survey beforehand."""
    meeting = convened("hearing", HEARING, BIJIE, entitled=80, request="r1")
    meeting.check_quorum(by_clerk(HEARING, BIJIE), present=41)
    with refused("survey-missing", "MTG-BZ-07"):
        meeting.take_vote(by_clerk(HEARING, BIJIE), motion="x", in_favour=41, against=0, abstain=0)


def test_in_matters_ruled_by_law_the_authorities_are_asked_first() -> None:
    """MTG-BZ-07: for matters already ruled by law the authorities are asked first."""
    meeting = convened("hearing", HEARING, BIJIE, entitled=80, request="r1")
    with refused("authority-not-asked", "MTG-BZ-07"):
        meeting.record_survey(
            by_clerk(HEARING, BIJIE), survey_ref="s1", ruled_by_law=True, authority_ref=None
        )


def test_a_hearing_follows_a_request() -> None:
    """MTG-BZ-07: the committee decides the hearing on request."""
    with refused("request-missing", "MTG-BZ-07"):
        convened("hearing", HEARING, BIJIE, entitled=80)


def test_the_result_goes_to_the_department_in_writing() -> None:
    """MTG-BZ-07, W-4: ResultCopiedToDepartment {dept}."""
    meeting = held_hearing()
    meeting.collect_events()
    meeting.copy_result(by_clerk("2021-10-08 09:00", BIJIE), dept="u1", letter_ref="letter-1")
    assert names(meeting) == ["ResultCopiedToDepartment"]


def test_a_hearing_has_eleven_listed_matters() -> None:
    """MTG-BZ-07, F95: eleven listed matters, plus others."""
    assert len(BIJIE.meetings["hearing"].matters) == 11
    assert BIJIE.meetings["hearing"].other_matters is True
