"""``KeyedDigest``: HMAC-SHA-256 under keys derived from the deployment's master key."""

from __future__ import annotations

import hashlib
import hmac


class MasterKeyDigest:
    """One key for each purpose, so that no digest can stand for another.

    Args:
        master_key: the 32 bytes that wrap the vault's keys; not kept in the database.
    """

    def __init__(self, master_key: bytes) -> None:
        self._key = hashlib.blake2b(
            b"residents", digest_size=32, key=master_key, person=b"closeout"
        ).digest()

    def __call__(self, purpose: str, *parts: str) -> bytes:
        key = hmac.digest(self._key, purpose.encode(), "sha256")
        encoded = [part.encode() for part in parts]
        content = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
        return hmac.digest(key, content, "sha256")
