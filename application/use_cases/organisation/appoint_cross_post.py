"""Give a cross post between two bodies (ORG-KD-07, ORG-SA-07)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.assign_work_item import sorts_of
from application.use_cases.organisation.command import OrganisationCommand, day_or_today
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class AppointCrossPost(OrganisationCommand):
    """Command: let a body take a person of another body, who keeps the post there.

    Attributes:
        body: code of the body that takes the person.
        from_org: code of the body the person comes from.
        person_ref: pseudonymous id.
        from_on: first local day; None: today.
        to_on: first local day without it; None: no end is known.
    """

    NAME: ClassVar[str] = "appoint_cross_post"

    body: Code
    from_org: Code
    person_ref: Code
    from_on: date | None = None
    to_on: date | None = None

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.body(self.body)
        sorts = sorts_of(ground, (self.from_org, self.body))
        body.appoint_across(
            act,
            person_ref=self.person_ref,
            from_org=self.from_org,
            sorts=(sorts[self.from_org], sorts[self.body]),
            from_on=day_or_today(self.from_on, act),
            to_on=self.to_on,
        )
        return body
