"""Calls whose events do not say so any more (ENV-02, INT-01, ADR 29).

A call stands as long as every event that it rests on says what it said, and nothing good parts
them. Once it does not, the system takes it back if nobody was talked to yet, visibly, naming the
event that says otherwise; else a person decides. What was left out of all appraisal says nothing
any more (ADR 39).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from application.reactions.calls import Calls
from application.reactions.places import Where
from application.use_cases.organisation.accountability.file_command import excuse_talk
from application.use_cases.organisation.accountability.series import Called
from domain.accountability.accountability import Accountability
from domain.accountability.evidence import event_ref, referred
from domain.cases.appraisal import is_left_out
from domain.gates import GatePassed
from domain.kernel import Event, EventCorrected
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

_WHY: Final = "what it rests on was corrected"


@dataclass(slots=True)
class Reconsidered:
    """One batch of causes, with what was reconsidered in it so far."""

    calls: Calls
    ground: ReactionGround
    _asked: set[tuple[UUID, str]] = field(default_factory=set)

    def correct(self, name: str, rule: Trigger, pack: PolicyPack, cause: Cause) -> None:
        """Reconsider the calls that rest on what an event corrected, or left out."""
        for subject, refs in self._put_right(rule, cause.event).items():
            for called in self.calls.series(pack, name, subject).standing_on(refs):
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

    # --- Whether a call stands. ---

    def _put_right(self, rule: Trigger, event: Event) -> Mapping[str, set[str]]:
        """By whoever they were ever about, the events that say something else from now on."""
        history = self.ground.history(event.originator_id)
        if isinstance(event, EventCorrected):
            versions = {event.target_version}
        elif isinstance(event, GatePassed):  # the whole case was left out
            versions = {one.originator_version for one in history if one.event_type == rule.of}
        else:
            return {}
        found: dict[str, set[str]] = {}
        for version in versions:
            said = [stated(history[version - 1], rule.subject)]
            for one in history:
                if (
                    isinstance(one, EventCorrected)
                    and one.target_version == version
                    and one.field == rule.subject
                ):
                    said += (one.old, one.new)
            for subject in said:
                if subject is not None:
                    ref = event_ref(event.originator_id, version)
                    found.setdefault(text(subject) or "", set()).add(ref)
        return found

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
        if is_left_out(self.ground.history(aggregate_id)):
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
