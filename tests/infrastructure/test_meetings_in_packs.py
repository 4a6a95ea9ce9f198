"""What a pack must say of a meeting, or is refused at load (B.3, 4.1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.infrastructure.test_policy_files import desk

FILE = "meetings.yaml"
BIJIE, DAGUAN, KUNDULUN = "bijie/2017.1", "daguan/2020.1", "kundulun/2021.1"
CHAIRED = "chair: [station_head, station_deputy]"

# pack, text that is replaced, replacement, lines further down, end of the path, part of the reason
REFUSALS = [
    pytest.param(
        DAGUAN, f"    period: QUARTER\n    at_least: 1\n    strength: SHOULD\n    {CHAIRED}\n",
        "    period: QUARTER\n    at_least: 1\n    strength: SHOULD\n", -3,
        "meetings.joint.chair", "chair is missing", id="meeting without chair",
    ),
    pytest.param(
        DAGUAN, f"    period: MONTH\n    at_least: 1\n    strength: SHOULD\n    {CHAIRED}\n",
        "    period: MONTH\n    at_least: 1\n    strength: SHOULD\n    chair: [mayor]\n", 3,
        "meetings.dispatch.chair.0", "mayor is no post", id="chair that is no post",
    ),
    pytest.param(
        KUNDULUN, "    on_miss: ACCOUNTABILITY\n    chair: ROTATING\n    members: 39\n",
        "    chair: ROTATING\n    members: 39\n", -4,
        "meetings.regional", "a MUST needs a consequence", id="MUST without consequence",
    ),
    pytest.param(
        KUNDULUN, "    members: 39\n", "", None,
        "meetings.regional", "a rotation needs the number of members", id="rotation of nobody",
    ),
    pytest.param(
        KUNDULUN, "    missing_side: VOID\n", "", None,
        "meetings.council_hall", "sides and missing_side belong together", id="sides alone",
    ),
    pytest.param(
        BIJIE, "    of: GRID_BRANCH\n    period: QUARTER\n", "    of: GRID_BRANCH\n", -1,
        "meetings.member_assembly", "is only a name", id="MTG-BZ-09 without a period",
    ),
    pytest.param(
        KUNDULUN, "    of: REGIONAL_COMMITTEE\n    occasion: WHEN_NEEDED\n",
        "    of: REGIONAL_COMMITTEE\n", -1,
        "meetings.resident_interests", "is only a name", id="MTG-KD-05 name without a definition",
    ),
    pytest.param(
        BIJIE, "quorum: {more_than: 1/2, of: DUE}", "quorum: {more_than: 0.5, of: DUE}", None,
        "meetings.hearing.quorum.more_than", "0.5 is rounded", id="share that is rounded",
    ),
    pytest.param(
        BIJIE, "quorum: {more_than: 1/2, of: DUE}", "quorum: {of: DUE}", None,
        "meetings.hearing.quorum", "exactly one of at_least and more_than", id="share of nothing",
    ),
    pytest.param(
        BIJIE, "    quorum: {more_than: 1/2, of: DUE}\n", "", None,
        "meetings.hearing", "a majority needs a quorum", id="majority without quorum",
    ),
    pytest.param(
        BIJIE, "    satisfies: [party_joint]", "    satisfies: [party_joynt]", 0,
        "meetings.two_committees_units.satisfies.0", "no meeting of this pack", id="satisfied name",
    ),
    pytest.param(
        BIJIE, "delegates: [2, 3]", "delegates: [3, 2]", 0,
        "GROUP_DELEGATES", "min is greater than max", id="range of delegates",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "old", "new", "down", "path", "reason"), REFUSALS)
def test_a_meeting_with_a_fault_is_refused_with_file_line_and_reason(
    tmp_path: Path, *, pack: str, old: str, new: str, down: int | None, path: str, reason: str
) -> None:
    """B.3; MTG-BZ-09 and MTG-KD-05: a name without a period or an occasion is refused at load."""
    spoilt = desk(tmp_path, pack)
    line = spoilt.spoil(old, new, file=FILE)

    found = [fault for fault in spoilt.faults() if reason in fault.reason]

    assert len(found) >= 1, spoilt.faults()
    assert found[0].file == str(spoilt.folder / FILE)
    assert found[0].path.endswith(path)
    if down is not None:
        assert found[0].line == line + down
