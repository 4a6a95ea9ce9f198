"""``FilesAbout`` on the table of the files, if nothing that concerns them is unread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from application.ports import LogUnavailable
from application.reactions.triggers import CallToAccount
from application.reactions.unread import Unread
from application.read_models.accountability_files import BEGINNINGS
from infrastructure.postgres.readers import Readers
from infrastructure.projections.histories import TRACKING

_CODES: Final = sql.SQL(
    "SELECT code FROM accountability_files_v1 "
    "WHERE jurisdiction = %(j)s AND subject = %(subject)s AND state <> 'TAKEN_BACK' ORDER BY code"
)


class PostgresFilesAbout:
    """Asks the table, after those who follow the log.

    Args:
        readers: connections of the service's role.
    """

    def __init__(self, readers: Readers, unread: Unread) -> None:
        self._readers = readers
        self._unread = unread

    def codes(self, jurisdiction: str, subject: str) -> Sequence[str] | None:
        # The reaction first, the read model then: a file that is begun between the two looks is
        # unread at the later one.
        if self._unread.any(jurisdiction, CallToAccount.NAME, CallToAccount.TOPICS):
            return None
        if self._unread.any(jurisdiction, TRACKING, BEGINNINGS):
            return None
        try:
            found = self._readers.rows(_CODES, {"j": jurisdiction, "subject": subject}, tuple_row)
        except (psycopg.OperationalError, psycopg.InterfaceError) as lost:
            raise LogUnavailable("The read models cannot be reached.") from lost
        return [code for (code,) in found]
