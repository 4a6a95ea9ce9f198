"""``closeout indicators`` as an operator types it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from application.queries.indicator_desk import IndicatorDesk
from interfaces.cli.indicators import create_app
from tests.application.town import Town, at, town_on, with_lights
from tests.database import Database


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Town]:
    """One case uploaded and taken up, one only reported."""
    with town_on(module_database, "kundulun", "2021-09-10 09:00") as made:
        with_lights(made)
        made.clock.set(at("2021-09-10 10:00"))
        made.report()
        made.service.projector.catch_up()
        yield made


def run(town: Town, *words: str) -> tuple[Result, str]:
    said = io.StringIO()

    @contextmanager
    def desk() -> Iterator[IndicatorDesk]:
        yield town.service.queries

    app = create_app(desk, Console(file=said, width=240))
    return CliRunner().invoke(
        app, [words[0], town.name, *words[1:], "--by", "aud"]
    ), said.getvalue()


def line(said: str, code: str) -> str:
    return next(one for one in said.splitlines() if f" {code} " in one)


def test_the_catalogue_says_what_is_missing(town: Town) -> None:
    """F, B-45."""
    result, said = run(town, "list")

    assert result.exit_code == 0, result.output
    assert "办结数 ÷ 有效上传数" in line(said, "closure")
    assert "missing: extended" in line(said, "extension_rate")
    assert "missing: feedback_given, feedback_late" in line(said, "timeliness")


@pytest.mark.parametrize("further", [(), ("--from-log",)])
def test_values_are_the_same_from_the_log_alone(town: Town, further: tuple[str, ...]) -> None:
    """F G."""
    result, said = run(town, "show", *further)

    assert result.exit_code == 0, result.output
    assert "0.0 %" in line(said, "closure")
    assert "0/1" in line(said, "closure")
    assert "│ 2 " in line(said, "received")


def test_values_are_shown_as_they_stood(town: Town) -> None:
    """ENV-06."""
    for further in ((), ("--from-log",), ("--axis", "OCCURRED")):
        result, said = run(town, "show", "--as-of", "2021-09-10T08:59+0800", *further)

        assert result.exit_code == 0, result.output
        assert "0/0" in line(said, "closure")


def test_values_series_and_events_are_written_to_files(town: Town, tmp_path: Path) -> None:
    """Field notes 2.22."""

    def written(name: str, *how: str) -> Path:
        out = tmp_path / name
        result, _ = run(town, "export", str(out), *how)
        assert result.exit_code == 0, result.output
        return out

    values = written("values.csv").read_text("utf-8-sig")
    series = written("s.csv", "--indicator", "closure", "--group", "MONTH").read_text("utf-8-sig")
    events = written("events.csv", "--indicator", "closure").read_text("utf-8-sig")
    book = written("events.xlsx", "--indicator", "closure")
    drawn = written("t.svg", "--indicator", "closure", "--group", "MONTH").read_text("utf-8")
    bars = written("l.svg", "--indicator", "closure", "--group", "GRID").read_text("utf-8")

    assert {row[0] for row in csv.reader(io.StringIO(values))} >= {"closure", "jinniu"}
    assert series.splitlines()[1:] == ["2021-09,closure,0,1,0,0.0 %"]
    assert [one.split(",")[1] for one in events.splitlines()[1:]] == ["CaseUploaded"]
    assert zipfile.is_zipfile(book)
    assert "2021-09 0.0 %" in drawn
    assert "办结率" in bars


def test_a_file_of_another_kind_is_refused(town: Town, tmp_path: Path) -> None:
    """The name tells what to write."""
    result, _ = run(town, "export", str(tmp_path / "values.pdf"))

    assert result.exit_code == 2
