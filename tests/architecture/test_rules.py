"""Every rule of what is built is proved by a test, or openly is not (docs/rules.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules import OPEN as OPEN_LIST
from tests.rules import PAGE, open_page, page, proofs, read_groups, read_open

GROUPS = read_groups()
RULES = [rule for group in GROUPS.values() for rule in group]
OPEN = read_open()
PROVED = proofs(RULES)


def test_no_rule_is_listed_twice() -> None:
    """House rule."""
    assert len(RULES) == len(set(RULES))


def test_a_rule_without_a_test_is_listed_as_open_with_its_reason() -> None:
    """House rule: the list of open rules is all that is not proved."""
    unproved = set(RULES) - PROVED.keys()

    assert sorted(unproved - OPEN.keys()) == []
    assert [rule for rule, reason in OPEN.items() if len(reason) < 10] == []


def test_a_rule_that_a_test_proves_is_not_open_any_more() -> None:
    """House rule: the list only ever shrinks."""
    assert sorted(OPEN.keys() & PROVED.keys()) == []
    assert sorted(OPEN.keys() - set(RULES)) == []


def test_the_page_is_what_the_tests_say() -> None:
    """``./closeout dev python -m tests.rules`` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page(GROUPS, PROVED, OPEN)
    assert OPEN_LIST.read_text(encoding="utf-8") == open_page(OPEN)


def test_a_proof_is_found_by_the_id_in_a_docstring_or_a_story(tmp_path: Path) -> None:
    """The control."""
    stories = tmp_path / "tests" / "acceptance" / "scenarios"
    stories.mkdir(parents=True)
    (tmp_path / "tests" / "test_days.py").write_text(
        'def test_a():\n    """X-DG-01, 2.1: so it is."""\n'
        'def test_b():\n    """X-DG-010 and C3."""\n'
        'def helper():\n    """X-DG-02"""\n'
    )
    (stories / "row-99.yaml").write_text("# X-DG-03.\npack: nowhere\n")

    found = proofs(["X-DG-01", "X-DG-02", "X-DG-03", "2.1", "C"], tmp_path)

    assert {rule: dict(files) for rule, files in found.items()} == {
        "X-DG-01": {"tests/test_days.py": ["a"]},
        "2.1": {"tests/test_days.py": ["a"]},
        "X-DG-03": {"tests/acceptance/scenarios/row-99.yaml": []},
    }


@pytest.mark.parametrize("rule", ["ENV-03", "CAL-02", "CAS-DG-08", "B.5", "C"])
def test_rules_that_are_proved_are_seen_to_be(rule: str) -> None:
    """The control."""
    assert PROVED[rule]
