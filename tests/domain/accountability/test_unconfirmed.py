"""What a person found has no effect before two persons decided, whatever else happens (3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from domain import gates
from domain.accountability import events
from domain.accountability.accountability import MEASURE, Accountability, Cause
from domain.accountability.chain import begins_with, file_steps
from domain.act import SYSTEM, Actor, HeldPost
from domain.facts.governance import NoticeCirculated
from domain.kernel import DomainError, Event
from domain.policy.accountability import ChainStep
from domain.policy.pack import PolicyPack
from domain.policy.triggers import FindingTrigger, Trigger
from domain.vocabulary import Role
from infrastructure.policy_files import load_packs
from tests.samples import act, on

Finding = tuple[PolicyPack, str, Trigger]


def found_by_persons() -> list[Finding]:
    """Every trigger of every pack that rests on what a person found."""
    return [
        (pack, name, rule)
        for pack in load_packs().all()
        for name, rule in pack.triggers.items()
        if isinstance(rule, FindingTrigger) or rule.of == events.FindingRecorded.TOPIC
    ]


FOUND: Final = found_by_persons()
IN_FILES: Final = [one for one in FOUND if begins_with(one[2]) is not None]
_STATED: Final[Mapping[ChainStep, Mapping[str, str]]] = {
    ChainStep.FINDING: {"finding": "slow"},
    ChainStep.CRITICISM: {"criticism": "little attention"},
    ChainStep.VIOLATION: {"violation": "a score was posted"},
    ChainStep.ACCOUNTABILITY: {},
}
_FACTS: Final[Mapping[ChainStep, type[events.Beginning]]] = {
    ChainStep.FINDING: events.FindingRecorded,
    ChainStep.CRITICISM: events.CriticismRecorded,
    ChainStep.VIOLATION: events.ViolationRecorded,
    ChainStep.ACCOUNTABILITY: events.AccountabilityOpened,
}
_EFFECTS: Final = (events.AccountabilityDecided, events.PersonnelMeasureTaken)


def named(one: Finding) -> str:
    return f"{one[0].meta.id}-{one[1]}"


def test_the_packs_have_such_triggers() -> None:
    """3.2: ACC-BJ-01, ACC-SA-02, ACC-SA-03, ACC-BZ-01 to 07, ACC-CY-02"""
    assert {named(one) for one in FOUND} == {
        "longling-LAGGING",
        "bijie-PARTY_DUTY",
        "bijie-DEPARTMENT_DUTY",
        "bijie-STAFF_BREACH",
        "bijie-COMMUNITY_WORK_NEGLECTED",
        "bijie-PREMISES_MISUSED",
        "bijie-NOT_ENTITLED",
        "street-a-PETITION_BY_PROPERTY",
        "street-a-PARTY_NEGLECT",
        "street-a-PROPERTY_BELOW_STANDARD",
        "chengyang-DEFECTS_FOUND",
    }


@pytest.mark.parametrize("found", FOUND, ids=named)
def test_nobody_is_called_by_the_log_for_what_a_person_has_to_find(found: Finding) -> None:
    """3.2, INT-01: the chain begins with the finding, or outside the file; never with a call"""
    assert begins_with(found[2]) is not ChainStep.INTERVIEW


def people(pack: PolicyPack, trigger: str, rule: Trigger) -> Sequence[Actor]:
    """Four who hold every post that takes a step of this chain, and one of the subject's own."""
    chain = pack.accountability.chains.get(trigger) if pack.accountability else None
    posts = {rule.by, *(post for each in (chain.posts.values() if chain else ()) for post in each)}
    held = tuple(HeldPost(post, "street") for post in sorted(posts))
    able = [
        Actor(id=f"p{n}", roles=frozenset({Role.ORG, Role.DIS}), posts=held, unit="street")
        for n in range(4)
    ]
    return [*able, Actor(id="own", roles=frozenset({Role.DU}), posts=held, unit="u1")]


