"""What the list of assessments can be narrowed by."""

from __future__ import annotations

from typing import Final

from infrastructure.projections.assessments import ASSESSMENTS
from infrastructure.projections.listed import ListSql

LISTED_ASSESSMENTS: Final = ListSql(
    ASSESSMENTS,
    {
        "assessment": "o.assessment = %(assessment)s",
        "about": "o.about = %(about)s",
        "body": "o.body = %(body)s",
        "year": "o.year = %(year)s",
        "state": "o.state = %(state)s",
    },
    order=("assessment", "aggregate_id"),
    mine="(o.body = ANY (%(bodies)s) OR o.about = ANY (%(bodies)s))",
)
