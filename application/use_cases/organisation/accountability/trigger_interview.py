"""Call to a talk because the log says so (3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.accountability.file_command import (
    BeginningCommand,
    calling_body,
    same_cause,
)
from application.use_cases.organisation.accountability.series import require_next
from domain.accountability.accountability import Accountability
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class TriggerInterview(BeginningCommand):
    """Command of the system: call to a talk; again, for the same events, is a no-op.

    Its code is the next of the series of its trigger and subject, ``TRIGGER.subject.1``, and no
    other file of the series rests on one of its events.

    Attributes:
        period: which period it is about, as its rule names it; None: none.
        obligation_ids: the obligations that were missed.
    """

    NAME: ClassVar[str] = "trigger_interview"

    period: Code | None = None
    obligation_ids: tuple[str, ...] = ()

    def decide(self, act: Act, ground: Ground) -> Accountability:
        cause = self.cause(ground)
        known = same_cause(ground, self.code, cause)
        if known is not None:
            return known
        require_next(ground, act.pack, cause)
        return Accountability.trigger(
            act,
            cause,
            jurisdiction=ground.jurisdiction,
            caller_body=calling_body(act.pack, ground.directory, cause),
            period=self.period,
            obligation_ids=self.obligation_ids,
        )
