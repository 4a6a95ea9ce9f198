"""Where the sources differ, each pack says its own (B.1). One test, one issue."""

from __future__ import annotations

from datetime import date

from domain.calendar.periods import Period
from domain.policy.pack import PolicyPack
from domain.policy.registers import Ratio
from domain.vocabulary import Strength
from tests.samples import pack

BIJIE, CHENGYANG, DAGUAN = pack("bijie"), pack("chengyang"), pack("daguan")
KUNDULUN, LONGLING, STREET_A = pack("kundulun"), pack("longling"), pack("street-a")


def test_a_level_keeps_the_other_name_that_a_source_has_for_it() -> None:
    """B-03: the comprehensive committee of the hierarchy is the general branch elsewhere."""
    level = STREET_A.hierarchies["organisation"].levels["COMPREHENSIVE_COMMITTEE"]

    assert level.aliases == ("general branch",)


def test_the_pack_says_which_event_starts_the_second_clock() -> None:
    """B-06: by default the opening of the obligation."""
    assert DAGUAN.cases.clocks["CLK-DG-B"].start == "FeedbackObligationOpened"


def _periods(of: PolicyPack) -> dict[str, Period | None]:
    return {code: meeting.period for code, meeting in of.meetings.items()}


def test_each_pack_has_its_own_register_of_meetings() -> None:
    """B-12: monthly or every two months; quarterly and monthly; quarterly; no period at all."""
    assert _periods(BIJIE)["two_committees"] is Period.MONTH
    assert _periods(BIJIE)["two_committees_units"] is Period.TWO_MONTH
    assert _periods(BIJIE)["party_joint"] is Period.TWO_MONTH
    assert _periods(DAGUAN)["joint"] is Period.QUARTER
    assert _periods(DAGUAN)["dispatch"] is Period.MONTH
    assert _periods(KUNDULUN)["regional"] is Period.QUARTER
    assert set(_periods(LONGLING).values()) == {None}


def _range(ratio: Ratio) -> tuple[int | None, int | None, Strength]:
    return ratio.at_least, ratio.at_most, ratio.strength


def test_teams_are_as_large_as_their_pack_says() -> None:
    """B-20: a committee of 5 to 9 or of 3 to 5, a party team of 5 to 7 or of 3."""
    assert _range(BIJIE.ratios["residents_committee_size"]) == (5, 9, Strength.SHOULD)
    assert _range(CHENGYANG.ratios["residents_committee_size"]) == (3, 5, Strength.MUST)
    assert _range(BIJIE.ratios["party_team"]) == (5, 7, Strength.SHOULD)
    assert _range(CHENGYANG.ratios["party_team"]) == (3, 3, Strength.MUST)


def test_staff_is_a_fixed_range_here_and_a_ratio_there() -> None:
    """B-21: 5 to 9 for a community; or one for 300 to 400 households."""
    assert BIJIE.ratios["paid_workers"].per is None
    assert _range(BIJIE.ratios["paid_workers"]) == (5, 9, Strength.MUST)
    assert CHENGYANG.ratios["workers"].per == "worker"
    assert _range(CHENGYANG.ratios["workers"]) == (300, 400, Strength.SHOULD)


def test_a_pack_is_in_force_by_its_own_dates_and_not_by_its_texts() -> None:
    """B-26: what was written in 2021 about 2019 holds from the day that the pack states."""
    assert CHENGYANG.meta.effective_from == date(2019, 1, 1)
    assert not CHENGYANG.in_force(date(2018, 12, 31))
    assert CHENGYANG.in_force(date(2019, 1, 1))


def test_the_term_of_a_committee_is_a_value_of_the_pack() -> None:
    """B-27: three years; what the law says later is for the administrator to enter."""
    assert BIJIE.elections is not None
    assert BIJIE.elections.teams["RESIDENTS_COMMITTEE"].term_years == 3
    assert CHENGYANG.elections is not None
    assert CHENGYANG.elections.teams["RESIDENTS_COMMITTEE"].term_years is None


def test_the_three_sorts_of_visits_are_lists_of_codes() -> None:
    """B-31: three musts and five visits, six visits, four-musts; they overlap in part."""
    lists = {name: set(found.items or ()) for name, found in BIJIE.checklists.items()}

    assert {name: len(found) for name, found in lists.items()} == {
        "go_at_once": 3, "five_visits": 5, "six_visits": 6,
    }  # fmt: skip
    assert lists["five_visits"] & lists["six_visits"] == {
        "poor_family", "seriously_ill", "released_person", "lonely_elder",
    }  # fmt: skip
    assert KUNDULUN.checklists["must_visit"].size == 4


def test_how_strong_a_duty_is_stands_beside_it() -> None:
    """B-33: in principle is SHOULD, a plain duty is MUST, what is encouraged is MAY."""
    assert DAGUAN.meetings["joint"].strength is Strength.SHOULD
    assert KUNDULUN.meetings["regional"].strength is Strength.MUST
    assert DAGUAN.meetings["themed_party_day"].strength is Strength.MAY


def test_the_duty_map_says_which_department_answers() -> None:
    """ORG-BZ-21: a greening complaint goes to city management."""
    categories = BIJIE.cases.categories

    assert categories["greening"].duty == "city_management"
    assert {categories[code].duty for code in ("sanitation", "municipal_works")} == {
        "city_management"
    }
