"""A scenario, checked against the catalogue of commands and queries before anything runs."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from pydantic import BaseModel, ValidationError

from application.read_models.as_of import AsOf, Axis
from application.scenarios.document import Node, Reading
from application.scenarios.question import Question
from application.scenarios.questions import QUESTIONS
from application.scenarios.repeating import repeated
from application.scenarios.setting import FOUNDER, Setting, read_setting
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.catalogue import CASE_COMMANDS
from application.use_cases.command import CaseCommand, Command
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from domain.kernel import DomainError
from domain.policy.errors import PackUnknown
from domain.policy.shelf import PackShelf

COMMANDS: Final[Mapping[str, type[Command]]] = {
    ReportCase.NAME: ReportCase,
    **CASE_COMMANDS,
    **ORGANISATION_COMMANDS,
}
"""Every command of the service, by name."""

_PLACEHOLDERS: Final = UUID("9e1c7f5a-0d43-4a8c-8d55-2f0e5b7c6a10")
_KEYS: Final = ("pack", "title", "row", "walkthrough", "setup", "steps", "expect")
_STEP_KEYS: Final = ("at", "by", "do", "as", "with", "on", "refused", "tick")
_EXPECT_KEYS: Final = ("query", "by", "where", "is")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the story.

    Attributes:
        at: aware.
        by: person or body; None: time passes, and the scheduler sweeps.
        command: the class; None for a sweep.
        fields: its fields as written; local names stand for cases.
        on: local name of the case a command to a case is addressed to.
        names: what a reported case is called from here on.
        refused: code of the refusal that is expected; None: it is carried out.
    """

    line: int
    at: datetime
    by: str | None = None
    command: type[Command] | None = None
    fields: Mapping[str, Any]
    on: str | None = None
    names: str | None = None
    refused: str | None = None

    def build(self, cases: Mapping[str, UUID]) -> Command:
        """The command, with the cases in the place of their names.

        Raises:
            KeyError: a case that was not reported, by its name.
        """
        assert self.command is not None, "a sweep is no command"
        values = with_cases(self.command, self.fields, cases)
        if self.on is not None:
            values["case_id"] = cases[self.on]
        return self.command.model_validate(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the story expects a query to answer.

    Attributes:
        by: who asks.
        fields: filters as written.
        expected: what must hold of the answer.
    """

    line: int
    question: type[Question]
    by: str
    fields: Mapping[str, Any]
    as_of: AsOf | None
    expected: Node

    def build(self, cases: Mapping[str, UUID]) -> Question:
        """The question, with the cases in the place of their names.

        Raises:
            KeyError: a case that was not reported, by its name.
        """
        return self.question.model_validate(with_cases(self.question, self.fields, cases))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scenario.

    Attributes:
        title, walkthrough: for people; rows: of the table of systems that it shows.
    """

    pack_id: str
    title: str | None
    walkthrough: str | None
    rows: tuple[int, ...]
    setting: Setting
    steps: Sequence[Step]
    expectations: Sequence[Expectation]


def read_story(root: Node, shelf: PackShelf) -> Story:
    """A scenario from a file as read.

    Raises:
        ScenarioMalformed: unknown pack, command, query, field, name or refusal code; with all
            faults and their lines.
    """
    reading = Reading()
    top = reading.mapping(root, _KEYS)
    for key in ("pack", "steps"):
        if key not in top:
            reading.fault(root.line, f"{key} is missing")
    reading.finish()
    pack_id = reading.text(top["pack"]) or ""
    try:
        pack = shelf.get(pack_id)
    except PackUnknown as refusal:
        reading.fault(top["pack"].line, str(refusal))
        reading.finish()
        raise
    setting = read_setting(top.get("setup"), pack, reading)
    steps = _Steps(reading, setting).read(reading.items(top["steps"]))
    if not reading.items(top["steps"]):
        reading.fault(top["steps"].line, "a story needs a step")
    reported = _named_cases(reading.items(top["steps"]))
    expectations = _expectations(reading, reading.items(top.get("expect")), setting, reported)
    story = Story(
        pack_id=pack.meta.id,
        title=reading.text(top.get("title")),
        walkthrough=reading.text(top.get("walkthrough")),
        rows=_rows(reading, top.get("row")),
        setting=setting,
        steps=steps,
        expectations=expectations,
    )
    reading.finish()
    return story


def _named_cases(steps: Sequence[Node]) -> frozenset[str]:
    """Local names that steps give, those of steps with mistakes included."""
    written = (step.value.get("as") for step in steps if isinstance(step.value, Mapping))
    return frozenset(node.value for node in written if node and isinstance(node.value, str))


def known_refusals() -> frozenset[str]:
    """Codes of everything the service can refuse."""

    def below(kind: type[DomainError]) -> Iterable[type[DomainError]]:
        yield kind
        for sub in kind.__subclasses__():
            yield from below(sub)

    return frozenset(kind.code for kind in below(DomainError) if hasattr(kind, "code"))


def names_cases(annotation: Any) -> bool:
    """Whether a field holds cases: in a story their local names stand in it."""
    if annotation is UUID:
        return True
    return any(names_cases(inner) for inner in typing.get_args(annotation))


def with_cases(
    model: type[BaseModel], written: Mapping[str, Any], cases: Mapping[str, UUID]
) -> dict[str, Any]:
    """Fields as a model takes them: ids in the place of local names.

    Raises:
        KeyError: a name that no case has.
    """
    fields = model.model_fields
    return {
        name: _ids(value, cases)
        if name in fields and names_cases(fields[name].annotation)
        else value
        for name, value in written.items()
    }


def _ids(value: Any, cases: Mapping[str, UUID]) -> Any:
    if isinstance(value, list):
        return [_ids(item, cases) for item in value]
    return cases[value] if isinstance(value, str) else value


class _Steps:
    def __init__(self, reading: Reading, setting: Setting) -> None:
        self._reading = reading
        self._setting = setting
        self._refusals = known_refusals()
        self._reported: set[str] = set()
        self._before: datetime | None = None

    def read(self, nodes: Sequence[Node]) -> list[Step]:
        written = (one for node in nodes for one in repeated(node, self._reading))
        steps = [self._step(node) for node in written]
        return [step for step in steps if step is not None]

    def _step(self, node: Node) -> Step | None:
        entries = self._reading.mapping(node, _STEP_KEYS)
        at = self._at(node, entries.get("at"))
        if "tick" in entries:
            if entries["tick"].value is not True or len(entries) > len(("at", "tick")):
                self._reading.fault(node.line, "a sweep is written {at: …, tick: true}")
            return Step(line=node.line, at=at, fields={}) if at else None
        by = self._by(node, entries.get("by"))
        command = self._command(node, entries.get("do"))
        if at is None or by is None or command is None:
            return None
        on = self._on(node, command, entries.get("on"))
        step = Step(
            line=node.line,
            at=at,
            by=by,
            command=command,
            fields=self._fields(command, entries.get("with")),
            on=on,
            names=self._names(command, entries),
            refused=self._refused(entries.get("refused")),
        )
        if "on" in entries or not issubclass(command, CaseCommand):
            self._check(step, node, entries.get("with"))
        if step.names is not None:
            self._reported.add(step.names)
        return step

    def _at(self, node: Node, at: Node | None) -> datetime | None:
        if at is None:
            self._reading.fault(node.line, "at is missing")
            return None
        instant = aware(at, self._reading)
        if instant is not None:
            if self._before is not None and instant < self._before:
                self._reading.fault(at.line, "at lies before the step above; time only goes on")
            self._before = instant
        return instant

    def _by(self, node: Node, by: Node | None) -> str | None:
        if by is None:
            self._reading.fault(node.line, "by is missing")
            return None
        return _named(self._reading, self._setting, by)

    def _command(self, node: Node, do: Node | None) -> type[Command] | None:
        if do is None:
            self._reading.fault(node.line, "do is missing")
            return None
        name = self._reading.text(do)
        if name is not None and name not in COMMANDS:
            self._reading.fault(do.line, f"unknown command {name}")
            return None
        return COMMANDS[name] if name is not None else None

    def _on(self, node: Node, command: type[Command], on: Node | None) -> str | None:
        if not issubclass(command, CaseCommand):
            if on is not None:
                self._reading.fault(on.line, f"{command.NAME} is addressed to no case")
            return None
        if on is None:
            self._reading.fault(node.line, f"on is missing: {command.NAME} is addressed to a case")
        return self._reading.text(on)

    def _fields(self, command: type[Command], given: Node | None) -> dict[str, Any]:
        if given is None:
            return {}
        known = [name for name in command.model_fields if name != "case_id"]
        return {key: child.plain for key, child in self._reading.mapping(given, known).items()}

    def _names(self, command: type[Command], entries: Mapping[str, Node]) -> str | None:
        named = entries.get("as")
        if named is None:
            return None
        if command is not ReportCase:
            self._reading.fault(named.line, "as names the case of a report_case")
            return None
        name = self._reading.text(named)
        if name in self._reported:
            self._reading.fault(named.line, f"there is a case {name} already")
        return name

    def _refused(self, code: Node | None) -> str | None:
        name = self._reading.text(code)
        if code is not None and name is not None and name not in self._refusals:
            self._reading.fault(code.line, f"unknown refusal code {name}")
        return name

    def _check(self, step: Step, node: Node, given: Node | None) -> None:
        check(self._reading, given or node, step.build, self._reported, node.line)


def check(
    reading: Reading,
    given: Node,
    build: typing.Callable[[Mapping[str, UUID]], object],
    reported: Iterable[str],
    line: int,
) -> None:
    """Build a request with made-up ids, to find every mistake in it before anything runs."""
    made_up = {name: uuid5(_PLACEHOLDERS, name) for name in reported}
    try:
        build(made_up)
    except KeyError as unknown:
        reading.fault(line, f"no case is called {unknown.args[0]} so far")
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            where = ".".join(str(key) for key in problem["loc"])
            reason = f"{where}: {problem['msg']}" if where else problem["msg"]
            reading.fault(given.line_of(problem["loc"]), reason)


def aware(node: Node, reading: Reading) -> datetime | None:
    """An instant with its offset."""
    text = reading.text(node)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        reading.fault(node.line, f"{text} is no instant; write 2021-09-10T09:00+08:00")
        return None
    if at.tzinfo is None:
        reading.fault(node.line, f"{text} has no offset; write 2021-09-10T09:00+08:00")
        return None
    return at


def _expectations(
    reading: Reading, nodes: Sequence[Node], setting: Setting, reported: Iterable[str]
) -> list[Expectation]:
    found = (_expectation(reading, node, setting, reported) for node in nodes)
    return [each for each in found if each is not None]


def _expectation(
    reading: Reading, node: Node, setting: Setting, reported: Iterable[str]
) -> Expectation | None:
    entries = reading.mapping(node, _EXPECT_KEYS)
    query = reading.text(entries.get("query"))
    for key in ("query", "is"):
        if key not in entries:
            reading.fault(node.line, f"{key} is missing")
    if query is None or "is" not in entries:
        return None
    question = QUESTIONS.get(query)
    if question is None:
        reading.fault(entries["query"].line, f"unknown query {query}")
        return None
    where = entries.get("where")
    known = [*question.model_fields, "as_of", "axis"]
    filters = dict(reading.mapping(where, known)) if where is not None else {}
    expectation = Expectation(
        line=node.line,
        question=question,
        by=_named(reading, setting, entries["by"]) if "by" in entries else FOUNDER,
        as_of=_as_of(reading, filters.pop("as_of", None), filters.pop("axis", None)),
        fields={key: child.plain for key, child in filters.items()},
        expected=entries["is"],
    )
    check(reading, where or node, expectation.build, reported, node.line)
    return expectation


def _named(reading: Reading, setting: Setting, by: Node) -> str:
    name = reading.text(by)
    if name is not None and name not in setting.actors:
        known = ", ".join(sorted(setting.actors))
        reading.fault(by.line, f"nobody is called {name}; there are {known}")
    return name or FOUNDER


def _as_of(reading: Reading, instant: Node | None, axis: Node | None) -> AsOf | None:
    name = reading.text(axis)
    if name is not None and axis is not None and name not in set(Axis):
        reading.fault(axis.line, f"unknown axis {name}; known are {', '.join(Axis)}")
        return None
    if instant is None:
        if axis is not None:
            reading.fault(axis.line, "an axis needs an as_of")
        return None
    at = aware(instant, reading)
    return AsOf(at, Axis(name) if name else Axis.RECORDED) if at else None


def _rows(reading: Reading, node: Node | None) -> tuple[int, ...]:
    rows: list[int] = []
    for item in reading.items(node):
        if isinstance(item.value, int) and not isinstance(item.value, bool):
            rows.append(item.value)
        else:
            reading.fault(item.line, "a row is a whole number")
    return tuple(rows)


__all__ = ["COMMANDS", "FOUNDER", "Expectation", "Step", "Story", "read_story"]
