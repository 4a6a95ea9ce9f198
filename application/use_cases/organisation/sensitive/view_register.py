"""Note that somebody looks into a sensitive register (CNT-BZ-02)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.standing import require_living
from domain.calendar.local_time import local_date
from domain.organisation.body import Body
from domain.readings.reading_log import ReadingLog
from domain.sensitive.access import opened
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class ViewSensitiveRegister(OrganisationCommand):
    """Command: note a view of a register. The query gives it itself, before it shows anything.

    Attributes:
        of: the register, a word of the pack.
        body: code of the body whose register it is.
    """

    NAME: ClassVar[str] = "view_sensitive_register"

    of: Code
    body: Code

    @property
    def subject(self) -> str:
        return self.body

    def subject_id(self, jurisdiction: str) -> UUID:
        """The body; in which history the view is noted, reader and day say."""
        return Body.create_id(jurisdiction, self.body)

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> ReadingLog:
        require_living(ground.directory, self.body)
        log_id = ReadingLog.create_id(
            ground.jurisdiction, self.of, self.body, act.actor.id, local_date(act.at)
        )
        log = ground.aggregate(ReadingLog, log_id)
        if log is not None:  # a host whose clock lags records nothing before what it follows
            act = replace(act, at=max(act.at, log.modified_on))
        held = [
            post.post
            for post in act.actor.posts
            if self.body in ground.directory.below([post.body])
        ]
        return opened(
            act, log, jurisdiction=ground.jurisdiction, register=self.of, body=self.body, held=held
        )
