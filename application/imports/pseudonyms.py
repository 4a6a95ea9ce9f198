"""Pseudonymous ids for the people of another system (ENV-07)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

_PURPOSE: Final = b"closeout import pseudonyms"
_LENGTH: Final = 24  # hex digits: 96 bits, so that two people never share an id by accident


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Keyed digests: the same person gets the same id, and nobody without the key can guess whose.

    Attributes:
        secret: a secret of the installation, kept apart from its database.
    """

    secret: bytes

    def of(self, source: str, value: str) -> str:
        """The id of a person whom a source names so."""
        key = hashlib.blake2b(_PURPOSE, key=self.secret[:64], digest_size=32).digest()
        digest = hmac.new(key, f"{source}\x1f{value}".encode(), hashlib.sha256)
        return f"{source}.{digest.hexdigest()[:_LENGTH]}"
