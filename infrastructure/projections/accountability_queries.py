"""What the list of files of accountability can be narrowed by."""

from __future__ import annotations

from typing import Final

from infrastructure.projections.accountability_files import ACCOUNTABILITY_FILES
from infrastructure.projections.listed import ListSql

LISTED_FILES: Final = ListSql(
    ACCOUNTABILITY_FILES,
    {
        "code": "o.code = %(code)s",
        "trigger": "o.trigger_code = %(trigger)s",
        "subject": "o.subject = %(subject)s",
        "body": "o.body = %(body)s",
        "state": "o.state = %(state)s",
        "begun_from": "o.begun_at >= %(begun_from)s",
        "begun_until": "o.begun_at < %(begun_until)s",
    },
    order=("begun_at", "aggregate_id"),
    mine="o.body = ANY (%(bodies)s)",
)
