"""A policy pack with a fault stops the start, with file, line and reason (B.3)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from domain.calendar.clocks import DayKind
from domain.policy.errors import PackRefused, PlacedFault
from domain.vocabulary import Role
from infrastructure.policy_files import PACKAGED, load_packs

VARIANTS = Path(__file__).parent.parent / "packs"
VERSIONS = Path(__file__).parent.parent / "versions"


@dataclass(frozen=True)
class Desk:
    """A copy of a shipped pack that a test may spoil."""

    folder: Path

    def file_of(self, text: str) -> Path:
        """The one file of the pack that holds the text."""
        (found,) = [
            file for file in self.folder.glob("*.yaml") if text in file.read_text(encoding="utf-8")
        ]
        return found

    def spoil(self, old: str, new: str, *, file: str | None = None) -> int:
        """Replaces a text that is there once; returns the line at which it starts, from 1."""
        path = self.file_of(old) if file is None else self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def faults(self) -> tuple[PlacedFault, ...]:
        with pytest.raises(PackRefused) as refusal:
            load_packs(self.folder)
        assert refusal.value.rule == "B.3"
        return refusal.value.faults


def desk(tmp_path: Path, pack: str) -> Desk:
    folder = tmp_path / pack
    shutil.copytree(PACKAGED / pack, folder)
    return Desk(folder)


CLOCK_A = "{n: 3, kind: WORKING_DAY, start: SiteMeetingHeld, replaces: CLK-DG-B, penalty: -3.0}"
DEPUTY = (
    "{role: DP, at: STATION, also_at: [COMMUNITY], ex_officio: [community_secretary], "
    "at_least: 1, max: 1, aliases: [deputy]}"
)
PARTY_LIFE = "party_life: [COMMUNITY_PARTY, GRID_BRANCH, BUILDING_GROUP]"

LIGHT = "street_light: {duty: city_management, clock: CLK-KD-CASE}"
ASKED = "street_light: {attributes: {%s: {datatype: %s}}}"
DAGUAN, LONGLING, KUNDULUN = "daguan/2020.1", "longling/2021.1", "kundulun/2021.1"

# pack, text that is replaced, replacement, lines further down, end of the path, part of the reason
REFUSALS = [
    pytest.param(
        DAGUAN, CLOCK_A, CLOCK_A.replace("SiteMeetingHeld", "SiteMeetingDreamt"), 0,
        "CLK-DG-A.start", "unknown event SiteMeetingDreamt", id="unknown event of a clock",
    ),
    pytest.param(
        DAGUAN, "  WhistleBlown: [", "  WhistleBlew: [", 0,
        "WhistleBlew", "unknown event WhistleBlew", id="unknown event of a rule",
    ),
    pytest.param(
        DAGUAN, "of: FeedbackMissed", "of: FeedbackLost", 0,
        "TWO_CONSECUTIVE_MISSES.of", "unknown event FeedbackLost", id="unknown event of a trigger",
    ),
    pytest.param(
        DAGUAN, "command: give_prior_opinion", "command: bless", 0,
        "PRIOR_OPINION.command", "unknown command bless", id="unknown command of a gate",
    ),
    pytest.param(
        DAGUAN, "rule_ids:\n", "permissions: {burn_case: {HD: Y}}\nrule_ids:\n", 0,
        "permissions.burn_case", "unknown command burn_case", id="unknown command moved",
    ),
    pytest.param(
        DAGUAN, PARTY_LIFE, "party_life: [COMMUNITY_PARTY, {code: GRID_BRANCH, parents: []}]", 0,
        "hierarchies.party_life.1", "has no parent", id="level without parent",
    ),
    pytest.param(
        DAGUAN, PARTY_LIFE, "party_life: [COMMUNITY_PARTY, {code: GRID_BRANCH, parents: [SKY]}]", 0,
        "hierarchies.party_life.1", "names parent SKY", id="unknown parent",
    ),
    pytest.param(
        DAGUAN,
        PARTY_LIFE,
        "party_life: [COMMUNITY_PARTY, {code: GRID_BRANCH, parents: [BUILDING_GROUP]},"
        " {code: BUILDING_GROUP, parents: [GRID_BRANCH]}]",
        0, "hierarchies.party_life.1", "in a cycle", id="cycle",
    ),
    pytest.param(
        LONGLING, "benefit: 0.2", "benefit: 0.3", -3,
        "composites.project_score", "weights sum to 1.1, not to 1", id="weights",
    ),
    pytest.param(
        LONGLING, "max: 100", "max: -1", -3,
        "scales.BJ_100", "min is greater than max", id="range of a scale",
    ),
    pytest.param(
        DAGUAN, "units_min: 2", "units_min: 2\n      units_max: 1", -2,
        "routes.MULTI", "units_min is greater than units_max", id="range of units",
    ),
    pytest.param(
        DAGUAN, CLOCK_A, "{n: 3, start: SiteMeetingHeld}", 0,
        "CLK-DG-A.kind", "kind is missing", id="clock without calendar kind",
    ),
    pytest.param(
        DAGUAN, "    n: 2\n    reset: true\n    by: leading_group_office\n",
        "    n: 2\n    reset: true\n", -6,
        "TWO_CONSECUTIVE_MISSES.by", "by is missing", id="trigger without actor",
    ),
    pytest.param(
        KUNDULUN, LIGHT, "street_light: {group: lamps}", 0,
        "street_light.group", "code lamps has no label", id="group without label",
    ),
    pytest.param(
        KUNDULUN, LIGHT, ASKED % ("POLE", "string"), 0,
        "street_light.attributes.POLE", "code POLE has no label", id="attribute without label",
    ),
    pytest.param(
        KUNDULUN, LIGHT, ASKED % ("pothole", "singlevaluelist"), 0,
        "street_light.attributes.pothole", "a list needs values", id="list without values",
    ),
    pytest.param(
        KUNDULUN, LIGHT, ASKED % ("pothole", "text, values: [dust]"), 0,
        "street_light.attributes.pothole", "values belong to a list", id="text with values",
    ),
    pytest.param(
        KUNDULUN, LIGHT, ASKED % ("pothole", "multivaluelist, values: [dust, dust]"), 0,
        "street_light.attributes.pothole", "listed twice", id="value listed twice",
    ),
    pytest.param(
        KUNDULUN, LIGHT, ASKED % ("pothole", "text, variable: false, required: true"), 0,
        "street_light.attributes.pothole", "cannot be required", id="notice that is required",
    ),
    pytest.param(
        KUNDULUN, "must_visit: {size: 4}", "must_visit: {size: 4, items: [a, b, c]}", 0,
        "checklists.must_visit", "has 3 items but declares size 4", id="list of another size",
    ),
    pytest.param(
        DAGUAN, "lists_required: [", "lists_requird: [", 0,
        "cases.lists_requird", "unknown key lists_requird", id="unknown key",
    ),
    pytest.param(
        DAGUAN, "    max: 1\n    party_member", "    max: 1\n    max: 2\n    party_member", 1,
        "", "key max is written twice", id="key written twice",
    ),
    pytest.param(
        DAGUAN, 'version: "2020.1"', "version: 2020.1", 0,
        "meta.version", "valid string", id="version that is a number",
    ),
    pytest.param(
        DAGUAN, "tracking: CLK-DG-TRACK", "tracking: CLK-DG-GONE", None,
        "cases", "clock CLK-DG-GONE is named but not defined", id="clock that is not defined",
    ),
    pytest.param(
        KUNDULUN, "scale: KD_CASE", "scale: KD_CSAE", 0,
        "cases.rating.scale", "scale KD_CSAE is not defined", id="scale that is not defined",
    ),
    pytest.param(
        DAGUAN, f"station_deputy: {DEPUTY}", "station_deputy: {role: HD}", None,
        "cases.whistle.actors", "role DP is used but no post has it", id="role without a post",
    ),
    pytest.param(
        DAGUAN, "    drainage: {}", "    flood: {}", 0,
        "cases.categories.flood", "code flood has no label", id="code without a label",
    ),
    pytest.param(
        DAGUAN, "rule_ids:\n", "permissions: {route_inside: {AUD: Y}}\nrule_ids:\n", 0,
        "permissions.route_inside.AUD", "AUD has no role that writes", id="auditor that writes",
    ),
    pytest.param(
        DAGUAN, "rule_ids:\n", "permissions: {settle_points: {ADM: Y}}\nrule_ids:\n", 0,
        "permissions.settle_points.ADM", "separation of duties", id="administrator that settles",
    ),
    pytest.param(
        DAGUAN, "rule_ids:\n", "permissions: {edit_or_delete: {HD: Y}}\nrule_ids:\n", 0,
        "permissions.edit_or_delete.HD", "no pack may change this line", id="editing allowed",
    ),
    pytest.param(
        DAGUAN, "rule_ids:\n", "permissions: {rate_case: {ANY: Y}}\nrule_ids:\n", 0,
        "permissions.rate_case.ANY", "Input should be", id="right for anybody",
    ),
    pytest.param(
        DAGUAN, "effective_from: 2020-04-20", "effective_from: 2020-02-31", 0,
        "", "2020-02-31 is no date", id="impossible date",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "old", "new", "down", "path", "reason"), REFUSALS)
def test_a_pack_with_a_fault_is_refused_with_file_line_and_reason(
    tmp_path: Path, *, pack: str, old: str, new: str, down: int | None, path: str, reason: str
) -> None:
    """B.3"""
    spoilt = desk(tmp_path, pack)
    file = spoilt.file_of(old)
    line = spoilt.spoil(old, new)

    found = [fault for fault in spoilt.faults() if reason in fault.reason]

    assert len(found) >= 1, spoilt.faults()
    assert found[0].file == str(file)
    assert found[0].path.endswith(path)
    if down is not None:
        assert found[0].line == line + down


def test_a_number_without_provenance_is_refused(tmp_path: Path) -> None:
    """B.3"""
    spoilt = desk(tmp_path, DAGUAN)
    text = (spoilt.folder / "provenance.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "CLK-DG-ACCEPT" not in line]
    (spoilt.folder / "provenance.yaml").write_text("\n".join(kept), encoding="utf-8")

    found = {fault.path for fault in spoilt.faults() if "no provenance" in fault.reason}

    assert "cases.clocks.CLK-DG-ACCEPT.n" in found


def test_provenance_of_nothing_is_refused_in_its_own_file(tmp_path: Path) -> None:
    """B.3"""
    spoilt = desk(tmp_path, DAGUAN)
    line = spoilt.spoil("cases.feedback:", "cases.feedbakc:", file="provenance.yaml")

    (fault,) = [fault for fault in spoilt.faults() if "no value" in fault.reason]

    assert (fault.file, fault.line) == (str(spoilt.folder / "provenance.yaml"), line)


def test_all_faults_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    """B.3"""
    spoilt = desk(tmp_path, DAGUAN)
    spoilt.spoil("command: give_prior_opinion", "command: bless")
    spoilt.spoil("of: FeedbackMissed", "of: FeedbackLost")
    spoilt.spoil("  WhistleBlown: [", "  WhistleBlew: [")

    reasons = " ".join(fault.reason for fault in spoilt.faults())

    assert all(word in reasons for word in ("bless", "FeedbackLost", "WhistleBlew"))


def test_two_versions_may_not_be_in_force_on_one_day(tmp_path: Path) -> None:
    """B.3"""
    shutil.copytree(PACKAGED / DAGUAN, tmp_path / "daguan" / "2020.1")
    later = Desk(tmp_path / "daguan" / "2021.1")
    shutil.copytree(PACKAGED / DAGUAN, later.folder)
    later.spoil('version: "2020.1"', 'version: "2021.1"')
    line = later.spoil("effective_from: 2020-04-20", "effective_from: 2021-01-01")

    with pytest.raises(PackRefused) as refusal:
        load_packs(tmp_path)

    (fault,) = refusal.value.faults
    assert (fault.file, fault.line) == (str(later.folder / "pack.yaml"), line)
    assert "overlap with daguan@2020.1" in fault.reason


def test_a_version_follows_the_day_after_the_last_day_of_the_one_before(tmp_path: Path) -> None:
    """B.3"""
    earlier = Desk(tmp_path / "daguan" / "2020.1")
    later = Desk(tmp_path / "daguan" / "2021.1")
    for version in (earlier, later):
        shutil.copytree(PACKAGED / DAGUAN, version.folder)
    until = "effective_from: 2020-04-20\n  effective_to: 2020-12-31"
    earlier.spoil("effective_from: 2020-04-20", until)
    later.spoil('version: "2020.1"', 'version: "2021.1"')
    later.spoil("effective_from: 2020-04-20", "effective_from: 2021-01-01")

    shelf = load_packs(tmp_path)

    assert [pack.ref for pack in shelf.all()] == ["daguan@2020.1", "daguan@2021.1"]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"meta: {id: x\ncases: 1\n", 2, "is not YAML"),
        (b"meta:\n  title: \xff\xfe\n", 2, "is not UTF-8"),
        (b"- a\n- b\n", 1, "is not a mapping"),
        (b"", 1, "is not a mapping"),
        (b"meta: &m\n  again: *m\n", 1, "contains itself"),
        (b"meta: {}\n1: x\n", 2, "a key must be text"),
        (b"meta: \x07\n", 1, "is not YAML"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int, reason: str
) -> None:
    """B.3"""
    file = tmp_path / "mine.yaml"
    file.write_bytes(content)

    with pytest.raises(PackRefused) as refusal:
        load_packs(file)

    (fault,) = refusal.value.faults
    assert (fault.file, fault.line) == (str(file), line)
    assert reason in fault.reason


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    """B.3"""
    with pytest.raises(PackRefused, match="there is no pack"):
        load_packs(tmp_path)


def test_a_pack_lies_in_the_folder_of_its_name(tmp_path: Path) -> None:
    """ENV-03"""
    spoilt = desk(tmp_path, DAGUAN)
    spoilt.spoil("id: daguan", "id: dagaun")

    assert any("is not the name of its folder" in fault.reason for fault in spoilt.faults())


def test_a_variant_says_only_what_differs() -> None:
    """B-05"""
    shelf = load_packs(PACKAGED, VARIANTS)
    daguan, aligned = shelf.get("daguan").cases, shelf.get("daguan-aligned").cases

    assert aligned.clocks["CLK-DG-B"].kind is DayKind.WORKING_DAY
    assert aligned.clocks["CLK-DG-A"] == daguan.clocks["CLK-DG-A"]
    assert aligned.routes == daguan.routes
    assert aligned.stop_clock is not None
    assert aligned.stop_clock.approvers == {Role.HD}


def test_a_new_version_ends_the_one_it_supersedes() -> None:
    """ENV-03, B.3: side by side, their dates not overlapping; the old file is left as it is"""
    shelf = load_packs(PACKAGED, VERSIONS)

    old, new = shelf.versions("daguan")
    assert (old.ref, old.meta.effective_to) == ("daguan@2020.1", date(2021, 9, 17))
    assert (new.ref, new.meta.effective_from) == ("daguan@2021.1", date(2021, 9, 18))
    assert shelf.current("daguan", date(2021, 9, 17)) is old
    assert shelf.current("daguan", date(2021, 9, 18)) is new
    assert old.cases.clocks["CLK-DG-B"].n == 3
    assert new.cases.clocks["CLK-DG-B"].n == 7


def test_two_versions_without_a_stated_order_overlap(tmp_path: Path) -> None:
    """B.3"""
    shutil.copytree(VERSIONS / "daguan", tmp_path / "daguan")
    second = Desk(tmp_path / "daguan" / "2021.1")
    line = second.spoil('  supersedes: "2020.1"\n', "") - 1

    with pytest.raises(PackRefused) as refusal:
        load_packs(PACKAGED, tmp_path)

    (fault,) = refusal.value.faults
    assert (fault.file, fault.line) == (str(second.folder / "pack.yaml"), line)
    assert fault.reason == "effective dates overlap with daguan@2020.1"


def test_a_version_is_superseded_once(tmp_path: Path) -> None:
    """B.3"""
    shutil.copytree(VERSIONS / "daguan", tmp_path / "daguan")
    shutil.copytree(VERSIONS / "daguan" / "2021.1", tmp_path / "daguan" / "2022.1")
    third = Desk(tmp_path / "daguan" / "2022.1")
    third.spoil('version: "2021.1"', 'version: "2022.1"')
    third.spoil("effective_from: 2021-09-18", "effective_from: 2022-01-01")

    with pytest.raises(PackRefused) as refusal:
        load_packs(PACKAGED, tmp_path)

    reasons = [fault.reason for fault in refusal.value.faults]
    assert "daguan@2020.1 is superseded by daguan@2021.1 already" in reasons


def test_a_fault_that_a_variant_inherits_is_placed_in_its_own_line(tmp_path: Path) -> None:
    """B.3"""
    shutil.copytree(VARIANTS / "daguan-aligned", tmp_path / "daguan-aligned")
    variant = Desk(tmp_path / "daguan-aligned" / "2020.1")
    line = variant.spoil("grounds: [WEATHER", "grounds: [FROGS")

    (fault,) = variant.faults()

    assert (fault.file, fault.line) == (str(variant.folder / "pack.yaml"), line)
    assert fault.reason == "code FROGS has no label"
