"""Shares of residents against the targets of packs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from application.queries.resident_shares import ResidentShare, Takes
from tests.samples import pack

TENTH, TWO_FIFTHS = Fraction(1, 10), Fraction(2, 5)


@pytest.mark.parametrize(("count", "met"), [(799, False), (800, True)])
def test_a_tenth_of_eight_thousand_is_eight_hundred(count: int, *, met: bool) -> None:
    """VOL-BZ-01"""
    share = ResidentShare(Takes.VOLUNTEERS, "c1", count, 8_000, TENTH)

    assert (share.wanted_count, share.met) == (800, met)


@pytest.mark.parametrize(("count", "met"), [(399, False), (400, True)])
def test_a_share_is_judged_exactly_and_not_as_it_is_shown(count: int, *, met: bool) -> None:
    """HLT-QY-01, CAL-06: 39.95 % is shown as 40.0 % and is below it"""
    assert ResidentShare(Takes.FAMILY_DOCTOR, "c1", count, 1_000, TWO_FIFTHS).met is met
    nearly = ResidentShare(Takes.FAMILY_DOCTOR, "c1", 799, 2_000, TWO_FIFTHS)
    assert (nearly.share, nearly.met) == (Fraction(799, 2_000), False)


@pytest.mark.parametrize("residents", [None, 0])
def test_without_residents_nothing_is_judged(residents: int | None) -> None:
    """B-45"""
    share = ResidentShare(Takes.VOLUNTEERS, "c1", 7, residents, TENTH)

    assert (share.share, share.met) == (None, None)


def test_the_targets_are_those_of_the_packs() -> None:
    """VOL-BZ-01, HLT-QY-01"""
    health = pack("qingyang").health
    ledger = pack("bijie").points["volunteer_points"]

    assert health is not None
    assert health.share == TWO_FIFTHS
    assert ledger.ledger == "VOLUNTEER"
    assert (ledger.share, ledger.counted) == (TENTH, "PERSON")
