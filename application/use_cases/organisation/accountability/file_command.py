"""What commands to files of accountability have in common (INT-01, 3.2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from pydantic import Field

from application.obligation_holders import is_at
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.standing import require_living
from domain.accountability.accountability import Accountability, Cause
from domain.accountability.chain import trigger_rule
from domain.accountability.errors import EvidenceLeftOut, EvidenceUnknown, FileNotFound
from domain.accountability.evidence import EventRef, referred
from domain.cases.appraisal import is_left_out
from domain.kernel import effective
from domain.oversight.errors import CodeIsTaken
from domain.policy.permissions import Condition
from domain.vocabulary import Code

if TYPE_CHECKING:
    from application.directory import Directory
    from application.use_cases.organisation.command import Ground
    from domain.kernel import Event
    from domain.policy.pack import PolicyPack


def file_of(ground: Ground, code: str) -> Accountability:
    """The file of that code.

    Raises:
        FileNotFound: there is none.
    """
    file = ground.aggregate(Accountability, Accountability.create_id(ground.jurisdiction, code))
    if file is None:
        raise FileNotFound(code)
    return file


def own_bodies(directory: Directory, subject: str) -> frozenset[str]:
    """Codes of the subject and all below it; of what is no body, nothing but itself."""
    return directory.below({subject}) if directory.body(subject) is not None else frozenset()


def events_named(ground: Ground, refs: Sequence[str]) -> frozenset[str]:
    """Catalogue names of the events that are named as evidence.

    Raises:
        EvidenceUnknown: one of them is not on record (3.2).
        EvidenceLeftOut: one is of a case that was taken out of all appraisal (GAT-01).
    """
    return frozenset(event_named(ground, ref).event_type for ref in refs)


def event_named(ground: Ground, ref: str) -> Event:
    """The event that is named as evidence, with its corrections.

    Raises:
        EvidenceUnknown, EvidenceLeftOut: as for ``events_named``.
    """
    aggregate_id, version = referred(ref)
    history = ground.history(aggregate_id)
    if version > len(history):
        raise EvidenceUnknown(ref)
    if is_left_out(history):
        raise EvidenceLeftOut(ref)
    return effective(history)[version - 1]


def calling_body(pack: PolicyPack, directory: Directory, cause: Cause) -> str:
    """The body that owes the talk: the nearest one upward where the post sits that calls.

    It is never the subject itself.

    Where it sits nowhere above, it is the top body: somebody answers for every talk.

    Raises:
        TriggerUndefined: B-45.
    """
    post = trigger_rule(pack, cause.trigger).by
    at = pack.posts[post].at
    found, top = directory.body(cause.body), cause.body
    while found is not None:
        top = found.code
        sits = is_at(found, at) if at else _is_held(directory, found.code, post)
        if sits and found.code != cause.subject:
            return found.code
        found = directory.body(found.parent) if found.parent is not None else None
    return top


def _is_held(directory: Directory, body: str, post: str) -> bool:
    return any(tenure.post == post for tenure in directory.tenures_of(body))


class FileCommand(OrganisationCommand):
    """A command to one file.

    Attributes:
        code: code of the file.
    """

    FAMILY: ClassVar[str] = "accountability"
    PINNED: ClassVar[bool] = True
    # Towards companies is what the pack gives to a post of the property office (C, note 2): a step
    # is refused to whoever does not hold the post that takes it.
    JUDGES: ClassVar[frozenset[Condition]] = frozenset({Condition.PROPERTY_COMPANY})

    code: Code

    @property
    def subject(self) -> str:
        return self.code

    def subject_id(self, jurisdiction: str) -> UUID:
        return Accountability.create_id(jurisdiction, self.code)

    @property
    def reach(self) -> Collection[str]:
        return ()

    def reach_of(self, ground: Ground) -> Collection[str]:
        return (file_of(ground, self.code).body,)


class BeginningCommand(FileCommand):
    """A command that begins a file.

    Attributes:
        trigger: what calls for it, a word of the pack.
        about: code of the unit, estate, company or post that is answerable, or the pseudonymous id
            of a member of staff; None: the body itself.
        body: code of the body under which it is.
        evidence_event_ids: the events it rests on, as ``event:<aggregate id>/<version>``.
    """

    trigger: Code
    about: Code | None = None
    body: Code
    evidence_event_ids: tuple[EventRef, ...] = Field(default=(), max_length=1_000)

    def reach_of(self, ground: Ground) -> Collection[str]:
        del ground
        return (self.body,)

    def cause(self, ground: Ground) -> Cause:
        """What the file begins with.

        Raises:
            BodyNotFound, EvidenceUnknown.
        """
        require_living(ground.directory, self.body)
        return Cause(
            code=self.code,
            trigger=self.trigger,
            subject=self.about or self.body,
            body=self.body,
            evidence=self.evidence_event_ids,
            evidence_events=events_named(ground, self.evidence_event_ids),
        )

    def require_new(self, ground: Ground) -> None:
        """Refuse a code that names a file already.

        Raises:
            CodeIsTaken: ENV-02.
        """
        if ground.history(self.subject_id(ground.jurisdiction)):
            raise CodeIsTaken(self.code)

    def own(self, ground: Ground) -> frozenset[str]:
        """Codes of the bodies whose people take no part."""
        return own_bodies(ground.directory, self.about or self.body)


def own_of(ground: Ground, file: Accountability) -> frozenset[str]:
    """Codes of the bodies whose people take no part in a file."""
    return own_bodies(ground.directory, file.subject)


def same_cause(ground: Ground, code: str, cause: Cause) -> Accountability | None:
    """The file of that code if it rests on the same events: then nothing is to be done again.

    Raises:
        CodeIsTaken: it rests on others.
    """
    history = ground.history(Accountability.create_id(ground.jurisdiction, code))
    if not history:
        return None
    first = history[0]
    told = (getattr(first, "trigger_code", None), getattr(first, "evidence_event_ids", ()))
    if told != (cause.trigger, tuple(cause.evidence)):
        raise CodeIsTaken(code)
    return file_of(ground, code)
