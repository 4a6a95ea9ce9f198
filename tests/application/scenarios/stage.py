"""Tells a scenario written in a test to the real service."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from application.scenarios.clock import StoryClock
from application.scenarios.document import Node, ScenarioMalformed
from application.scenarios.runner import Outcome, run_story
from application.scenarios.story import Story, read_story
from infrastructure.scenario_files import read_scenario
from tests.application.wiring import service_on
from tests.database import Database
from tests.shelves import product_packs

_numbers = count(1)


def node(text: str) -> Node:
    """A scenario file of this text, as read."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "story.yaml"
        file.write_text(dedent(text), encoding="utf-8")
        return read_scenario(file)


def story(text: str) -> Story:
    """A scenario of this text."""
    return read_story(node(text), product_packs())


def faults(text: str) -> list[str]:
    """What is wrong with a scenario of this text, each with its line."""
    try:
        story(text)
    except ScenarioMalformed as malformed:
        return [str(fault) for fault in malformed.faults]
    return []


def tell(text: str, database: Database) -> Outcome:
    """Run a scenario of this text in a jurisdiction of its own."""
    clock = StoryClock(datetime(2020, 1, 1, tzinfo=UTC))
    with service_on(database, clock, packs=product_packs()) as service:
        return run_story(story(text), service, clock, f"story-{next(_numbers)}")
