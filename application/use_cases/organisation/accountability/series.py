"""The files that one trigger began about one subject, numbered so that the log has all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from domain.accountability.accountability import Accountability
from domain.accountability.chain import trigger_rule
from domain.accountability.errors import NotNextOfSeries, SourceIsSettled
from domain.accountability.events import AccountabilityDecided
from domain.policy.watched import PEOPLE

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.accountability.accountability import Cause
    from domain.kernel import Event
    from domain.policy.pack import PolicyPack

_LONGEST_CODE: Final = 64
_AT_ONCE: Final = 4  # files read in the first look; most series are shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One file of a series.

    Attributes:
        evidence: references to the events it rests on; ``obligation_ids``: what was missed.
        period: what it is about; None: no period.
        counts: False: it was taken back because what it rests on was corrected, so that what is
            left of that counts anew. One that was taken back on appeal counts on.
    """

    file_id: UUID
    evidence: tuple[str, ...]
    obligation_ids: tuple[str, ...] = ()
    period: str | None = None
    counts: bool = True

    def rests_on(self, refs: Collection[str]) -> bool:
        """Whether one of these events is among those it rests on."""
        return not set(self.evidence).isdisjoint(refs)


@dataclass(slots=True)
class Series:
    """Files with the codes ``TRIGGER.subject.1``, ``.2``, … of one jurisdiction.

    Whoever begins the next one takes its number, so two at once cannot both do it; and nothing
    counts for two of them (3.2).

    Attributes:
        names_person: the subject is a person, whose id stands in no code.
    """

    jurisdiction: str
    trigger: str
    subject: str
    names_person: bool
    files: list[Called] = field(default_factory=list)

    def read(self, ground: Ground) -> None:
        """Read what the log has of it, several files in one look, ever more."""
        ahead = _AT_ONCE
        while True:
            block = [
                Accountability.create_id(self.jurisdiction, self._numbered(number))
                for number in range(len(self.files) + 1, len(self.files) + 1 + ahead)
            ]
            ground.read_all(block)
            for file_id in block:
                history = ground.history(file_id)
                if not history:
                    return
                self.files.append(_called(file_id, history))
            ahead *= 2

    @property
    def next_code(self) -> str:
        """The code of the file that goes on with it."""
        return self._numbered(len(self.files) + 1)

    def settles(self, refs: Collection[str], period: str | None = None) -> bool:
        """Whether a call rests on one of these events, or is about this period, already."""
        return any(
            called.counts
            and (called.rests_on(refs) or (period is not None and called.period == period))
            for called in self.files
        )

    def settles_obligation(self, obligation_id: str) -> bool:
        """Whether a call rests on the missing of an obligation already."""
        return any(one.counts and obligation_id in one.obligation_ids for one in self.files)

    def settles_in(self, aggregate_id: UUID) -> bool:
        """Whether a call rests on an event of an aggregate already."""
        return any(
            called.counts and any(str(aggregate_id) in ref for ref in called.evidence)
            for called in self.files
        )

    def standing_on(self, refs: Collection[str]) -> Sequence[Called]:
        """The files that count and rest on one of these events."""
        return [one for one in self.files if one.counts and one.rests_on(refs)]

    def add(self, called: Called) -> None:
        """The next file was begun."""
        self.files.append(called)

    def withdraw(self, called: Called) -> None:
        """A file was taken back because what it rests on was corrected."""
        self.files[self.files.index(called)] = replace(called, counts=False)

    def _numbered(self, number: int) -> str:
        code = f"{self.trigger}.{self.subject}.{number}"
        if not self.names_person and len(code) <= _LONGEST_CODE:
            return code
        # of the whole code, so that two files of one person have nothing in common
        return f"{sha256(code.encode()).hexdigest()[:40]}.{number}"


def series_of(ground: Ground, pack: PolicyPack, trigger: str, subject: str) -> Series:
    """The series of a trigger of the pack about a subject.

    Raises:
        TriggerUndefined: B-45.
    """
    names_person = trigger_rule(pack, trigger).subject in PEOPLE
    series = Series(ground.jurisdiction, trigger, subject, names_person)
    series.read(ground)
    return series


def require_next(ground: Ground, pack: PolicyPack, cause: Cause) -> None:
    """Refuse a file that rests on events of others and does not go on with its series.

    Raises:
        SourceIsSettled: another file of the trigger rests on one of these events (3.2).
        NotNextOfSeries: it has another code than the next.
        TriggerUndefined: B-45.
    """
    series = series_of(ground, pack, cause.trigger, cause.subject)
    if series.settles(cause.evidence):
        raise SourceIsSettled(cause.trigger, cause.subject)
    if cause.code != series.next_code:
        raise NotNextOfSeries(cause.code, series.next_code)


def _called(file_id: UUID, history: Sequence[Event]) -> Called:
    begun: Any = history[0]
    return Called(
        file_id=file_id,
        evidence=getattr(begun, "evidence_event_ids", ()),
        obligation_ids=getattr(begun, "obligation_ids", ()),
        period=getattr(begun, "period", None),
        counts=not any(map(_is_withdrawal, history)),
    )


def _is_withdrawal(event: Event) -> bool:
    return (
        isinstance(event, AccountabilityDecided) and event.measure is None and not event.on_appeal
    )
