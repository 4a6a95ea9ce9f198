"""The list of files of accountability: who is called must know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from application.queries.listing import Listing, PagedDesk
from application.read_models.accountability_files import FileFilter, FileLine


@dataclass(frozen=True, slots=True)
class FileCursor:
    """Place in the list, which is in the order in which files began."""

    begun_at: datetime
    aggregate_id: UUID


AccountabilityFiles = Listing[FileFilter, FileLine, FileCursor]


class AccountabilityDesk(PagedDesk[FileFilter, FileLine, FileCursor]):
    """Takes every question about files."""

    QUERY: ClassVar[str] = "read_accountability"
    OWN: ClassVar[bool] = False
    PLACE: ClassVar[type[Any]] = FileCursor
