"""What an API key looks like: ``co_<jurisdiction>_<key id>_<secret>``.

It says where to look (the jurisdiction is the shard key), under which name, and what must match.
The prefix and the fixed lengths let scanners of code and logs recognise a leaked one.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

PREFIX: Final = "co_"
_FORM: Final = re.compile(
    rf"{PREFIX}(?P<jurisdiction>[a-z0-9][a-z0-9._-]{{0,62}})"
    r"_(?P<key_id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})"
)
_ID_BYTES: Final = 6
_SECRET_BYTES: Final = 32  # 256 bits: no guessing, so a plain digest is enough to keep


@dataclass(frozen=True, slots=True)
class ApiKeyText:
    """A key in the hands of its bearer.

    Attributes:
        sha256: digest of the whole text; the only thing about the secret that is stored.
    """

    jurisdiction: str
    key_id: str
    sha256: bytes


def parsed(text: str) -> ApiKeyText | None:
    """What a text says as a key; None: it is none."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    return ApiKeyText(found["jurisdiction"], found["key_id"], _digest(text))


def made(jurisdiction: str) -> tuple[ApiKeyText, str]:
    """A new key, and its text."""
    key_id = secrets.token_hex(_ID_BYTES)
    text = f"{PREFIX}{jurisdiction}_{key_id}_{secrets.token_hex(_SECRET_BYTES)}"
    return ApiKeyText(jurisdiction, key_id, _digest(text)), text


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
