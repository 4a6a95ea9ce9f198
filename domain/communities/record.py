"""What a community remembers of itself: only what its commands need to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from domain import kernel
from domain.act import Act
from domain.communities.errors import KindUnknown
from domain.grids.boundary import BoundaryAdjusted
from domain.kernel import Aggregate
from domain.policy.community_rules import CommunityRules
from domain.required import provided


class CommunityRecord(Aggregate):
    """State of a community; the chapters of its commands extend it.

    Attributes:
        housing: by housing area what its last count called for, or UNDEFINED, or NONE.
        due: by housing area what was said to be due last.
        unsettled: housing areas for which nothing was done since.
        shared_unit: city unit that it is a shared community of; None: of none.
        estate_classes: by estate its class, and the local day from which it holds.
        safe_sites: kind and code of the sites that were named safe.
        workers: by person what they were hired for.
        insured: person and kind of insurance; exits: by person the day on which they have to leave.
    """

    Event = kernel.Event

    def __init__(self, code: str, households: int, kind: str | None) -> None:
        self.code = code
        self.households = households
        self.kind = kind
        self.housing: Mapping[str, str] = MappingProxyType({})
        self.due: Mapping[str, str] = MappingProxyType({})
        self.unsettled: frozenset[str] = frozenset()
        self.shared_unit: int | None = None
        self.estate_classes: Mapping[str, tuple[str, date]] = MappingProxyType({})
        self.safe_sites: frozenset[tuple[str, str]] = frozenset()
        self.workers: Mapping[str, str] = MappingProxyType({})
        self.insured: frozenset[tuple[str, str]] = frozenset()
        self.exits: Mapping[str, date] = MappingProxyType({})

    def draw(self, drawn: BoundaryAdjusted) -> None:
        """The effect of drawing its ground."""
        if drawn.households is not None:
            self.households = drawn.households


def community_rules(act: Act) -> CommunityRules:
    """What the pack says about communities.

    Raises:
        PolicySilent: nothing (B-45).
    """
    return provided(act.pack.communities, "communities")


def require_kind(kind: str, kinds: tuple[str, ...]) -> None:
    """Refuse a word that is none of the pack's.

    Raises:
        KindUnknown: B.3.
    """
    if kind not in kinds:
        raise KindUnknown(kind, kinds)
