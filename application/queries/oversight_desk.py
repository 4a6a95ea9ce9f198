"""The list of gates, orders, inspections and targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from application.queries.listing import Listing, PagedDesk
from application.read_models.oversight_list import OversightFilter, OversightLine


@dataclass(frozen=True, slots=True)
class OversightCursor:
    """Place in the list, which is in the order of kind and code."""

    kind: str
    code: str


OversightList = Listing[OversightFilter, OversightLine, OversightCursor]


class OversightDesk(PagedDesk[OversightFilter, OversightLine, OversightCursor]):
    """Takes every question about gates, orders, inspections and targets."""

    QUERY: ClassVar[str] = "read_oversight"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = OversightCursor
