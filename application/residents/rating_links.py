"""Rating links: how a resident rates a closing without a login (CAS-KD-05).

A link carries what it is for and a keyed digest of it; nothing is looked up to refuse a made-up
one. It is good for one closing and, by the rule of one rating per closing, for one use.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from struct import Struct
from typing import Final
from uuid import UUID

from application.residents.errors import RatingLinkExpired, RatingLinkInvalid
from application.residents.ports import KeyedDigest

_CONTENT: Final = Struct(">16sHI")  # case, closing, end of validity in seconds of the epoch
_PROOF: Final = 16  # bytes of the digest that travel
_LONGEST: Final = 80  # characters of a token that are looked at


@dataclass(frozen=True, slots=True)
class RatingLink:
    """What a link is good for.

    Attributes:
        expires_at: exclusive, UTC, whole seconds.
    """

    case_id: UUID
    closing_no: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkSeal:
    """Makes tokens of links, and links of tokens."""

    digest: KeyedDigest

    def token(self, jurisdiction: str, link: RatingLink) -> str:
        """The last part of a link's address: letters, digits, hyphens and underscores."""
        end = int(link.expires_at.timestamp())
        content = _CONTENT.pack(link.case_id.bytes, link.closing_no, end)
        return _spelled(content + self._proof(jurisdiction, content))

    def opened(self, jurisdiction: str, token: str, now: datetime) -> RatingLink:
        """The link of a token.

        Raises:
            RatingLinkInvalid: not issued by this deployment for this jurisdiction.
            RatingLinkExpired.
        """
        content, proof = _parts(token)
        if not compare_digest(proof, self._proof(jurisdiction, content)):
            raise RatingLinkInvalid
        case_id, closing_no, end = _CONTENT.unpack(content)
        link = RatingLink(UUID(bytes=case_id), closing_no, datetime.fromtimestamp(end, UTC))
        if now >= link.expires_at:
            raise RatingLinkExpired
        return link

    def _proof(self, jurisdiction: str, content: bytes) -> bytes:
        return self.digest("rating link", jurisdiction, content.hex())[:_PROOF]


def expiry(now: datetime, lifetime: timedelta) -> datetime:
    """When a link that is issued now ends, in whole seconds."""
    return (now + lifetime).replace(microsecond=0)


def _spelled(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _parts(token: str) -> tuple[bytes, bytes]:
    if len(token) > _LONGEST or not token.isascii():
        raise RatingLinkInvalid
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        raise RatingLinkInvalid from None
    # One spelling of each link: the decoder overlooks foreign signs and spare bits.
    if len(raw) != _CONTENT.size + _PROOF or _spelled(raw) != token:
        raise RatingLinkInvalid
    return raw[: _CONTENT.size], raw[_CONTENT.size :]
