"""Leave a post (ORG-DG-04)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.use_cases.organisation.command import (
    OrganisationCommand,
    day_or_today,
    require_rank,
)
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act
    from domain.organisation.body import Body


class VacatePost(OrganisationCommand):
    """Command: end a person's post of a body.

    Attributes:
        body: code of the unit or grid.
        post: id or alias of a post of the pack.
        on: first local day without it; None: today.
    """

    NAME: ClassVar[str] = "vacate_post"

    body: Code
    post: Code
    person_ref: Code
    on: date | None = None

    @property
    def subject(self) -> str:
        return self.body

    @property
    def reach(self) -> Collection[str]:
        return (self.body,)

    def decide(self, act: Act, ground: Ground) -> Body:
        body = ground.body(self.body)
        post = act.pack.post_names.get(self.post, self.post)
        require_rank(act.actor, post, act.pack)
        body.vacate(act, post=post, person_ref=self.person_ref, on=day_or_today(self.on, act))
        return body
