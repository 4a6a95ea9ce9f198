"""Who decides on the admission of departmental work (CAS-BZ-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cases.errors import ApproverNotCompetent

if TYPE_CHECKING:
    from application.directory import Directory
    from domain.act import Act


def require_approver(act: Act, directory: Directory) -> None:
    """Refuse a decision by a body of another level than the one that the pack names.

    Raises:
        ApproverNotCompetent: CAS-BZ-03.
    """
    access = act.pack.cases.access
    if access is None or access.approved_at is None:
        return
    body = directory.body(act.post.body) if act.post else None
    if body is None or body.level != access.approved_at:
        raise ApproverNotCompetent(access.approved_at)
