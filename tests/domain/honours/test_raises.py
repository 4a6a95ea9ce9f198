"""From which day commendations raise somebody's pay."""

from __future__ import annotations

from datetime import date

import pytest

from domain.honours.raises import raises_from
from tests.samples import pack

RULES = pack("bijie").incentives


@pytest.mark.parametrize(
    ("level", "years", "from_on"),
    [
        ("COUNTY_LEVEL", (2018, 2019, 2020), date(2021, 1, 1)),
        ("COUNTY_LEVEL", (2018, 2019, 2021), None),
        ("CITY_LEVEL", (2020, 2021), date(2022, 1, 1)),
        ("CITY_LEVEL", (2019, 2021), None),
        ("CITY_LEVEL", (2021,), None),
        ("PROVINCIAL", (2019,), date(2020, 1, 1)),
    ],
)
def test_so_many_years_in_a_row_raise_it_from_the_next(
    level: str, years: tuple[int, ...], from_on: date | None
) -> None:
    """RWD-BZ-01: once at province, two years running at city, three at county level"""
    assert RULES is not None
    consecutive = RULES.pay_raises["PAY_RAISE"].consecutive
    found = raises_from([(level, year) for year in years], consecutive)
    assert found == (frozenset() if from_on is None else frozenset({from_on}))


def test_levels_are_not_mixed() -> None:
    """RWD-BZ-01: a year of the city is none of the county"""
    assert RULES is not None
    consecutive = RULES.pay_raises["PAY_RAISE"].consecutive
    mixed = [("COUNTY_LEVEL", 2018), ("CITY_LEVEL", 2019), ("COUNTY_LEVEL", 2020)]
    assert raises_from(mixed, consecutive) == frozenset()
