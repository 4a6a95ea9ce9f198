"""Calls whose events do not say so any more (ENV-02, INT-01, ADR 29).

A call stands as long as every event that it rests on says what it said, and nothing good parts
them. Once it does not, the system takes it back if nobody was talked to yet, visibly, naming the
event that says otherwise; else a person decides. Where a case was left out of what counts, the
rules do not say whether the call falls with it, so a person decides in any case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from application.reactions.calls import Calls
from application.reactions.places import Where
from application.use_cases.organisation.accountability.file_command import excuse_talk
from application.use_cases.organisation.accountability.series import Called
from domain import gates
from domain.accountability.accountability import Accountability
from domain.accountability.evidence import event_ref, referred
from domain.cases.appraisal import EXCLUSION
from domain.kernel import Event, EventCorrected
from domain.ledgers.ledger import PointsLedger
from domain.policy.triggers import StreakTrigger, Trigger
from domain.policy.watched import STREAKS
from domain.rebinding import pack_ref
from domain.triggers.fields import counts, stated, text
from domain.triggers.links import Place, Verdict
from domain.triggers.streak import spanned

if TYPE_CHECKING:
    from application.reactions.cause import Cause
    from application.reactions.ground import ReactionGround
    from domain.act import Act
    from domain.policy.pack import PolicyPack

_REVERSED: Final = PointsLedger.PointsReversed.TOPIC
LEFT_OUT: Final = frozenset({_REVERSED, gates.GatePassed.TOPIC})
"""Events by which a case may be left out of what counts."""

_WHY: Final = "what it rests on was corrected"


@dataclass(slots=True)
class Reconsidered:
    """One batch of causes, with what was reconsidered in it so far."""

    calls: Calls
    ground: ReactionGround
    _asked: set[tuple[UUID, str]] = field(default_factory=set)

    def correct(self, name: str, rule: Trigger, pack: PolicyPack, cause: Cause) -> None:
        """Reconsider the calls that rest on what an event corrected."""
        event = cause.event
        if not isinstance(event, EventCorrected):
            return
        corrected = event_ref(event.originator_id, event.target_version)
        for subject in self._subjects(rule, event):
            for called in self.calls.series(pack, name, subject).standing_on({corrected}):
                self._reconsider(name, rule, pack, subject, called, cause)

    def part(
        self, name: str, rule: StreakTrigger, pack: PolicyPack, where: Where, cause: Cause
    ) -> None:
        """Reconsider the calls that a good one parts which became known late."""
        if not spanned(self.calls.row(name, rule, pack, where.key), where.place):
            return
        subject = where.key.subject
        for called in list(self.calls.series(pack, name, subject).files):
            if called.counts:
                self._reconsider(name, rule, pack, subject, called, cause)

    def leave_out(self, name: str, rule: Trigger, pack: PolicyPack, cause: Cause) -> None:
        """Put the calls before a person that rest on what was left out of what counts."""
        refs: dict[str, set[str]] = {}
        for event in self._left_out(rule, cause.event):
            subject = text(stated(event, rule.subject))
            if subject is not None:
                ref = event_ref(event.originator_id, event.originator_version)
                refs.setdefault(subject, set()).add(ref)
        for subject, named in refs.items():
            for called in self.calls.series(pack, name, subject).standing_on(named):
                found = self._file(called, pack, cause)
                if found is not None:
                    file, act = found
                    file.question(act)
                    self.ground.also_changed(file)

    # --- Whether a call stands. ---

    def _subjects(self, rule: Trigger, correction: EventCorrected) -> Iterator[str]:
        """Whoever the corrected event was ever about."""
        history = self.ground.history(correction.originator_id)
        said = [stated(history[correction.target_version - 1], rule.subject)]
        for event in history:
            if (
                isinstance(event, EventCorrected)
                and event.target_version == correction.target_version
                and event.field == rule.subject
            ):
                said += (event.old, event.new)
        yield from dict.fromkeys(subject for one in said if (subject := text(one)) is not None)

    def _still_says(
        self, name: str, rule: Trigger, pack: PolicyPack, subject: str, called: Called
    ) -> bool:
        if not isinstance(rule, StreakTrigger):
            aggregate_id, _version = referred(called.evidence[0])
            return any(
                call.subject == subject
                and tuple(one.ref for one in call.evidence) == called.evidence
                for call in self.calls.said_by(name, rule, pack, aggregate_id)
            )
        places: list[Where] = []
        for ref in called.evidence:
            where = self._standing_bad(rule, pack, subject, ref)
            if where is None:
                return False
            places.append(where)
        return len({where.key for where in places}) == 1 and not self._is_parted(
            name, rule, pack, places
        )

    def _standing_bad(
        self, rule: StreakTrigger, pack: PolicyPack, subject: str, ref: str
    ) -> Where | None:
        """Where an event stands in the row of a subject as a bad one; None: it does not."""
        aggregate_id, version = referred(ref)
        event = self.calls.history(aggregate_id)[version - 1]
        if text(stated(event, rule.subject)) != subject or not counts(event, rule):
            return None
        if rule.scale is not None:
            value = stated(event, rule.value)
            if value is None or not pack.scales[rule.scale].is_bad(text(value) or ""):
                return None
        return next(iter(self._stands(rule, event, subject)), None)

    def _stands(self, rule: StreakTrigger, event: Event, subject: str | None) -> Iterator[Where]:
        """Where what an event settled stands; ``subject`` None: whosever row that is."""
        item = text(stated(event, STREAKS[rule.of].item))
        for one in self.calls.standpoints(rule, event.originator_id):
            meant = item is None or one.item == item
            if meant and one.order is not None and subject in {None, one.key.subject}:
                yield Where(one.key, Place(one.order, one.item))

    def _is_parted(
        self, name: str, rule: StreakTrigger, pack: PolicyPack, places: Sequence[Where]
    ) -> bool:
        """Whether something good stands between the first and the last of these."""
        first, last = min(one.place for one in places), max(one.place for one in places)
        row = self.calls.row(name, rule, pack, places[0].key)
        for standing in row.since(first):
            if standing.link.place >= last:
                return False
            if standing.link.verdict is Verdict.GOOD:
                return True
        return False

    # --- What follows. ---

    def _reconsider(  # a call of a trigger, judged by a pack, because of a cause
        self,
        name: str,
        rule: Trigger,
        pack: PolicyPack,
        subject: str,
        called: Called,
        cause: Cause,
    ) -> None:
        if self._still_says(name, rule, pack, subject, called):
            return
        found = self._file(called, pack, cause)
        if found is None:
            return
        file, act = found
        withdrawn = file.reconsider(act, corrected_by=cause.event.actor_id)
        self.ground.also_changed(file)
        if not withdrawn:
            return
        self.calls.series(pack, name, subject).withdraw(called)
        excuse_talk(act, self.ground, file, why=act.reason or _WHY)
        if isinstance(rule, StreakTrigger):
            for ref in called.evidence:  # what is left of them counts anew
                aggregate_id, version = referred(ref)
                event = self.calls.history(aggregate_id)[version - 1]
                for where in list(self._stands(rule, event, None)):
                    self.calls.look_around(name, rule, pack, where, cause)

    def _file(
        self, called: Called, pack: PolicyPack, cause: Cause
    ) -> tuple[Accountability, Act] | None:
        """A file and the act that goes on with it; None: it knows of this cause."""
        because = f"event:{cause.id}"
        history = self.ground.history(called.file_id)
        known = any(because in event.evidence for event in history)
        if known or (called.file_id, because) in self._asked:
            return None
        self._asked.add((called.file_id, because))
        file = self.ground.aggregate(Accountability, called.file_id)
        assert file is not None, "it was found in its series"
        judged_by = self.ground.pinned(pack_ref(history)) if history else pack
        act = self.ground.act(judged_by, cause, after=file)
        return file, replace(act, reason=cause.event.reason, evidence=(because,))

    def _left_out(self, rule: Trigger, event: Event) -> Iterator[Event]:
        """What was left out, of the sort that the trigger looks at."""
        said: Any = event
        if event.event_type == _REVERSED:
            if said.approver is None:
                return
            booking: Any = self.ground.history(event.originator_id)[said.of_version - 1]
            source_id, _, version = str(booking.source).partition("/")
            found = [self.calls.history(UUID(source_id))[int(version) - 1]]
        elif said.gate_code == EXCLUSION:
            found = list(self.calls.history(event.originator_id))
        else:
            return
        yield from (one for one in found if one.event_type == rule.of)
