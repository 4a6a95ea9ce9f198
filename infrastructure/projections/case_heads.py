"""The narrow lines of cases on PostgreSQL: written in the appending transaction."""

from __future__ import annotations

from application.ports import Change
from application.read_models.case_head import CaseHead, case_head
from domain.cases.case import Case
from infrastructure.projections.table import CaseTable

CASE_HEADS = CaseTable(
    "case_heads_v1",
    CaseHead,
    ("jurisdiction", "case_id"),
    lambda story: (story.head,),
)


class HotCaseHeads:
    """``HotModel``: whoever wrote reads her own write, and the sweep sees every bound."""

    table = CASE_HEADS.name
    upsert_sql = CASE_HEADS.upsert_sql

    @staticmethod
    def rows(change: Change) -> bytes | None:
        """The lines of the cases that changed, as a JSON array; None: none did."""
        heads = [
            case_head(case, change.jurisdiction, case.id, case.version)
            for case in change.aggregates
            if isinstance(case, Case)
        ]
        return CASE_HEADS.json(heads) if heads else None
