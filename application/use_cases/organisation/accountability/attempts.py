"""What is tried without a right to it leaves a refusal and a violation on record (ACC-BZ-07)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.command import OrganisationCommand
from domain.accountability.accountability import Accountability, Cause
from domain.accountability.evidence import event_ref
from domain.accountability.rejection import Attempt, Rejection
from domain.calendar.local_time import local_date
from domain.policy.assessments import Judged
from domain.vocabulary import Code, PersonRef

if TYPE_CHECKING:
    from datetime import datetime

    from application.directory import Directory
    from application.use_cases.organisation.command import Ground, Tried
    from domain.act import Act, Actor
    from domain.kernel import Forbidden
    from domain.policy.assessments import AssessmentRule
    from domain.policy.pack import PolicyPack


class RecordAttempt(OrganisationCommand):
    """Command of the system: record what was refused to a body without a right; again is a no-op.

    The refused command has changed nothing; this is a change of its own, after it.
    """

    NAME: ClassVar[str] = "record_attempt"
    PERMISSION: ClassVar[str | None] = "mark_due"

    trigger: Code
    command: Code
    by_body: Code
    person_ref: PersonRef
    kind: Code
    body: Code
    about: PersonRef
    of_person: bool
    year: int | None = None
    refusal: Code

    @property
    def attempt(self) -> Attempt:
        """The same as the domain has it."""
        return Attempt(**{name: getattr(self, name) for name in Attempt.__slots__})

    @property
    def subject(self) -> str:
        return self.by_body

    def subject_id(self, jurisdiction: str) -> UUID:
        return Rejection.create_id(jurisdiction, self.attempt)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def decide(self, act: Act, ground: Ground) -> Rejection:
        known = ground.aggregate(Rejection, self.subject_id(ground.jurisdiction))
        if known is not None:
            return known
        rejected = Rejection.reject(act, self.attempt, jurisdiction=ground.jurisdiction)
        file = Accountability.violate(
            act,
            Cause(
                code=f"{self.trigger}.{rejected.id.hex}",
                trigger=self.trigger,
                subject=self.by_body,
                body=self.body,
                evidence=(event_ref(rejected.id, 1),),
                evidence_events=frozenset({Rejection.CommandRejected.TOPIC}),
            ),
            jurisdiction=ground.jurisdiction,
            violation=f"{self.command}: {self.kind} {self.year or ''}".rstrip(),
        )
        ground.also_changed(file)
        return rejected


def attempt_on(
    tried: Tried,
    refusal: Forbidden,
    actor: Actor,
    *,
    pack: PolicyPack,
    directory: Directory,
    now: datetime,
) -> RecordAttempt | None:
    """What is to be recorded of a refused command; None: nothing.

    Only what could have been an assessment is one: of a subject that there is, of a year since the
    pack came into force and not to come, by somebody who acts for a body. So what a body can leave
    on record is bounded by the subjects and the years that there are.
    """
    rules = pack.accountability
    kind = pack.assessments.get(tried.kind)
    by_body = _body_of(actor)
    if rules is None or kind is None or by_body is None:
        return None
    years = range(pack.meta.effective_from.year, local_date(now).year + 1)
    if (tried.year is None) is kind.yearly or (kind.yearly and tried.year not in years):
        return None
    if not _is_there(kind, tried, directory):
        return None
    for trigger, entitlement in rules.entitlements.items():
        if tried.command in entitlement.commands and tried.kind in entitlement.kinds:
            return RecordAttempt(
                trigger=trigger,
                command=tried.command,
                by_body=by_body,
                person_ref=actor.id,
                kind=tried.kind,
                body=tried.body,
                about=tried.about,
                of_person=kind.of is Judged.PERSON,
                year=tried.year,
                refusal=refusal.code,
            )
    return None


def _body_of(actor: Actor) -> str | None:
    """The body that somebody acts for; None: they act for themselves."""
    held = sorted({*actor.grids, *(post.body for post in actor.posts)})
    return actor.unit or next(iter(held), None)


def _is_there(kind: AssessmentRule, tried: Tried, directory: Directory) -> bool:
    above = directory.body(tried.body)
    if above is None or not above.active:
        return False
    if kind.of is Judged.PERSON:
        below = directory.below([tried.body])
        return any(
            tenure.person_ref == tried.about
            for body in below
            for tenure in directory.tenures_of(body)
        )
    judged = directory.body(tried.about)
    if judged is None or not judged.active:
        return False
    return not kind.sorts or bool({judged.level, judged.org_type} & set(kind.sorts))
