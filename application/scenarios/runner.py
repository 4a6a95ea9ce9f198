"""Runs a story through the service, under the story's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from application.scenarios.document import Fault, ScenarioMalformed
from application.scenarios.matching import differences, told
from application.scenarios.question import Asked
from application.scenarios.setting import FOUNDER, TOP
from application.use_cases.cases.report_case import ReportCase
from application.use_cases.command import CaseCommand, Command
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date
from domain.kernel import DomainError
from domain.policy.errors import PackNotInForce

if TYPE_CHECKING:
    from application.ports import Receipt
    from application.scenarios.clock import StoryClock
    from application.scenarios.story import Expectation, Step, Story
    from application.service import Service

_BEFORE = timedelta(minutes=1)
_ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One line of a story that does not hold.

    Attributes:
        what: the command or query.
        path: way into the answer; empty for the whole of it.
        expected, got: as JSON.
        detail: the refusal in words; None where there is none.
    """

    line: int
    what: str
    path: str = ""
    expected: Any
    got: Any
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a story.

    Attributes:
        steps, expectations: how many there are.
    """

    steps: int
    expectations: int
    failures: Sequence[Failure]

    @property
    def holds(self) -> bool:
        """Whether everything went as the story says."""
        return not self.failures


def run_story(story: Story, service: Service, clock: StoryClock, jurisdiction: str) -> Outcome:
    """Run a story in a jurisdiction of its own, which must not exist yet.

    Args:
        service: wired to ``clock``.

    Raises:
        ScenarioMalformed: the setting is refused, or an expectation states a field that its
            answer never has.
    """
    return _Run(story, service, clock, jurisdiction).run()


@dataclass(slots=True)
class _Run:
    story: Story
    service: Service
    clock: StoryClock
    jurisdiction: str
    cases: dict[str, UUID] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    def run(self) -> Outcome:
        self._set_up()
        for number, step in enumerate(self.story.steps, start=1):
            self.clock.set(step.at)
            if step.command is None:
                self._sweep()
            else:
                self._take(step, f"step-{number}")
                if self._time_goes_on(number):
                    self.service.follow(self.jurisdiction)
        faults: list[Fault] = []
        for expectation in self.story.expectations:
            try:
                self._compare(expectation)
            except ScenarioMalformed as malformed:
                faults += malformed.faults
        if faults:
            raise ScenarioMalformed(faults)
        return Outcome(len(self.story.steps), len(self.story.expectations), self.failures)

    def _time_goes_on(self, number: int) -> bool:
        """Whether the step is the last at its instant: what follows is a moment later."""
        return number == len(self.story.steps) or self.story.steps[number].at > self.clock()

    def _set_up(self) -> None:
        self._go_before(self.story.steps[0].at)
        line = 1
        try:
            self.service.organisation.open_jurisdiction(
                self.jurisdiction, self.story.pack_id, FOUNDER, body=TOP
            )
            for founding in self.story.setting.foundings:
                line = founding.line
                self.service.organisation.execute(
                    self.jurisdiction, Caller(FOUNDER), founding.command, key=None
                )
        except DomainError as refusal:
            reason = f"the setting is refused with {refusal.code}: {refusal}"
            raise ScenarioMalformed([Fault(line, reason)]) from refusal

    def _go_before(self, first: datetime) -> None:
        """The setting stands a moment before the story, unless its pack begins with it."""
        shelf_day = local_date(first - _BEFORE)
        self.clock.set(first - _BEFORE)
        self.service.jurisdictions.open(self.jurisdiction, self.story.pack_id)
        try:
            self.service.packs.current(self.jurisdiction, shelf_day)
        except PackNotInForce:
            self.clock.set(first)

    def _sweep(self) -> None:
        self.service.follow(
            self.jurisdiction
        )  # what is owed is looked up on lines that follow the log
        self.service.deadlines.sweep(self.jurisdiction)
        self.service.deadlines.remind(self.jurisdiction)
        self.service.obligation_sweep.sweep(self.jurisdiction)
        self.service.oversight_sweep.recalculate(self.jurisdiction)
        self.service.oversight_sweep.sweep(self.jurisdiction)
        self.service.points_sweep.sweep(self.jurisdiction)
        self.service.ranking_sweep.sweep(self.jurisdiction)
        self.service.follow(self.jurisdiction)

    def _take(self, step: Step, key: str) -> None:
        assert step.command is not None, "sweeps are not taken"
        wanted = step.refused or _ACCEPTED
        try:
            command = step.build(self.cases)
        except KeyError as unknown:
            self._fail(step, wanted, None, f"the case {unknown.args[0]} was never reported")
            return
        try:
            receipt = self._give(step, command, key)
        except DomainError as refusal:
            if refusal.code != step.refused:
                self._fail(step, wanted, refusal.code, str(refusal))
        else:
            if step.names is not None:
                self.cases[step.names] = receipt.aggregate_id
            if step.refused is not None:
                self._fail(step, wanted, _ACCEPTED, None)

    def _give(self, step: Step, command: Command, key: str) -> Receipt:
        assert step.by is not None, "every command has a giver"
        caller = Caller(self.story.setting.actors[step.by])
        match command:
            case ReportCase():
                return self.service.cases.report(self.jurisdiction, caller, command, key=key)
            case CaseCommand():
                return self.service.cases.execute(self.jurisdiction, caller, command, key=key)
            case OrganisationCommand():
                return self.service.organisation.execute(
                    self.jurisdiction, caller, command, key=key
                )
            case _:
                raise AssertionError(f"{command.NAME} is in no catalogue")

    def _fail(self, step: Step, expected: str, got: str | None, detail: str | None) -> None:
        assert step.command is not None, "sweeps do not fail"
        self.failures.append(
            Failure(
                line=step.line,
                what=step.command.NAME,
                expected=expected,
                got=got,
                detail=detail,
            )
        )

    def _compare(self, expectation: Expectation) -> None:
        try:
            question = expectation.build(self.cases)
        except KeyError as unknown:
            detail = f"the case {unknown.args[0]} was never reported"
            self._differ(expectation, detail)
            return
        asked = Asked(
            service=self.service,
            jurisdiction=self.jurisdiction,
            caller=Caller(self.story.setting.actors[expectation.by]),
            now=self.clock(),
            as_of=expectation.as_of,
        )
        try:
            answer = question.answer(asked)
        except DomainError as refusal:
            self._differ(expectation, f"{refusal.code}: {refusal}")
            return
        names = {case_id: name for name, case_id in self.cases.items()}
        for difference in differences(expectation.expected, told(answer, names)):
            self.failures.append(
                Failure(
                    line=difference.line,
                    what=question.NAME,
                    path=difference.path,
                    expected=difference.expected,
                    got=difference.got,
                )
            )

    def _differ(self, expectation: Expectation, detail: str) -> None:
        self.failures.append(
            Failure(
                line=expectation.line,
                what=expectation.question.NAME,
                expected=expectation.expected.plain,
                got=None,
                detail=detail,
            )
        )
