"""Every number of every pack says which rule it follows from, and who said it (0.2, B.3)."""

from __future__ import annotations

import pytest

from domain.policy.pack import SECTIONS, PolicyPack
from domain.policy.provenance import Explained
from tests.acceptance.numbers import numbers_of
from tests.shelves import product_packs

PACKS = product_packs().all()
WORDS = {"labels", "rule_ids", "provenance", "matrix"}
"""Parts of a pack that say how it reads and where it comes from, and judge nothing."""
SEVEN = {"bijie", "chengyang", "daguan", "kundulun", "longling", "qingyang", "street-a"}


def explained(pack: PolicyPack) -> dict[str, Explained]:
    return {value.path: value for value in pack.explain()}


def unexplained(pack: PolicyPack) -> list[str]:
    """Numbers without a rule, or neither from a source nor marked as an assumption."""
    known = explained(pack)
    return [
        path
        for path in numbers_of(pack)
        if known[path].rule is None or (known[path].source, known[path].assumption) == (None, None)
    ]


def test_the_seven_packs_are_there() -> None:
    """B.5"""
    assert {pack.meta.id for pack in PACKS} == SEVEN


def test_every_part_of_a_pack_can_be_explained() -> None:
    """B.3: a section that somebody adds is explained like the others"""
    assert set(PolicyPack.model_fields) - WORDS == set(SECTIONS)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.ref)
def test_every_number_has_a_rule_and_a_source_or_is_an_assumption(pack: PolicyPack) -> None:
    """0.2, B.3"""
    assert numbers_of(pack)
    assert unexplained(pack) == []


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.ref)
def test_what_no_source_says_is_shown_as_an_assumption(pack: PolicyPack) -> None:
    """0.2: every value of our own, number or not; nothing is off or chosen in silence"""
    silent = [
        value.path
        for value in pack.explain()
        if value.rule is not None and value.source is None and value.assumption is None
    ]

    assert silent == []


def test_a_number_without_a_word_about_it_would_be_found() -> None:
    """The control"""
    (pack,) = (pack for pack in PACKS if pack.meta.id == "daguan")
    kept = {path: origin for path, origin in pack.provenance.items() if "CLK-DG-A" not in path}

    assert unexplained(pack.model_copy(update={"provenance": kept})) != []


def test_numbers_are_found_wherever_they_stand() -> None:
    """The control: whole numbers, decimals, dates, days of the year and shares"""
    (pack,) = (pack for pack in PACKS if pack.meta.id == "daguan")
    numbers = numbers_of(pack)

    assert numbers["cases.clocks.CLK-DG-A.n"] == 3
    assert str(numbers["points.unit_points.rules.1.amount"]) == "0.5"
    assert str(numbers["obligations.STATION_FOUNDED.due_on"]) == "2020-04-30"
    assert numbers["points.unit_points.settle_on"] == "12-31"
    assert not any(path.startswith("meta.") for path in numbers)
