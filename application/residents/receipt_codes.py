"""Receipt codes: how a resident without a login finds her report again.

Ninety bits in Crockford's base32, so that a code can be read out, written on paper and typed; two
signs at its end tell a typing error from a code that does not exist.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from application.residents.errors import ReceiptCodeMistyped

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans("OIL", "011")
_DATA, _CHECK, _GROUP = 18, 2, 5
_BITS: Final = 5 * _DATA
_LENGTH: Final = _DATA + _CHECK
_LONGEST: Final = 64  # typed signs that are looked at, blanks and hyphens included
# A prime below 32²: every single wrong sign and every exchange of neighbours changes the remainder.
_PRIME: Final = 1021
_SEPARATORS: Final = str.maketrans("", "", "- _.‐‑–—\t")


def receipt_code(entropy: bytes) -> str:
    """The code of at least twelve random bytes, in groups: ``7Z9KQ-…``.

    Raises:
        ValueError: fewer bytes.
    """
    if len(entropy) * 8 < _BITS:
        raise ValueError("a receipt code needs ninety bits")
    number = int.from_bytes(entropy, "big") >> (len(entropy) * 8 - _BITS)
    signs = _signs(number, _DATA) + _signs(number % _PRIME, _CHECK)
    return "-".join(signs[n : n + _GROUP] for n in range(0, _LENGTH, _GROUP))


def as_issued(typed: str) -> str:
    """A code as it was issued, from what was typed: any case and width, O for 0, I and L for 1.

    Raises:
        ReceiptCodeMistyped: it cannot be a code. This says nothing of which codes there are.
    """
    if len(typed) > _LONGEST:
        raise ReceiptCodeMistyped
    signs = unicodedata.normalize("NFKC", typed).upper().translate(_SEPARATORS).translate(_READ_AS)
    if len(signs) != _LENGTH or any(sign not in ALPHABET for sign in signs):
        raise ReceiptCodeMistyped
    if _number(signs[:_DATA]) % _PRIME != _number(signs[_DATA:]):
        raise ReceiptCodeMistyped
    return "-".join(signs[n : n + _GROUP] for n in range(0, _LENGTH, _GROUP))


def _signs(number: int, count: int) -> str:
    return "".join(ALPHABET[number >> 5 * n & 31] for n in reversed(range(count)))


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number << 5 | ALPHABET.index(sign)
    return number
