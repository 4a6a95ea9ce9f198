"""The narrow lines of cases on PostgreSQL: written in the appending transaction."""

from __future__ import annotations

from collections.abc import Sequence

from application.ports import Change
from application.read_models.case_head import CaseHead, case_head
from application.read_models.case_row import replayed
from domain.cases.case import Case
from domain.kernel import Event
from infrastructure.projections.table import CaseTable


def _rows(history: Sequence[Event], jurisdiction: str) -> Sequence[CaseHead]:
    if not history or not isinstance(history[0], Case.Reported):
        return ()
    last = history[-1].originator_version
    return (case_head(replayed(history), jurisdiction, history[0].originator_id, last),)


CASE_HEADS = CaseTable("case_heads_v1", CaseHead, ("jurisdiction", "case_id"), _rows)


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
