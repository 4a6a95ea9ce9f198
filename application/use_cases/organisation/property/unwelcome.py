"""The order after a talk with a company, and the notice if it is not accepted (ACC-SA-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from application.use_cases.organisation.accountability.file_command import file_of
from application.use_cases.organisation.property.estate_command import estate_of
from domain.accountability.chain import trigger_rule
from domain.kernel import Event
from domain.oversight.rectification import Rectification
from domain.property.estate import Estate

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.accountability.accountability import Accountability
    from domain.act import Act

_NOTICE: Final = "unwelcome_notice"
"""A step of a chain that is taken outside its file, as ``Trigger.do`` names it."""


def answerable(ground: Ground, file: str, *, about: str) -> str:
    """Who has to put right what an order of that file is about.

    Where the chain ends with a notice about a company, the order is about an estate that this
    company manages: there the notice is posted.

    Raises:
        FileNotFound: there is no such file.
        EstateNotFound: the notice would have no place.
    """
    if _NOTICE not in _chain(ground, file_of(ground, file)):
        return about
    return estate_of(ground, about).company or about


def unwelcome_notice(act: Act, ground: Ground, events: Sequence[Event]) -> None:
    """Name a company unwelcome once its order is overdue, true since the bound (ACC-SA-01)."""
    for event in events:
        if not isinstance(event, Rectification.RectificationOverdue):
            continue
        ordered: Any = ground.history(event.originator_id)[0]
        if ordered.file is None:
            continue
        file = file_of(ground, ordered.file)
        if _NOTICE not in _chain(ground, file):
            continue
        estate = ground.aggregate(Estate, Estate.create_id(ground.jurisdiction, ordered.subject))
        assert estate is not None, "looked at when the order was given"
        estate.post_notice(act, company=file.subject, order=ordered.code, bound=event.due_at)
        ground.also_changed(estate)


def _chain(ground: Ground, file: Accountability) -> Sequence[str]:
    return trigger_rule(ground.pack_of(file.id), file.trigger_code).do
