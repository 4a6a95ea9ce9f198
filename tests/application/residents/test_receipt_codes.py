"""Receipt codes can be read out, written down and typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.residents.errors import ReceiptCodeMistyped
from application.residents.receipt_codes import ALPHABET, as_issued, receipt_code

ENTROPY = st.binary(min_size=12, max_size=32)


@given(ENTROPY)
def test_a_code_is_read_as_it_was_issued(entropy: bytes) -> None:
    """Field notes 2: a code without a login; any case, blanks, the letters that look like digits"""
    code = receipt_code(entropy)
    spoken = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)  # a Chinese keyboard in full width

    assert as_issued(code) == as_issued(spoken) == as_issued(wide) == code
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]


@given(ENTROPY, st.integers(0, 19), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(entropy: bytes, place: int, wrong: str) -> None:
    """The check signs tell a typing error from a code that does not exist."""
    signs = receipt_code(entropy).replace("-", "")
    typed = signs[:place] + wrong + signs[place + 1 :]

    if typed == signs:
        assert as_issued(typed)
    else:
        with pytest.raises(ReceiptCodeMistyped):
            as_issued(typed)


@given(ENTROPY, st.integers(0, 16))
def test_two_signs_in_the_wrong_order_are_noticed(entropy: bytes, place: int) -> None:
    """The commonest error after a single wrong sign."""
    signs = receipt_code(entropy).replace("-", "")
    typed = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]

    if typed == signs:
        assert as_issued(typed)
    else:
        with pytest.raises(ReceiptCodeMistyped):
            as_issued(typed)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_code_or_mistyped(typed: str) -> None:
    """No text breaks it."""
    try:
        assert as_issued(typed) == as_issued(as_issued(typed))
    except ReceiptCodeMistyped as mistyped:
        assert mistyped.code == "receipt-code-mistyped"  # noqa: PT017 - either is right


def test_a_code_has_ninety_bits_of_what_it_is_made_from() -> None:
    """It cannot be guessed."""
    code = receipt_code(bytes(range(12)))

    assert receipt_code(bytes(range(12)) + b"more") == code
    assert receipt_code(bytes([*range(11), 11 ^ 0x40])) != code  # the last bit that counts
    with pytest.raises(ValueError, match="ninety bits"):
        receipt_code(bytes(11))
