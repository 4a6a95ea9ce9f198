"""What the lists of services can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from application.queries.listing import Sight
from application.read_models.as_of import AsOf
from application.read_models.mediations import MediationFilter, MediationRow
from infrastructure.projections.doctor_contracts import DOCTOR_CONTRACTS
from infrastructure.projections.listed import ListSql, PostgresListing
from infrastructure.projections.mediations import MEDIATIONS
from infrastructure.projections.sensitive_entries import SENSITIVE_VIEWS
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
LISTED_VIEWS: Final = ListSql(
    SENSITIVE_VIEWS,
    {
        "code": "o.code = %(code)s",
        "body": "o.body = %(body)s",
        "viewer": "%(viewer)s = ANY (o.people)",
    },
    "e.version = o.no",
)
LISTED_CONTRACTS: Final = ListSql(
    DOCTOR_CONTRACTS,
    {
        "code": "o.code = %(code)s",
        "body": "o.body = %(body)s",
        "complete": "o.complete = %(complete)s",
        "without": "%(without)s <> ALL (o.items)",
    },
)
LISTED_MEDIATIONS: Final = ListSql(
    MEDIATIONS,
    {
        "code": "o.code = %(code)s",
        "body": "o.body = %(body)s",
        "state": "o.state = %(state)s",
        "counted": "%(counted)s = ANY (o.counted)",
        "unheard_at": "o.session_due_at <= %(unheard_at)s "
        "AND (o.first_session_on IS NULL OR o.session_late)",
        "from_on": "o.applied_on >= %(from_on)s",
        "until_on": "o.applied_on <= %(until_on)s",
    },
)


class PostgresMediations(PostgresListing[MediationRow]):
    """``MediationCounts`` beside the list of disputes."""

    def counts(
        self, jurisdiction: str, which: MediationFilter, sight: Sight | None, as_of: AsOf | None
    ) -> Mapping[str, int]:
        return self.tally("counted", jurisdiction, which, sight, as_of)
