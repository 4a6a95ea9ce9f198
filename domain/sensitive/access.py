"""Who may look into a sensitive register, and that they did (CNT-BZ-02)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from domain.readings.reading_log import ReadingLog
from domain.ruled import ruled
from domain.sensitive.errors import RegisterIsClosed, RegisterUndefined

if TYPE_CHECKING:
    from domain.act import Act


def opened(
    act: Act,
    log: ReadingLog | None,
    *,
    jurisdiction: str,
    register: str,
    body: str,
    held: Collection[str],
) -> ReadingLog:
    """Open the register of a body: allowed to the named posts, and on record.

    Args:
        log: the actor's readings of it on this day; None: there was none.
        held: posts that the actor holds in the body or above.

    Raises:
        RegisterUndefined: the pack has no such register (B-45).
        RegisterIsClosed: none of the posts opens it (CNT-BZ-02).
    """
    rule = act.pack.sensitivity.get(register)
    if rule is None:
        raise RegisterUndefined(register, act.pack.ref)
    if not set(held) & set(rule.posts):
        raise RegisterIsClosed(register, rule.posts)
    act = ruled(act, "sensitivity", register)
    return ReadingLog.view(act, log, jurisdiction=jurisdiction, register=register, subject=body)
