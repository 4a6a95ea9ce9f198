"""Nothing about individuals is scored from sensitive registers (3.2, C, CNT-BZ-02)."""

from __future__ import annotations

import ast
from pathlib import Path

from application.dossier.told import ToldEvent
from domain.policy.pack import PolicyPack
from domain.readings.reading_log import SensitiveRecordViewed
from tests.shelves import product_packs

ROOT = Path(__file__).parents[2]
# Where people are told by status, health, record or need; none of it may weigh on anybody.
SENSITIVE = frozenset(
    {
        "MemberStatusRecorded",
        "VisitRecorded",
        "PlanFiled",
        "PopulationDataUpdated",
        "HealthCheckDone",
        "HealthItemDone",
        "HealthPackageCompleted",
        "DoctorContractSigned",
        "DutyTriggered",
        SensitiveRecordViewed.TOPIC,
    }
)


def packs() -> list[PolicyPack]:
    return list(product_packs().all())


def test_no_trigger_and_no_reward_looks_at_a_sensitive_register() -> None:
    """3.2, 3.3: what calls to account or is rewarded is how bodies and staff work"""
    for pack in packs():
        watched = {rule.of for rule in pack.triggers.values()}
        watched |= {rule.of for rule in pack.rewards.values()}
        if pack.incentives is not None:
            watched |= {benefit.basis.of for benefit in pack.incentives.benefits.values()}
        assert not watched & SENSITIVE, pack.ref


def test_no_code_of_triggers_rewards_or_dossiers_names_one() -> None:
    """3.2: neither a query nor a feature"""
    folders = ("domain/accountability", "domain/honours", "domain/triggers", "application/dossier")
    for folder in folders:
        files = sorted((ROOT / folder).rglob("*.py"))
        assert files, folder
        for file in files:
            tree = ast.parse(file.read_text("utf-8"))
            words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            assert not (words | names) & SENSITIVE, file


def test_a_dossier_has_no_place_for_a_person() -> None:
    """ENV-07, C-G3: posts act; there is no field for who did it or whom it was about"""
    assert not {"actor_id", "person_ref", "reporter_ref"} & ToldEvent.__dataclass_fields__.keys()
