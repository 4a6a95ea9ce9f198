"""So many misses in a row, by due date and not by arrival (ACC-DG-01, B-07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.policy.triggers import StreakTrigger
from domain.triggers.links import Place, Verdict
from domain.triggers.streak import Standing
from tests.domain.triggers.rows import BAD, GOOD, OPEN, Row, counted, link, streak
from tests.samples import pack

TWO_MISSES = streak("TWO_CONSECUTIVE_MISSES", pack("daguan"))
NO_RESET = TWO_MISSES.model_copy(update={"reset": False})


def row(*told: tuple[str, Verdict], rule: StreakTrigger = TWO_MISSES) -> Row:
    """A row in which these things were recorded one after another."""
    found = Row(rule)
    for order, verdict in told:
        found.put(link(order, verdict))
    return found


def test_the_second_and_the_fourth_miss_call() -> None:
    """ACC-DG-01 G: due 09-22, 10-11, 10-12 and 10-20, all missed"""
    found = row(("09-22", BAD), ("10-11", BAD), ("10-12", BAD), ("10-20", BAD))

    assert found.calls == [("09-22", "10-11"), ("10-12", "10-20")]


def test_an_answer_in_time_between_two_misses_sets_the_count_to_zero() -> None:
    """ACC-DG-01 G2: 09-22 missed, 09-23 on time, 10-11 missed"""
    assert row(("09-22", BAD), ("09-23", GOOD), ("10-11", BAD)).calls == []


def test_two_of_the_same_day_are_consecutive_by_their_id() -> None:
    """ACC-DG-01 G3: two cases, both due 2021-10-11, both missed"""
    found = Row(TWO_MISSES)
    found.put(link("10-11", BAD, item="k2.001"))
    found.put(link("10-11", BAD, item="k1.001"))

    assert found.calls == [("k1.001", "k2.001")]


def test_an_early_answer_to_a_later_duty_does_not_break_the_streak() -> None:
    """ACC-DG-01 G4: Y due 10-11 is answered on 09-20, X 09-22 and Z 10-08 are missed"""
    found = row(("10-11", GOOD), ("09-22", BAD), ("10-08", BAD))

    assert found.calls == [("09-22", "10-08")]


def test_the_end_of_the_year_does_not_reset() -> None:
    """ACC-DG-01 G5: misses of 2021-12-31 and 2022-01-06"""
    assert row(("2021-12-31", BAD), ("2022-01-06", BAD)).calls == [("2021-12-31", "2022-01-06")]


def test_one_that_is_not_settled_holds_up_what_follows_it() -> None:
    """ACC-DG-01: only what is settled without gap counts, so late arrival changes nothing"""
    found = row(("09-22", OPEN), ("10-11", BAD), ("10-12", BAD), ("10-13", BAD))
    assert found.calls == []

    found.put(link("09-22", BAD))

    assert found.calls == [("09-22", "10-11"), ("10-12", "10-13")]


def test_what_was_held_up_counts_from_the_next_answer_in_time() -> None:
    """ACC-DG-01: an answer in time sets the count to zero, whatever came before it"""
    found = row(("09-22", OPEN), ("10-08", GOOD), ("10-11", BAD), ("10-12", BAD))

    assert found.calls == [("10-11", "10-12")]


def test_what_is_cancelled_is_skipped() -> None:
    """ACC-DG-01: cancelled ones are skipped"""
    found = row(("09-22", BAD), ("09-23", OPEN), ("10-11", BAD))
    assert found.calls == []

    found.cancel(Place("09-23", "09-23"))

    assert found.calls == [("09-22", "10-11")]


def test_a_bound_that_moves_takes_its_place_in_the_row_with_it() -> None:
    """CAL-08, ACC-DG-01"""
    found = row(("09-22", BAD), ("09-23", OPEN), ("10-11", BAD))

    found.move(Place("09-23", "09-23"), "10-20")

    assert found.calls == [("09-22", "10-11")]


def test_nothing_counts_for_two_calls() -> None:
    """3.2: source events are unsettled by another trigger of the same code"""
    found = row(("10-11", BAD), ("10-12", BAD))

    found.put(link("09-22", BAD))

    assert found.calls == [("10-11", "10-12")]


@pytest.mark.parametrize("late_first", [True, False])
def test_one_that_becomes_known_late_counts_with_the_next_that_is_free(late_first: bool) -> None:  # noqa: FBT001  # a parameter of pytest
    """ACC-DG-01, 3.2: four misses in a row call twice, in whatever order they become known"""
    found = row(("10-11", BAD), ("10-12", BAD))
    for order in ("09-22", "10-20") if late_first else ("10-20", "09-22"):
        found.put(link(order, BAD))

    assert found.calls == [("10-11", "10-12"), ("09-22", "10-20")]


def test_an_answer_in_time_between_parts_the_late_one_from_the_next() -> None:
    """ACC-DG-01 G2: it sets the count to zero"""
    found = row(("10-11", BAD), ("10-12", BAD), ("10-13", GOOD), ("10-20", BAD))

    found.put(link("09-22", BAD))

    assert found.calls == [("10-11", "10-12")]


def test_what_is_open_holds_up_a_pair_across_those_that_called() -> None:
    """ACC-DG-01: it may turn out to be the one that counts"""
    found = row(("10-11", BAD), ("10-12", BAD), ("09-22", OPEN), ("10-20", BAD), ("10-21", BAD))
    assert found.calls == [("10-11", "10-12")]

    found.put(link("09-22", GOOD))

    assert found.calls == [("10-11", "10-12"), ("10-20", "10-21")]


def test_a_good_one_that_becomes_known_late_takes_back_the_call_it_parts() -> None:
    """ACC-SA-01: FAIL, PASS, FAIL calls nobody; the second period was rated last"""
    found = row(("2021Q1", BAD), ("2021Q3", BAD))
    assert found.calls == [("2021Q1", "2021Q3")]

    found.put(link("2021Q2", GOOD))
    assert found.calls == []

    found.put(link("2021Q4", BAD))
    assert found.calls == [("2021Q3", "2021Q4")]


def test_without_reset_a_run_calls_once() -> None:
    """B-07: reset is in the pack"""
    found = row(*((f"10-{day}", BAD) for day in range(11, 17)), rule=NO_RESET)
    assert found.calls == [("10-11", "10-12")]

    for order, verdict in (("10-20", GOOD), ("10-21", BAD), ("10-22", BAD), ("10-23", BAD)):
        found.put(link(order, verdict))

    assert found.calls == [("10-11", "10-12"), ("10-21", "10-22")]


def test_a_long_row_is_looked_at_around_the_change_only() -> None:
    """ACC-DG-01: constant work for each event"""
    looked: list[Place] = []

    class Watched(Row):
        def _standing(self, place: Place) -> Standing:
            looked.append(place)
            return super()._standing(place)

    found = Watched(TWO_MISSES)
    for number in range(400):
        found.links[Place(f"{number:04}", f"{number:04}")] = link(f"{number:04}", GOOD)

    found.put(link("0200", BAD))

    assert len(looked) <= 4


# --- Against the rule said the long way. ---

_PLACES = st.integers(0, 9).map(lambda number: f"d{number}")
_RULES = st.builds(
    lambda n, reset: TWO_MISSES.model_copy(update={"n": n, "reset": reset}),
    st.integers(2, 4),
    st.booleans(),
)
_SETTLED = st.dictionaries(
    st.builds(Place, _PLACES, st.sampled_from(["a", "b", "c"])), st.sampled_from([BAD, GOOD])
)


def _put(found: Row, place: Place, verdict: Verdict) -> None:
    found.put(link(place.order, verdict, item=place.item))


def _as_items(calls: object) -> list[tuple[str, ...]]:
    return sorted(calls)  # type: ignore[call-overload,no-any-return]  # a list of tuples


@settings(max_examples=150, deadline=None)
@given(settled=_SETTLED, rule=_RULES, data=st.data())
def test_whatever_the_order_of_arrival_the_calls_are_those_of_the_rule(
    settled: dict[Place, Verdict], rule: StreakTrigger, data: st.DataObject
) -> None:
    """ACC-DG-01: what is owed is known before it is settled; it is settled in any order"""
    named = {Place(p.order, f"{p.order}{p.item}"): v for p, v in settled.items()}
    found = Row(rule)
    for place in data.draw(st.permutations(sorted(named))):
        _put(found, place, OPEN)

    for place in data.draw(st.permutations(sorted(named))):
        _put(found, place, named[place])
        if data.draw(st.booleans(), label="told again"):
            _put(found, place, named[place])

    assert _as_items(found.calls) == _as_items(counted(named, rule))


@settings(max_examples=80, deadline=None)
@given(settled=_SETTLED, rule=_RULES, data=st.data())
def test_no_call_is_made_that_an_outcome_of_what_is_open_could_prove_wrong(
    settled: dict[Place, Verdict], rule: StreakTrigger, data: st.DataObject
) -> None:
    """ACC-DG-01: what is held up is called as soon as it is settled"""
    named = {Place(p.order, f"{p.order}{p.item}"): v for p, v in settled.items()}
    left_open = data.draw(
        st.lists(st.sampled_from(sorted(named)), unique=True, max_size=3) if named else st.just([])
    )
    found = Row(rule)
    for place in sorted(named):
        _put(found, place, OPEN)
    for place in data.draw(st.permutations(sorted(set(named) - set(left_open)))):
        _put(found, place, named[place])

    outcomes = [set(counted(named | way, rule)) for way in _ways(left_open)]

    assert set(found.calls) <= set.intersection(*outcomes)
    for place in left_open:
        _put(found, place, named[place])
    assert set(found.calls) == set(counted(named, rule))


def _ways(places: list[Place]) -> Iterator[dict[Place, Verdict]]:
    for verdicts in product((BAD, GOOD), repeat=len(places)):
        yield dict(zip(places, verdicts, strict=True))


@settings(max_examples=80, deadline=None)
@given(settled=_SETTLED, rule=_RULES, data=st.data())
def test_what_becomes_known_late_uses_nothing_twice_and_leaves_nothing_out(
    settled: dict[Place, Verdict], rule: StreakTrigger, data: st.DataObject
) -> None:
    """3.2, ENV-04: a meeting is entered late, and with it a duty that was over long ago"""
    named = {Place(p.order, f"{p.order}{p.item}"): v for p, v in settled.items()}
    found = Row(rule)
    for place in data.draw(st.permutations(sorted(named))):
        _put(found, place, named[place])

    used = [item for call in found.calls for item in call]
    assert len(used) == len(set(used))
    for place in sorted(named):
        found.look(place)
    assert [item for call in found.calls for item in call] == used
    assert _calls_by_run(found.calls, named) == _calls_by_run(counted(named, rule), named)


def _calls_by_run(
    calls: Sequence[tuple[str, ...]], named: Mapping[Place, Verdict]
) -> dict[frozenset[int], int]:
    """How many calls there are of each run of bad ones; each lies within one."""
    runs: dict[str, int] = {}
    number = 0
    for place in sorted(named):
        number += named[place] is GOOD
        runs[place.item] = number
    return Counter(frozenset(runs[item] for item in call) for call in calls)


@pytest.mark.parametrize("rule", [TWO_MISSES, NO_RESET])
def test_being_told_again_changes_nothing(rule: StreakTrigger) -> None:
    """ENV-05"""
    found = row(("09-22", BAD), ("10-11", BAD), rule=rule)

    found.put(link("10-11", BAD))
    found.put(link("09-22", BAD))

    assert found.calls == [("09-22", "10-11")]
