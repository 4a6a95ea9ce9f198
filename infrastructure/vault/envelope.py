"""The stored form of an encrypted item: which suite, which key, then the ciphertext.

The digest in the event covers all of it, so neither can be exchanged later.
"""

from __future__ import annotations

from uuid import UUID

SUITE = "intl-1"
"""AES-256-GCM with 96-bit nonces, keys wrapped by the same."""

_SUITE_BYTE = b"\x01"
_BODY = 17  # one byte for the suite, sixteen for the key


def enclose(key_id: UUID, sealed: bytes) -> bytes:
    """What is stored of a ciphertext."""
    return _SUITE_BYTE + key_id.bytes + sealed


def key_of(stored: bytes) -> UUID:
    """The key a stored item was sealed with.

    Raises:
        ValueError: not a stored item of a suite known here.
    """
    if len(stored) < _BODY or stored[:1] != _SUITE_BYTE:
        raise ValueError("not an item of a known suite")
    return UUID(bytes=stored[1:_BODY])


def body_of(stored: bytes) -> bytes:
    """The ciphertext alone."""
    return stored[_BODY:]
