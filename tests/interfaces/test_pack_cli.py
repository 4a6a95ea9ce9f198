"""``closeout pack``."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager
from pathlib import Path

from typer.testing import CliRunner

from application.adoption.desk import AdoptionDesk
from infrastructure.policy_files import PACKAGED, load_packs
from interfaces.cli.pack import create_app


def no_service() -> AbstractContextManager[AdoptionDesk]:
    """The commands below look at files alone."""
    raise AssertionError("no service is needed")


APP = create_app(load_packs, no_service)
RUN = CliRunner()


def test_the_list_shows_each_pack() -> None:
    """B.5"""
    result = RUN.invoke(APP, ["list"])

    assert result.exit_code == 0
    for ref in ("daguan@2020.1", "kundulun@2021.1", "bijie@2017.1"):
        assert ref in result.output
    assert "A1 draft" in result.output


def test_checking_coherent_packs_exits_with_zero() -> None:
    """B.3"""
    result = RUN.invoke(APP, ["check"])

    assert result.exit_code == 0
    assert "7 packs are coherent" in result.output


def test_checking_a_faulty_pack_prints_file_line_and_reason(tmp_path: Path) -> None:
    """B.3"""
    folder = tmp_path / "kundulun" / "2021.1"
    shutil.copytree(PACKAGED / "kundulun" / "2021.1", folder)
    file = folder / "pack.yaml"
    text = file.read_text(encoding="utf-8").replace("start: CaseUploaded", "start: CaseDreamt")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("CLK-KD-CASE: {")].count("\n") + 1

    result = RUN.invoke(APP, ["check", str(tmp_path)])

    assert result.exit_code == 1
    assert (
        f"{file}:{line}: cases.clocks.CLK-KD-CASE.start: unknown event CaseDreamt" in result.output
    )


def test_an_assumption_is_marked_as_one() -> None:
    """0.2"""
    result = RUN.invoke(APP, ["explain", "kundulun", "cases.clocks.CLK-KD-CASE.n"])

    assert result.exit_code == 0
    assert "cases.clocks.CLK-KD-CASE.n = 3  [CAS-KD-03]  ASSUMPTION: " in result.output


def test_a_stated_value_shows_its_source_and_standing() -> None:
    """B-28"""
    result = RUN.invoke(APP, ["explain", "daguan", "cases.clocks.CLK-DG-A.n"])

    assert result.output == "cases.clocks.CLK-DG-A.n = 3  [CAS-DG-08 S4 §4.2 (trial)]\n"


def test_assumptions_come_first_on_request() -> None:
    """0.2"""
    result = RUN.invoke(APP, ["explain", "daguan", "--assumptions", "--json"])
    marked = [value["assumption"] is not None for value in json.loads(result.output)["values"]]

    assert marked[0]
    assert marked == sorted(marked, reverse=True)


def test_an_unknown_pack_or_path_exits_with_one() -> None:
    """ENV-03"""
    assert RUN.invoke(APP, ["explain", "atlantis"]).exit_code == 1
    assert RUN.invoke(APP, ["explain", "daguan", "cases.nothing"]).exit_code == 1
