"""A figure is the one that was written, or it is refused (B-10)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.exact_figures import Bounds, Exactly

_NO_DECIMALS: Final[list[Any]] = [98.09, 5e-324, 1e300, float("nan"), float("inf"), True, None, []]
SCORE = TypeAdapter[Decimal](Annotated[Decimal, Exactly(whole=3, places=2)])
AMOUNT = TypeAdapter[Decimal](
    Annotated[Decimal, Exactly(whole=3, places=2, bounds=Bounds.ABOVE_ZERO)]
)
SHARE = TypeAdapter[Decimal](Annotated[Decimal, Exactly(whole=1, places=3, bounds=Bounds.SHARE)])


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (SCORE, "98.09", "98.09"),
        (SCORE, "-0.5", "-0.5"),
        (SCORE, 85, "85"),
        (SCORE, 85.0, "85"),  # a whole number to JSON
        (SCORE, Decimal("1E+1"), "10"),
        (AMOUNT, "0.01", "0.01"),
        (SHARE, "0.125", "0.125"),
        (SHARE, "1.000", "1.000"),
        (SHARE, 0, "0"),
    ],
)
def test_a_figure_is_taken_to_its_last_digit(
    kind: TypeAdapter[Decimal], written: Any, meant: str
) -> None:
    """B-10: text or a whole number, as it stands."""
    assert str(kind.validate_python(written)) == meant


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        *((SCORE, said) for said in _NO_DECIMALS),
        *((SCORE, said) for said in ("1e2", " 5", "5\n", "+5", "٣", "1_0", "1000", "1.234", "")),
        *((SCORE, said) for said in (1000, Decimal("0.001"), Decimal("NaN"))),
        *((AMOUNT, said) for said in ("0", "0.00", "-1", 0, -1)),
        *((SHARE, said) for said in ("1.001", "-0.1", "2", 2, "0.1234")),
    ],
)
def test_what_would_be_another_figure_is_refused(kind: TypeAdapter[Decimal], written: Any) -> None:
    """B-10: a binary fraction, another script, too many digits, a figure out of its bounds."""
    with pytest.raises(ValidationError) as refused:
        kind.validate_python(written)
    assert [error["type"] for error in refused.value.errors()] == ["exact_figure"]


@pytest.mark.parametrize("kind", [SCORE, AMOUNT, SHARE])
def test_the_schema_says_what_is_taken(kind: TypeAdapter[Decimal]) -> None:
    """API conventions: text of a pattern, or a whole number between bounds."""
    text, whole = kind.json_schema()["anyOf"]
    assert kind.validate_python(whole["minimum"]) == whole["minimum"]
    assert kind.validate_python(whole["maximum"]) == whole["maximum"]
    with pytest.raises(ValidationError):
        kind.validate_python(whole["minimum"] - 1)
    with pytest.raises(ValidationError):
        kind.validate_python(whole["maximum"] + 1)
    assert kind.json_schema(mode="serialization") == text


@given(st.text("0123456789.-+e _", max_size=8))
def test_the_pattern_and_the_figure_agree(written: str) -> None:
    """API conventions: what fits the pattern is taken, and nothing else."""
    for kind in (SCORE, AMOUNT, SHARE):
        fits = re.fullmatch(kind.json_schema()["anyOf"][0]["pattern"], written) is not None
        try:
            kind.validate_python(written)
        except ValidationError:
            assert not fits
        else:
            assert fits
