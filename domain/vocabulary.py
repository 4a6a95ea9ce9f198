"""Words shared by every part of the domain: values without identity.

Everything that is stored is stored by value: never rename a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.kernel import Value

RatingScore = Annotated[int, Field(ge=-1_000, le=1_000)]
"""A value of a scale of ratings; which values a scale has says the pack."""

CalendarYear = Annotated[int, Field(ge=1949, le=2999)]
"""A year that somebody is judged, ranked or settled for."""


_MOST = 9_999_999
"""Nothing that is counted here is more; so two hundred of them together still fit 32 bits."""
_MOST_FEN = 10**15
"""Ten million million yuan: whole in every program that reads JSON."""

Count = Annotated[int, Field(ge=0, le=_MOST)]
"""How many there are."""

AtLeastOne = Annotated[int, Field(ge=1, le=_MOST)]
"""A count of what is there, or a place in a row."""

Fen = Annotated[int, Field(ge=0, le=_MOST_FEN)]
"""Money: hundredths of a yuan."""

FenDifference = Annotated[int, Field(ge=-_MOST_FEN, le=_MOST_FEN)]
"""What one sum of money is above another."""


class CaseKind(StrEnum):
    """What sort of matter a case is (rulebook 0.6); one state machine serves all."""

    INCIDENT = "INCIDENT"
    WHISTLE = "WHISTLE"
    SERVICE_REQUEST = "SERVICE_REQUEST"
    MEDIATION = "MEDIATION"
    PETITION = "PETITION"
    COMPLAINT = "COMPLAINT"
    MICRO_WISH = "MICRO_WISH"
    INSPECTION_DEFECT = "INSPECTION_DEFECT"
    ACCESS_APPLICATION = "ACCESS_APPLICATION"


class CaseState(StrEnum):
    """Where a case stands (rulebook 2.1)."""

    REPORTED = "REPORTED"
    UPLOADED = "UPLOADED"
    TRIAGED = "TRIAGED"
    ROUTED = "ROUTED"
    IN_HANDLING = "IN_HANDLING"
    RESOLVED = "RESOLVED"
    CLOSED = "CLOSED"
    RATED = "RATED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    REJECTED = "REJECTED"


ENDED = frozenset({CaseState.WITHDRAWN, CaseState.MERGED, CaseState.REJECTED})
"""States nothing follows from."""

CLOSED = frozenset({CaseState.CLOSED, CaseState.RATED})
"""Closed in every dashboard: ``CaseClosed``, never ``ResolutionReported`` (rulebook 2.1)."""


class RouteMode(StrEnum):
    """How a case is given out: alone, to one unit, to several, or handed over upward."""

    SELF = "SELF"
    SINGLE = "SINGLE"
    MULTI = "MULTI"
    HANDOVER = "HANDOVER"


class Role(StrEnum):
    """The columns of the permission matrix (rulebook Annex C)."""

    RES = "RES"
    GRD = "GRD"
    DSP = "DSP"
    HD = "HD"
    DP = "DP"
    STR = "STR"
    DU = "DU"
    LEAD = "LEAD"
    CU = "CU"
    ORG = "ORG"
    DIS = "DIS"
    PO = "PO"
    RC = "RC"
    SUP = "SUP"
    EXP = "EXP"
    AUD = "AUD"
    ADM = "ADM"
    SYS = "SYS"


class Grant(StrEnum):
    """What a cell of the matrix allows: all, own subject only, reading only."""

    YES = "Y"
    OWN = "O"
    READ = "R"


class Strength(StrEnum):
    """MUST feeds accountability, SHOULD is shown as a deviation, MAY is only counted (0.2)."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    MAY = "MAY"


class VaultRef(Value):
    """Where a piece of personal content lies: its id in the vault and what it must hash to.

    Attributes:
        sha256: hex digest of the stored ciphertext, so that a proof holds after erasure.
    """

    item_id: UUID
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


_PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")


def _without_personal_numbers(text: str) -> str:
    if _PERSONAL.search(text):
        raise ValueError("holds a mobile or identity number; those never enter an event (ENV-07)")
    return text


OfficialText = Annotated[
    str, Field(min_length=1, max_length=4000), AfterValidator(_without_personal_numbers)
]
"""What an official writes into the record: kept in the event, so without personal numbers."""

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(1[3-9]\d{9}|\d{17}[\dXx])(?![0-9A-Za-z])")


def _is_no_personal_number(ref: str) -> str:
    # Digits inside a longer word are chance: a digest is no telephone number.
    if _NUMBER.search(ref):
        raise ValueError("is a mobile or identity number; those never enter an event (ENV-07)")
    return ref


_UNBROKEN = r"^[^\s/\x00-\x1f\x7f-\x9f\ufeff]+$"
# The controls and U+FEFF by number: what counts as a blank differs between languages, and callers
# check by the same pattern in theirs.

PersonRef = Annotated[
    str,
    Field(min_length=1, max_length=64, pattern=_UNBROKEN),
    AfterValidator(_is_no_personal_number),
]
"""Pseudonymous id of a person: no mobile and no identity number may stand for somebody (ENV-07)."""

SourceRef = Annotated[
    str, Field(min_length=1, max_length=200), AfterValidator(_is_no_personal_number)
]
"""Id of a record in another system; kept in the event, so without personal numbers."""

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=_UNBROKEN)]
"""Id of a unit, grid, post holder, category …: short, printable, without blanks or slashes."""

Counts = Annotated[Mapping[Code, Count], Field(max_length=200)]
"""How many of each kind."""
