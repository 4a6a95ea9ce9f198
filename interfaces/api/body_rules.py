"""Which bodies each address takes: JSON of a modest size, unless the table below says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BODY_LIMIT: Final = 256 * 1024
"""Bytes of a request body: twelve times the longest text a resident may write."""

PHOTO_BYTES: Final = 12_000_000
"""Bytes of a photo that are read, unless the deployment says otherwise."""

_AROUND_A_PHOTO: Final = 4_096  # bytes of a multipart body besides the photo itself


@dataclass(frozen=True, slots=True)
class BodyRule:
    """What an address takes.

    Attributes:
        path: matches the whole path of the address.
        media_types: the types taken, without parameters.
        limit: bytes that are read.
    """

    path: re.Pattern[str]
    media_types: frozenset[str]
    limit: int


@dataclass(frozen=True, slots=True)
class BodyRules:
    """The table; the first rule that matches holds."""

    rules: Sequence[BodyRule]
    otherwise: BodyRule

    def of(self, path: str) -> BodyRule:
        """The rule of an address."""
        return next((rule for rule in self.rules if rule.path.fullmatch(path)), self.otherwise)


def body_rules(*, body_limit: int = BODY_LIMIT, photo_bytes: int = PHOTO_BYTES) -> BodyRules:
    """One line for each kind of address that takes something else than JSON."""
    photos = photo_bytes + _AROUND_A_PHOTO
    return BodyRules(
        (
            _rule(r"/public/[^/]+/report/photos", "multipart/form-data", photos),
            _rule(r"/jurisdictions/[^/]+/cases/[^/]+/photos", "multipart/form-data", photos),
        ),
        otherwise=_rule(r".*", "application/json", body_limit),
    )


def _rule(path: str, media_types: str, limit: int) -> BodyRule:
    return BodyRule(re.compile(path, re.DOTALL), frozenset(media_types.split()), limit)
