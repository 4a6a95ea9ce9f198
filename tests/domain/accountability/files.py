"""People, causes and facts of files that several tests share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from domain.accountability import events
from domain.accountability.accountability import Cause
from domain.act import Actor, HeldPost
from domain.policy.accountability import AccountabilityRules, ChainRules
from domain.policy.pack import PolicyPack
from domain.policy.triggers import Trigger
from domain.vocabulary import Role
from tests.samples import SYS, act, on, pack
from tests.spec import ID, Fact, fact

_TRIGGER: TypeAdapter[Trigger] = TypeAdapter(Trigger)

LONGLING = pack("longling")
DAGUAN = pack("daguan")
REVIEW = f"event:{ID}/7"


def person(name: str, post: str, role: Role, body: str = "street") -> Actor:
    return Actor(id=name, roles=frozenset({role}), posts=(HeldPost(post, body),), unit=body)


DORA = person("dora", "discipline_officer", Role.DIS)
DAN = person("dan", "discipline_officer", Role.DIS)
DUO = person("duo", "discipline_officer", Role.DIS)
LEO = person("leo", "leading_group_office", Role.ORG)
UMA = person("uma", "unit_principal", Role.DU, "u1")
OWN = ("u1",)


def with_trigger(
    base: PolicyPack, name: str, chain: ChainRules | None = None, **rule: Any
) -> PolicyPack:
    """A pack with one more trigger, so that a chain is tested by what it says."""
    said = {"subject": "subject", "by": "discipline_officer", "who": "unit_principal"} | rule
    trigger = _TRIGGER.validate_python(said)
    rules = base.accountability or AccountabilityRules(
        measures={"CRITICISM": "MEASURE"}, appeals=True
    )
    chains = rules.chains | ({name: chain} if chain else {})
    return base.model_copy(
        update={
            "triggers": base.triggers | {name: trigger},
            "accountability": rules.model_copy(update={"chains": chains}),
        }
    )


def cause(trigger: str, *, evidence: Sequence[str] = (REVIEW,), of: Sequence[str] = ()) -> Cause:
    return Cause(
        code="f1", trigger=trigger, subject="u1", body="u1",
        evidence=evidence, evidence_events=of,
    )  # fmt: skip


def triggered(trigger: str = "BELOW_60", **changes: Any) -> Fact:
    """The talk was called for on 2021-12-20."""
    fields: dict[str, Any] = {
        "recorded_at": act(SYS, "2021-12-20 09:00").at,
        "actor_id": "system",
        "code": "f1",
        "trigger_code": trigger,
        "subject": "u1",
        "body": "u1",
        "evidence_event_ids": (REVIEW,),
        "called": "responsible_person" if trigger in LONGLING.triggers else "unit_principal",
        "caller": "discipline_officer",
        "caller_body": "street",
    }
    return fact(events.InterviewTriggered, **fields | changes)


def held(**changes: Any) -> Fact:
    fields: dict[str, Any] = {
        "actor_id": "dora",
        "code": "f1",
        "caller_body": "street",
        "held_at": act(DORA, "2021-12-24 09:00").at,
        "interviewer": "dora",
        "minutes_ref": "m-1",
    }
    return fact(events.InterviewHeld, **fields | changes)


def beginning(kind: type[events.Beginning], trigger: str, **fields: Any) -> Fact:
    said: dict[str, Any] = {
        "code": "f1",
        "trigger_code": trigger,
        "subject": "u1",
        "body": "u1",
        "evidence_event_ids": (REVIEW,),
    }
    return fact(kind, **said | fields)


def opened(**fields: Any) -> Fact:
    return beginning(events.AccountabilityOpened, "BELOW_60", **{"evidence_event_ids": ()} | fields)


TODAY = on("2021-12-28")
