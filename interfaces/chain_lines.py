"""A chain of accountability line by line: what is told of each event, for drawings and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from application.dossier.desk import Chain, Dossier, Order
from application.dossier.told import ToldEvent
from domain.accountability.accountability import APPEAL, MEASURE
from domain.accountability.events import (
    AccountabilityDecided,
    AccountabilityOpened,
    AdmonitionIssued,
    CriticismRecorded,
    FindingRecorded,
    InterviewHeld,
    InterviewTriggered,
    PenaltyReferred,
    ViolationRecorded,
)
from domain.facts.governance import NoticeCirculated
from domain.gates import GateBlocked, GateOpinionGiven, GatePassed, GateRequested
from interfaces.drawn_text import local
from interfaces.told_words import FACTS, STATES, event_in_words, person_in_words


class Sort(StrEnum):
    """What a line is about, in the words that stand in a legend."""

    EVIDENCE = "依据"
    FOUND = "认定"
    CALL = "触发约谈"
    TALK = "约谈"
    ADMONITION = "诫勉"
    OPENED = "问责"
    DECIDED = "决定"
    NOTICE = "通报"
    GATE = "提请与答复"
    ORDER = "整改"
    EXCLUSION = "剔除"


_SORTS: Final[Mapping[str, Sort]] = {
    InterviewTriggered.TOPIC: Sort.CALL,
    InterviewHeld.TOPIC: Sort.TALK,
    AdmonitionIssued.TOPIC: Sort.ADMONITION,
    AccountabilityOpened.TOPIC: Sort.OPENED,
    AccountabilityDecided.TOPIC: Sort.DECIDED,
    NoticeCirculated.TOPIC: Sort.NOTICE,
    GateRequested.TOPIC: Sort.GATE,
    GateOpinionGiven.TOPIC: Sort.GATE,
    GatePassed.TOPIC: Sort.GATE,
    GateBlocked.TOPIC: Sort.GATE,
    **dict.fromkeys(
        (
            FindingRecorded.TOPIC,
            CriticismRecorded.TOPIC,
            ViolationRecorded.TOPIC,
            PenaltyReferred.TOPIC,
        ),
        Sort.FOUND,
    ),
}
_ANSWERS: Final = frozenset(
    {
        GateOpinionGiven.TOPIC,
        GatePassed.TOPIC,
        GateBlocked.TOPIC,
        AccountabilityDecided.TOPIC,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event of a chain.

    Attributes:
        no: number of the step; None: an event that a step rests on.
        depth: how many events lie between it and its step; of a step 0.
        notes: what is told of it, each a sentence of its own.
        because: those it rests on.
    """

    told: ToldEvent
    sort: Sort
    no: int | None
    depth: int
    title: str
    notes: Sequence[str]
    because: Sequence[Line] = ()

    def in_time(self) -> Iterator[Line]:
        """What it rests on, then the line itself: causes stand above what they led to."""
        for line in self.because:
            yield from line.in_time()
        yield self


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that belong together: the steps of a file, an order, the exclusions behind it."""

    title: str
    notes: Sequence[str]
    lines: Sequence[Line]


class ChainWords:
    """Tells the chains of one dossier.

    Args:
        found: it has the labels of the pack and the names of bodies.
    """

    def __init__(self, found: Dossier) -> None:
        self._labels = found.pack.labels
        self._names = found.names

    def of_chain(self, chain: Chain) -> Sequence[Section]:
        """The file with its steps, its orders, and what was asked to be left out behind it."""
        line = chain.line
        notes = [
            f"档案 {line.code}",
            f"触发 {self.word(line.trigger_code)}",
            f"状态 {STATES[line.state]}",
            f"政策包 {line.pack}",
        ]
        if line.period is not None:
            notes.append(f"期间 {line.period}")
        if chain.speaks_for:
            rewards = "、".join(map(self.word, chain.speaks_for))
            notes.append(f"同一依据也支持奖励：{rewards}，由人决定")
        title = f"{self.body(line.subject)}：{self.word(line.trigger_code)}"
        sections = [Section(title=title, notes=notes, lines=self._steps(chain.steps))]
        sections += [self.of_order(order) for order in chain.orders]
        if chain.exclusions:
            lines = self._steps(chain.exclusions, Sort.EXCLUSION)
            sections.append(Section(title="依据事项的剔除", notes=(), lines=lines))
        return sections

    def of_order(self, order: Order) -> Section:
        """An order to put something right."""
        line = order.line
        notes = [f"状态 {line.state}"]
        if line.due_at is not None:
            notes.append(f"截止 {local(line.due_at)}")
        if line.late_at is not None:
            notes.append(f"逾期于 {local(line.late_at)}")
        lines = self._steps(order.steps, Sort.ORDER)
        return Section(title=f"限期整改 {line.code}", notes=notes, lines=lines)

    def word(self, code: str) -> str:
        """The Chinese label of a word of the pack, or the word."""
        label = self._labels.get(code)
        return code if label is None else label.zh

    def body(self, code: str) -> str:
        """A body with its name."""
        name = self._names.get(code)
        return code if name is None else f"{name}（{code}）"

    # --- Of one event. ---

    def _steps(self, steps: Sequence[ToldEvent], sort: Sort | None = None) -> Sequence[Line]:
        asked: dict[Any, int | None] = {}
        lines = []
        for no, told in enumerate(steps, 1):
            gate = told.facts.get("gate_code")
            if told.event == AccountabilityDecided.TOPIC:
                gate = APPEAL if told.facts.get("on_appeal") else MEASURE
            by = asked.get(gate) if told.event in _ANSWERS else None
            if told.event == GateRequested.TOPIC:
                asked[gate] = told.actor_no
            lines.append(self._line(told, no, 0, sort or _SORTS.get(told.event), by))
        return lines

    def _line(
        self, told: ToldEvent, no: int | None, depth: int, sort: Sort | None, asked_by: int | None
    ) -> Line:
        notes = [self._who(told), *self._facts(told)]
        if asked_by is not None and told.actor_no not in {None, asked_by}:
            answered = person_in_words(told.actor_no or 0)
            notes.append(f"两人：{person_in_words(asked_by)}提出，{answered}答复")
        if told.rule_ids:
            notes.append(f"规则 {'、'.join(told.rule_ids)}")
        if told.documents:
            notes.append(f"材料 {'、'.join(told.documents)}")
        if told.reason:
            notes.append(f"说明：{told.reason}")
        if told.late_recorded:
            notes.append(f"补录于 {local(told.recorded_at)}")
        unsaid = len(told.evidence_event_ids) - len(told.because)
        if unsaid:
            notes.append(f"另有 {unsaid} 件依据在前文、当时未知或更深处")
        return Line(
            told=told,
            sort=sort or Sort.EVIDENCE,
            no=no,
            depth=depth,
            title=event_in_words(told.event, told.facts.get("gate_code")),
            notes=notes,
            because=[self._line(one, None, depth + 1, None, None) for one in told.because],
        )

    def _who(self, told: ToldEvent) -> str:
        if told.actor_post is None or told.actor_no is None:
            return "系统按规则" if told.actor_post is None else self.word(told.actor_post)
        unit = "" if told.on_behalf_of_unit is None else f"（{self.body(told.on_behalf_of_unit)}）"
        return f"{person_in_words(told.actor_no)}·{self.word(told.actor_post)}{unit}"

    def _facts(self, told: ToldEvent) -> Iterator[str]:
        for name, word in FACTS.items():
            if name == "approved" and name in told.facts:
                yield "同意" if told.facts[name] else "不同意"
            elif name in told.facts and (text := self._text(name, told.facts[name])):
                yield f"{word} {text}"
        deadline = told.facts.get("deadline")
        due_at = getattr(deadline, "due_at", None)
        if isinstance(due_at, datetime):
            yield f"{FACTS['due_at']} {local(due_at)}"

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, datetime):
            return local(value)
        if isinstance(value, date | int | Decimal):
            return str(value)
        if isinstance(value, tuple):
            return "、".join(self._text(name, one) for one in value)
        if isinstance(value, str):
            return self.body(value) if name == "unit_id" else self.word(value)
        return ""
