"""Keys derived from the master key, and short secrets sealed with one of them."""

from __future__ import annotations

import hashlib
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from infrastructure.vault.errors import TamperedContent

KEY: Final = 32  # bytes
NONCE: Final = 12

_SUITE_BYTE = b"\x01"  # intl-1, as in the envelope of vault items


def derived(master_key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose; none of them tells anything about another or about the master key."""
    return hashlib.blake2b(purpose, digest_size=KEY, key=master_key, person=b"closeout").digest()


def bound(*parts: str) -> bytes:
    """Associated data that no other parts can yield: each is preceded by its length."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


class Sealer:
    """Seals secrets of the service itself, which belong to no person, for its database.

    Args:
        master_key: 32 bytes that are not kept in this database.
        purpose: names the key; what is sealed for one purpose does not open for another.
    """

    def __init__(self, master_key: bytes, purpose: bytes) -> None:
        self._key = AESGCM(derived(master_key, purpose))

    def seal(self, secret: bytes, *place: str) -> bytes:
        """What is stored of a secret; it opens only in the same place."""
        nonce = os.urandom(NONCE)
        return _SUITE_BYTE + nonce + self._key.encrypt(nonce, secret, bound(*place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """The secret.

        Raises:
            TamperedContent: it was sealed with another master key or for another place.
        """
        nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        if sealed[:1] != _SUITE_BYTE:
            raise TamperedContent("A sealed secret is of no known suite.")
        try:
            return self._key.decrypt(nonce, body, bound(*place))
        except (InvalidTag, ValueError):
            raise TamperedContent("A sealed secret does not open with this master key.") from None
