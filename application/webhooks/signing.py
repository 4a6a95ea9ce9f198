"""Signatures of Standard Webhooks: HMAC-SHA256 over id, time and body, for each valid secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

MEDIA_TYPE: Final = "application/cloudevents+json; charset=utf-8"
_PREFIX: Final = "whsec_"


def shown(secret: bytes) -> str:
    """A secret as its subscriber gets to see it, once."""
    return _PREFIX + base64.b64encode(secret).decode()


def signed_headers(
    message_id: str, at: datetime, body: bytes, secrets: Iterable[bytes]
) -> Mapping[str, str]:
    """The headers of one attempt.

    Args:
        at: of the attempt, not of the event: receivers refuse what is older than minutes.
        secrets: the current one, and the previous one while it still signs.
    """
    timestamp = int(at.timestamp())
    content = b"%s.%d.%s" % (message_id.encode(), timestamp, body)
    return {
        "content-type": MEDIA_TYPE,
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(secret, content)}" for secret in secrets),
    }


def _signature(secret: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
