"""What the lists of services can be narrowed by."""

from __future__ import annotations

from typing import Final

from infrastructure.projections.listed import ListSql
from infrastructure.projections.volunteer_accounts import VOLUNTEER_BALANCES, VOLUNTEER_LINES

LISTED_BALANCES: Final = ListSql(
    VOLUNTEER_BALANCES,
    {
        "code": "o.code = %(code)s",
        "kind": "o.kind = %(kind)s",
        "body": "o.body = %(body)s",
        "blocked": "o.blocked = %(blocked)s",
        "untrained_in": "extract(year FROM o.registered_on) <= %(untrained_in)s "
        "AND %(untrained_in)s <> ALL (o.trained_years)",
    },
)
LISTED_LINES: Final = ListSql(
    VOLUNTEER_LINES,
    {
        "code": "o.code = %(code)s",
        "body": "o.body = %(body)s",
        "event": "o.event = %(event)s",
        "field": "o.field = %(field)s",
        "activity": "o.activity = %(activity)s",
        "from_on": "o.held_on >= %(from_on)s",
        "until_on": "o.held_on <= %(until_on)s",
    },
    "e.version = o.no",
)
