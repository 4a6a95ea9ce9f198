"""The composite of a year, places, and the list of companies to be replaced."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from domain.property.ranking import PropertyRanking, Standing, competition_ranks
from tests.domain.property.estates import CHENGYANG, by
from tests.samples import SYS, act, at, on
from tests.spec import news, refused

REF = "event:00000000-0000-4000-8000-000000000001/1"


def standing(estate: str, *scores: str) -> Standing:
    return Standing(estate, f"co-{estate}", tuple(map(Decimal, scores)), 4, (REF,) * len(scores))


def ranked(*standings: Standing) -> PropertyRanking:
    return PropertyRanking.draw_up(
        act(SYS, "2022-01-01 00:05", CHENGYANG),
        jurisdiction="j", body="street", year=2021, standings=standings,
    )  # fmt: skip


def listed(ranking: PropertyRanking) -> list[str]:
    return [
        event.estate_id
        for event in news(ranking)
        if isinstance(event, PropertyRanking.PropertyListedForReplacement)
    ]


def test_the_composite_is_the_mean_and_a_missed_quarter_is_no_zero() -> None:
    """PRP-CY-01: 80, 82, 78, 76 give 79.0"""
    assert standing("e1", "80", "82", "78", "76").composite == 79
    assert standing("e1", "80", "82", "78").composite == 80
    assert standing("e1", "80", "80", "81").composite == Fraction(241, 3)


def test_equal_composites_share_a_place() -> None:
    """RANK-01: 1, 2, 2, 4"""
    composites = {"a": "74", "b": "66", "c": "66", "d": "60", "e": "52.5"}
    ranks = competition_ranks({code: Fraction(figure) for code, figure in composites.items()})
    assert ranks == {"a": 1, "b": 2, "c": 2, "d": 4, "e": 5}


def test_the_last_of_twelve_is_listed_on_the_last_day_of_the_year() -> None:
    """ACC-CY-01, PRP-CY-01, B-25: composite 61.0, lowest of twelve"""
    others = [standing(f"e{n:02}", *[str(70 + n)] * 4) for n in range(1, 12)]
    ranking = ranked(standing("e12", "60", "62", "61", "61"), *others)

    *places, last = news(ranking)

    assert isinstance(last, PropertyRanking.PropertyListedForReplacement)
    assert (last.estate_id, last.company, last.rank) == ("e12", "co-e12", 12)
    assert (last.listed_on, last.occurred_at) == (on("2021-12-31"), at("2022-01-01 00:00"))
    worst = places[-1]
    assert isinstance(worst, PropertyRanking.PropertyRanked)
    assert (worst.estate_id, worst.composite, worst.rank, worst.of) == (
        "e12",
        Decimal("61.0"),
        12,
        12,
    )
    assert worst.evidence == (REF,) * 4
    assert worst.rule_ids == ("PRP-CY-01",)


def test_two_that_share_the_last_place_are_both_listed() -> None:
    """ACC-CY-01, RANK-01"""
    tied = [standing("x", "61"), standing("y", "60", "62")]
    better = [standing(code, "90") for code in "abc"]
    assert listed(ranked(*tied, *better)) == ["x", "y"]


def test_the_exact_mean_decides_and_not_what_is_shown() -> None:
    """CAL-07: 241/3 and 80.3 both read 80.3"""
    tied = [standing("x", "80", "80", "81"), standing("y", "80.3")]
    better = [standing(code, "90") for code in "ab"]
    assert listed(ranked(*tied, *better)) == ["y"]


def test_an_estate_without_a_score_has_no_place() -> None:
    """PRP-CY-01"""
    ranking = ranked(standing("none"), *(standing(f"e{n}", str(n)) for n in range(4)))
    assert "none" not in ranking.ranks
    with refused("nothing-to-rank", "PRP-CY-01"):
        ranked(standing("none"))


def test_with_fewer_than_four_a_person_decides_with_a_reason() -> None:
    """RANK-01: the last of three is among the first three"""
    ranking = ranked(standing("a", "90"), standing("b", "80"), standing("c", "70"))
    assert listed(ranking) == []
    by_hand = by("2022-01-10 09:00", CHENGYANG)

    with refused("estate-is-not-last", "ACC-CY-01"):
        ranking.list_for_replacement(by_hand, estate="b", listed_on=on("2022-01-10"))
    with refused("reason-missing", "2.5"):
        ranking.list_for_replacement(by_hand, estate="c", listed_on=on("2022-01-10"))
    for _ in range(2):
        ranking.list_for_replacement(
            by("2022-01-10 09:00", CHENGYANG, reason="complaints all year"),
            estate="c",
            listed_on=on("2022-01-10"),
        )

    assert listed(ranking) == ["c"]