class Walk:
    """One file, and whatever somebody tries with it."""

    def __init__(self, found: Finding) -> None:
        self.pack, self.trigger, self.rule = found
        self.people = people(*found)
        self.minute = 0
        first = begins_with(self.rule)
        assert first is not None, "asked for triggers that begin a file"
        self.file = Accountability.begin(
            self.by(0),
            Cause(code="f1", trigger=self.trigger, subject="u1", body="u1"),
            _FACTS[first],
            jurisdiction="j",
            own=("u1",),
            **_STATED[first],
            **({"ground": self.ground} if "ground" in _FACTS[first].model_fields else {}),
        )

    @property
    def ground(self) -> str | None:
        chains = self.pack.accountability.chains if self.pack.accountability else {}
        grounds = chains[self.trigger].grounds if self.trigger in chains else ()
        return grounds[0] if grounds else None

    def by(self, person: int) -> Any:
        self.minute += 1
        at = f"2021-12-20 {9 + self.minute // 60:02}:{self.minute % 60:02}"
        return act(self.people[person], at, self.pack, evidence=("report-7",), reason="so it is")

    def take(self, step: str, person: int, *, approved: bool, measure: int) -> None:
        """Try one step; what the rules refuse changes nothing."""
        measures = sorted(self.pack.accountability.measures) if self.pack.accountability else ["X"]
        file, by, own = self.file, self.by(person), ("u1",)
        steps: Mapping[str, Callable[[], None]] = {
            "call": lambda: file.call(by, caller_body="street"),
            "talk": lambda: file.hold_interview(by, own=own, held_at=None, minutes_ref="m-1"),
            "open": lambda: file.go_on(
                by, events.AccountabilityOpened, own=own, ground=self.ground
            ),
            "admonish": lambda: file.admonish(by, own=own, admonition_ref="a-1"),
            "propose": lambda: file.propose(by, own=own, measure=measures[measure % len(measures)]),
            "decide": lambda: file.decide(by, own=own, approved=approved, opinion="so"),
            "circulate": lambda: file.circulate(by, own=own, notice_ref="n-1", on=on("2021-12-20")),
            "appeal": lambda: file.appeal_against(by, own=own),
            "answer": lambda: file.answer_appeal(by, own=own, approved=approved, opinion="so"),
        }
        version = file.version
        try:
            steps[step]()
        except DomainError:
            assert file.version == version

    def history(self) -> list[Event]:
        return list(cast("Sequence[Event]", self.file.collect_events()))


STEPS: Final = (
    "call", "talk", "open", "admonish", "propose", "decide", "circulate", "appeal", "answer",
)  # fmt: skip
TRIES: Final = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 4), st.booleans(), st.integers(0, 2)),
    max_size=25,
)


def assert_decided_first(history: Sequence[Event], rule: Trigger) -> None:
    proposed_by: str | None = None
    passed_by: str | None = None
    decided = False
    for event in history:
        assert event.actor_id != SYSTEM, "no step of such a file is the system's own"
        if isinstance(event, gates.GateRequested) and event.gate_code == MEASURE:
            proposed_by, passed_by = event.actor_id, None
        elif isinstance(event, gates.GatePassed) and event.gate_code == MEASURE:
            passed_by = event.actor_id
        elif isinstance(event, _EFFECTS) and event.measure is not None:
            assert proposed_by is not None
            assert passed_by not in {None, proposed_by, history[0].actor_id}
            decided = True
        elif isinstance(event, NoticeCirculated):
            assert decided or ChainStep.ACCOUNTABILITY not in file_steps(rule)


@pytest.mark.parametrize("found", IN_FILES, ids=named)
@settings(max_examples=60, deadline=None)
@drawn(tries=TRIES)
def test_no_measure_and_no_notice_before_two_persons_decided(
    found: Finding, tries: list[tuple[str, int, bool, int]]
) -> None:
    """3.2, INT-01, C: whatever is tried, by whomever, in whatever order"""
    walk = Walk(found)
    for step, person, approved, measure in tries:
        walk.take(step, person, approved=approved, measure=measure)

    assert_decided_first(walk.history(), walk.rule)


@pytest.mark.parametrize(
    "found", [one for one in IN_FILES if ChainStep.ACCOUNTABILITY in file_steps(one[2])], ids=named
)
def test_two_persons_can_decide(found: Finding) -> None:
    """INT-01: so that the walk above is one that gets somewhere"""
    walk = Walk(found)
    for step, person in (("call", 0), ("talk", 1), ("open", 1), ("propose", 2), ("decide", 3)):
        walk.take(step, person, approved=True, measure=0)

    history = walk.history()
    assert any(isinstance(event, _EFFECTS) for event in history)
    assert_decided_first(history, walk.rule)
