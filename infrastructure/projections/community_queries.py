"""What the list of communities can be narrowed by."""

from __future__ import annotations

from typing import Final

from infrastructure.projections.communities import COMMUNITIES
from infrastructure.projections.listed import ListSql

LISTED_COMMUNITIES: Final = ListSql(
    COMMUNITIES,
    {
        "code": "o.code = %(code)s",
        "kind": "o.kind = %(kind)s",
        "deviates": "(cardinality(o.deviations) + cardinality(o.workers_deviations) > 0) "
        "= %(deviates)s",
        "undecided": "(cardinality(o.undecided) > 0) = %(undecided)s",
    },
    order=("code",),
    mine="o.code = ANY (%(bodies)s)",
)
