"""What a scenario file may say, and how a mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.scenarios.document import ScenarioMalformed
from infrastructure.scenario_files import read_scenario
from tests.application.scenarios.stage import faults, node, story

PLAIN = """\
pack: daguan
setup:
  units: [u1]
  grids: [{id: g12, community: c1}]
  posts: {head: [anna], grid_member: [gu]}
steps:
  - {at: "2021-09-10T09:00+08:00", by: gu, do: report_case, as: k1, with: {grid: g12}}
expect:
  - {query: case, where: {case: k1}, is: {state: REPORTED}}
"""


def test_a_plain_story_is_understood() -> None:
    """Architecture 8: pack, setup, steps, expect."""
    told = story(PLAIN)

    assert told.pack_id == "daguan"
    assert [step.names for step in told.steps] == ["k1"]
    assert [each.question.NAME for each in told.expectations] == ["case"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("pack: daguan", "pack: atlantis", "1: "),
        ("do: report_case", "do: report_cases", "7: unknown command report_cases"),
        ("query: case,", "query: cases_of,", "9: unknown query cases_of"),
        ("with: {grid: g12}", "with: {gird: g12}", "7: unknown key gird"),
        ("where: {case: k1}", "where: {kase: k1}", "9: unknown key kase"),
        ("where: {case: k1}", "where: {case: k2}", "9: no case is called k2"),
        ("with: {grid: g12}", "with: {grid: g12, lon: east}", "7: lon: "),
        ("with: {grid: g12}}", "refused: no-such-code}", "7: unknown refusal code no-such-code"),
        ("by: gu", "by: nobody", "7: nobody is called nobody"),
        ('"2021-09-10T09:00+08:00"', '"2021-09-10T09:00"', "7: 2021-09-10T09:00 has no offset"),
        ('"2021-09-10T09:00+08:00"', "yesterday", "7: yesterday is no instant"),
        ("grid_member", "gridmember", "5: unknown key gridmember"),
        ("units: [u1]", "units: [{id: u1, size: 3}]", "3: unknown key size"),
        ("units: [u1]", "units: [u1, u1]", "3: there is a body u1 already"),
        ("where: {case: k1}", "where: {case: k1, axis: RECORDED}", "9: an axis needs an as_of"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, fault: str) -> None:
    """Architecture 8: unknown names, fields and refusal codes fail with the line number."""
    assert old in PLAIN

    found = faults(PLAIN.replace(old, new))

    assert len(found) >= 1
    assert any(each.startswith(fault) for each in found)


def test_all_mistakes_are_told_at_once() -> None:
    """Architecture 8."""
    found = faults(
        PLAIN.replace("do: report_case", "do: nothing").replace("query: case", "query: x")
    )

    assert [each.split(":")[0] for each in found] == ["7", "9"]


def test_time_only_goes_on() -> None:
    """Architecture 8: one clock, moved by the story."""
    late = PLAIN.replace("expect:", '  - {at: "2021-09-10T08:59+08:00", tick: true}\nexpect:')

    assert faults(late) == ["8: at lies before the step above; time only goes on"]


def test_a_command_to_a_case_needs_the_case() -> None:
    """Architecture 8: on."""
    without = PLAIN.replace("do: report_case, as: k1, with: {grid: g12}", "do: upload_case")

    assert faults(without.split("expect:", maxsplit=1)[0]) == [
        "7: on is missing: upload_case is addressed to a case"
    ]


def test_words_of_yaml_1_1_are_texts() -> None:
    """Architecture 8: ``on`` is a key, times and dates are written as they are."""
    read = node("{on: k1, at: 12:30, day: 2021-09-10, no: off, n: 3, x: 1.5, t: true, z: null}")

    assert read.plain == {
        "on": "k1",
        "at": "12:30",
        "day": "2021-09-10",
        "no": "off",
        "n": 3,
        "x": 1.5,
        "t": True,
        "z": None,
    }


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "1: is empty"),
        (b"a: [1", "is not YAML"),
        (b"a: 1\na: 2\n", "2: key a is written twice"),
        (b"a: \xff\xfe\n", "1: is not UTF-8"),
        (b"a: &x [*x]\n", "an alias contains itself"),
        (b"a: 1\n---\nb: 2\n", "is not YAML"),
        (b"a: \x00\n", "is not YAML"),
        (b"{[1]: 2}", "1: a key must be text"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, content: bytes, fault: str) -> None:
    """Architecture 8: exit 2 for a malformed file."""
    file = tmp_path / "story.yaml"
    file.write_bytes(content)

    with pytest.raises(ScenarioMalformed) as malformed:
        read_scenario(file)

    assert fault in str(malformed.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Architecture 8."""
    with pytest.raises(ScenarioMalformed, match="cannot be read"):
        read_scenario(tmp_path / "none.yaml")
