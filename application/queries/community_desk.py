"""The list of communities, of which no row is hidden, as in the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from application.queries.asking import Asked
from application.queries.listing import PagedDesk, Sight
from application.read_models.communities import CommunityFilter, CommunityLine


@dataclass(frozen=True, slots=True)
class CommunityCursor:
    """Place in the list, which is in the order of the codes."""

    code: str


class CommunityDesk(PagedDesk[CommunityFilter, CommunityLine, CommunityCursor]):
    """Takes questions about communities."""

    QUERY: ClassVar[str] = "read_directory"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = CommunityCursor

    def _sight(self, asked: Asked) -> Sight | None:  # noqa: ARG002  # whoever asks
        return None
