"""A case that is taken out of all appraisal leaves points, calls and figures alike (剔除)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from application.scenarios.clock import StoryClock
from application.scenarios.runner import run_story
from application.scenarios.story import read_story
from domain.policy.case_rules import ExclusionRule
from domain.policy.shelf import PackShelf
from domain.vocabulary import Role
from infrastructure.scenario_files import read_scenario
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

STORY = Path(__file__).with_name("left_out.yaml")


def packs() -> PackShelf:
    """Daguan, if it allowed a case to be taken out of all appraisal."""
    pack = product_packs().get("daguan")
    rule = ExclusionRule(grounds=("UNREASONABLE",), approvers=frozenset({Role.ORG}))
    cases = pack.cases.model_copy(update={"exclusion": rule})
    return PackShelf([pack.model_copy(update={"cases": cases})])


def test_one_decision_takes_a_case_out_of_points_calls_and_figures(database: Database) -> None:
    """GAT-01, PTS-DG-05, ACC-DG-01, ENV-06, field notes 3.1: with reason and approver"""
    shelf, clock = packs(), StoryClock(datetime(2020, 1, 1, tzinfo=UTC))
    with service_on(database, clock, packs=shelf) as service:
        outcome = run_story(read_story(read_scenario(STORY), shelf), service, clock, "left-out")

    assert outcome.failures == []
