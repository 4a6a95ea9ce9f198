"""Send support down to a community (SNK-BJ-01)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.errors import BodyNotFound
from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import AtLeastOne, Code, OfficialText

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class SendSupport(OrganisationCommand):
    """Command: record that a unit sent support to a community.

    Attributes:
        body: code of the community.
        kind: place in the pack's list of kinds, from 1.
        by_unit: code of the unit that sends it; the caller has charge of it.
        sent_on: local day; None: today.
        matter: what was sent.
    """

    NAME: ClassVar[str] = "send_support"

    body: Code
    kind: AtLeastOne
    by_unit: Code
    sent_on: date | None = None
    matter: OfficialText | None = None

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.by_unit,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.unit(self.body)
        if ground.directory.current_unit(self.by_unit) is None:
            raise BodyNotFound(self.by_unit)
        body.take_support(
            act,
            kind=self.kind,
            unit=self.by_unit,
            on=day_or_today(self.sent_on, act),
            matter=self.matter,
        )
        return body
