"""Map files: whatever is wrong with one is told with its line before a row is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from application.imports.errors import MapRefused
from application.imports.pseudonyms import Pseudonyms
from infrastructure.csv_rows import open_csv
from infrastructure.import_maps import read_map

ROOT = Path(__file__).parents[2]
KEY = Pseudonyms(bytes(32))
COLUMNS = ("nr", "text", "kind", "at")
GOOD = """\
source: letters
zone: Asia/Shanghai
id: nr
actors:
  clerk: p1
report:
  by: clerk
  at: {column: at}
  with:
    text: {column: text}
steps:
  - do: upload_case
    by: clerk
"""


def refused(path: Path, text: str) -> list[str]:
    """Line and reason of every fault, without the file's name."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapRefused) as refusal:
        read_map(path).recipe(COLUMNS, KEY)
    return [f"{fault.line}: {fault.reason}" for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("zone:", "zones:", "2: unknown key zones"),
        ("zone: Asia/Shanghai\n", "", "1: zone is missing"),
        ("Asia/Shanghai", "Asia/Nowhere", "2: Asia/Nowhere is no time zone"),
        ("source: letters", "source: Letters of 2020", "1: String should match pattern"),
        ("id: nr", "id: number", "3: the file has no column number"),
        ("id: nr", "id: nr\nencoding: utf-16", "4: utf-16 is no encoding"),
        ("id: nr", "id: nr\nencoding: klingon", "4: klingon is no encoding"),
        ("id: nr", "id: nr\ntimes: ['%Q']", "4: %Q is no time format"),
        ("id: nr", "id: nr\nid: text", "4: key id is written twice"),
        ("{column: text}", "{column: txt}", "10: the file has no column txt"),
        ("{column: text}", "{column: text, map: {1: a}}", "10: a key must be text"),
        ("{column: text}", "{column: text, value: x}", "10: name one of column, columns and value"),
        ("{column: text}", "{column: text, otherwise: x}", "10: otherwise goes with map"),
        ("    text: {c", "    texts: {c", "10: texts: report_case has no such field"),
        ("    text: {c", "    source_ref: {c", "10: source_ref: the import fills it"),
        ("    text: {c", "    kind: MATTER\n    text: {c", "10: MATTER: Input should be"),
        (
            "    text: {c",
            "    kind: {column: kind, map: {a: MATTER}}\n    text: {c",
            "10: MATTER: Input should be",
        ),
        ("do: upload_case", "do: upload", "12: there is no command upload"),
        ("do: upload_case", "do: route_case", "12: route_case needs mode"),
        ("    by: clerk\n", "    by: boss\n", "13: boss is none of the actors"),
        (
            "    by: clerk\n",
            "    by: clerk\n    when: [{column: x}]\n",
            "14: the file has no column x",
        ),
        ("clerk: p1", "clerk: p 1", "5: String should match pattern"),
        ("actors:", "actors: [", "is not YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Import: unknown commands, fields and columns are refused at the start."""
    assert old in GOOD

    found = refused(tmp_path / "map.yaml", GOOD.replace(old, new))

    assert any(fault in each for each in found), found


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """House style 1.6: whoever mends a map mends it once."""
    text = GOOD.replace("{column: text}", "{column: txt}").replace("upload_case", "uplift")

    found = refused(tmp_path / "map.yaml", text)

    assert found == ["10: the file has no column txt", "12: there is no command uplift"]


def test_a_delimiter_is_never_half_of_a_character(tmp_path: Path) -> None:
    """Bad days: in GB 18030 the byte of | also ends characters, that of , never does."""
    path = tmp_path / "map.yaml"
    path.write_text(GOOD + "encoding: gb18030\n", encoding="utf-8")
    assert read_map(path).plan.encoding == "gb18030"

    found = refused(path, GOOD + "encoding: gb18030\ndelimiter: '|'\n")

    assert found == ["1: in gb18030, | may be half of a character"]


def test_a_map_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Import."""
    with pytest.raises(MapRefused, match=r"absent\.yaml:1: cannot be read"):
        read_map(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("plan", "sample"),
    [("la311.yaml", "requests.csv"), ("tipdm2020c.yaml", "messages.csv")],
)
def test_the_shipped_maps_fit_their_samples(plan: str, sample: str) -> None:
    """Import: two map files ship."""
    with open_csv(ROOT / "tests" / "samples" / sample) as rows:
        recipe = read_map(ROOT / "docs" / "imports" / plan).recipe(rows.columns, KEY)

        assert recipe.source == plan.removesuffix(".yaml")
