"""The SQL by which figures, rows and feeds leave a case out (剔除, GAT-01)."""

from __future__ import annotations

from typing import LiteralString


def counts(table: LiteralString) -> LiteralString:
    """Condition: the case of a row was not taken out of all appraisal.

    Answered from an index that holds excluded cases alone.

    Args:
        table: name or alias of a table with ``jurisdiction`` and ``case_id``.
    """
    return (
        "NOT EXISTS (SELECT FROM indicator_facts_v1 AS x WHERE x.jurisdiction = "
        + table
        + ".jurisdiction AND x.case_id = "
        + table
        + ".case_id AND x.excluded_version IS NOT NULL)"
    )
