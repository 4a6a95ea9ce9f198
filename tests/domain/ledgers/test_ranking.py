"""Ranking by competition."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.ledgers.ranking import ranks


def ranked(*scores: str) -> list[int]:
    by_unit = ranks({f"u{n}": Decimal(score) for n, score in enumerate(scores)})
    return [by_unit[f"u{n}"].rank for n in range(len(scores))]


def test_equal_scores_share_a_rank_and_the_next_one_is_that_much_lower() -> None:
    """RANK-01 PTS-DG-06 G: 1, 2, 2, 4, 5"""
    assert ranked("74", "66", "66", "60", "52.5") == [1, 2, 2, 4, 5]
    assert ranked("52.5", "66", "74", "66", "60") == [5, 2, 1, 2, 4]


def test_two_who_have_least_are_both_last() -> None:
    """RANK-01 PTS-DG-08: two share last"""
    found = ranks({"a": Decimal(70), "b": Decimal(60), "c": Decimal(60)})

    assert [found[unit].is_last for unit in "abc"] == [False, True, True]
    assert [found[unit].ranked for unit in "abc"] == [3, 3, 3]


def test_who_is_among_the_best_and_last_at_once_is_for_a_human() -> None:
    """RANK-01"""
    three = ranks({"u": Decimal(74), "w": Decimal(60), "v": Decimal(38)})
    four = ranks({"u": Decimal(74), "w": Decimal(60), "v": Decimal(38), "x": Decimal(20)})
    tied = ranks(dict.fromkeys("abcde", Decimal(60)))

    assert [three[unit].needs_decision(3) for unit in "uwv"] == [False, False, True]
    assert not any(rank.needs_decision(3) for rank in four.values())
    assert all(rank.needs_decision(3) for rank in tied.values())


@given(st.dictionaries(st.text(), st.integers(-50, 50).map(lambda n: Decimal(n) / 10), min_size=1))
def test_a_rank_is_one_more_than_how_many_have_more(scores: dict[str, Decimal]) -> None:
    """RANK-01"""
    for subject, rank in ranks(scores).items():
        assert rank.rank == 1 + sum(other > scores[subject] for other in scores.values())
        assert rank.is_last == (scores[subject] == min(scores.values()))
