"""Tokens by which a text is found again without the index giving the text away.

Chinese has no blanks between words, so a text is cut into pairs of neighbouring characters, and
into single ones for a search by one. Each becomes a keyed digest: who reads the index without the
key learns only which texts share a pair.
"""

from __future__ import annotations

import hashlib
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache

_DIGEST = 6  # bytes; eight characters: one accidental match in 10^14 pairs


def of_text(key: bytes, jurisdiction: str, text: str) -> tuple[str, ...]:
    """All tokens of a text, each once, sorted; empty for a text without letters or digits."""
    parts = {part for run in _runs(text) for part in (*run, *_pairs(run))}
    return tuple(sorted(_token(key, jurisdiction, part) for part in parts))


def of_query(key: bytes, jurisdiction: str, text: str) -> tuple[str, ...]:
    """The tokens that a text must have to hold every word of the query."""
    parts = {part for run in _runs(text) for part in (_pairs(run) or run)}
    return tuple(sorted(_token(key, jurisdiction, part) for part in parts))


def _runs(text: str) -> Iterator[str]:
    """Stretches of letters and digits, without regard to case and width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    yield from "".join(sign if sign.isalnum() else " " for sign in folded).split()


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[n : n + 2] for n in range(len(run) - 1))


@lru_cache(maxsize=65_536)
def _token(key: bytes, jurisdiction: str, part: str) -> str:
    content = f"{jurisdiction}\x1f{part}".encode()
    return b64encode(hashlib.blake2b(content, digest_size=_DIGEST, key=key).digest()).decode()
