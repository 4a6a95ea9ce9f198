from pathlib import Path

import pytest

from domain.calendar.errors import CalendarFileInvalid
from domain.calendar.overrides import CalendarOverride
from infrastructure.calendars.overrides import parse_overrides, read_overrides

# Invented content: no notice for 2027 is known.
YAML = """\
covers: 2027
days:
  - {date: 2027-01-01, is_workday: false, name: 元旦, source_url: "https://example.org/n/1"}
  - date: 2027-01-09
    is_workday: yes
    name: 调休上班
    notice_no: 国办发明电〔2026〕1号
"""
CSV = """\
covers,2027,,,
date,is_workday,name,source_url,notice_no
2027-01-09,true,调休上班,,国办发明电〔2026〕1号

2027-01-01,false,元旦,https://example.org/n/1,
"""
HEADER = "date,is_workday,name,source_url,notice_no\n"


def problems(content: str | bytes, file: str) -> tuple[tuple[int, str], ...]:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(CalendarFileInvalid) as refused:
        parse_overrides(raw, file)
    return refused.value.problems


def test_a_notice_is_read_from_yaml(tmp_path: Path) -> None:
    """CAL-03"""
    path = tmp_path / "2027.yaml"
    path.write_text(YAML, encoding="utf-8")

    found = read_overrides(path)

    assert found.covers == (2027,)
    assert found.days == (
        CalendarOverride.model_validate(
            {
                "date": "2027-01-01",
                "is_workday": False,
                "name": "元旦",
                "source_url": "https://example.org/n/1",
            }
        ),
        CalendarOverride.model_validate(
            {
                "date": "2027-01-09",
                "is_workday": True,
                "name": "调休上班",
                "notice_no": "国办发明电〔2026〕1号",
            }
        ),
    )


@pytest.mark.parametrize("written", [CSV.encode(), CSV.replace("\n", "\r\n").encode("utf-8-sig")])
def test_the_same_notice_in_csv_has_the_same_digest(written: bytes) -> None:
    """CAL-08"""
    from_csv = parse_overrides(written, "2027.csv")
    from_yaml = parse_overrides(YAML.encode(), "2027.YML")

    assert from_csv == from_yaml
    assert from_csv.digest == from_yaml.digest


def test_every_problem_of_a_file_is_told_at_once_with_its_line() -> None:
    """CAL-03"""
    rows = [
        "2027-01-01,false,元旦,,1",
        "2027-13-01,false,元旦,,1",
        "2027-01-01,true,again,,1",
        "2027-01-02,maybe,,,1",
        "2027-01-03,false",
    ]

    found = problems(HEADER + "\n".join(rows), "a.csv")

    assert [line for line, _ in found] == [3, 4, 5, 5, 6]
    assert "month must be in 1..12" in found[0][1]
    assert found[1][1] == "date: 2027-01-01 stands on line 2 already"
    assert found[2][1].startswith("is_workday: ")
    assert found[3][1] == "name: Field required"
    assert found[4][1] == "2 cells where the header has 5"


def test_a_refusal_names_the_file_the_line_and_the_reason() -> None:
    """CAL-03"""
    content = YAML.replace("2027-01-09", "2027-02-30")

    with pytest.raises(CalendarFileInvalid) as refused:
        parse_overrides(content.encode(), "notice.yaml")

    assert str(refused.value) == "notice.yaml:4: date: day is out of range for month"
    assert refused.value.facts() == {
        "file": "notice.yaml",
        "problems": [{"line": 4, "problem": "date: day is out of range for month"}],
    }


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "must be a mapping"),
        ("- a", 1, "must be a mapping"),
        ("days: [", 1, "is not YAML"),
        ("days: []\ncovers: soon\n", 2, "'soon' is not a year"),
        ("covers: 2027\ndays: {}\n", 2, "days: must be a list"),
        ("days:\n  - 2027-01-01\n", 2, "a day must be a mapping"),
        ("days:\n  - {date: [1], is_workday: no, name: x}\n", 2, "must be a single value"),
        ("years: 2027\n", 1, "years: unknown key"),
        ("days: []\ndays: []\n", 2, "days: given twice"),
        ("days: []\n", 1, "at least 1 item"),
        ("--- 1\n--- 2\n", 2, "is not YAML"),
        ("days: \x00", 1, "is not YAML"),
        ("[" * 1000, 1, "nested too deeply"),
        (
            "days:\n  - {date: !!timestamp x, is_workday: no, name: x, notice_no: 1}\n",
            2,
            "YYYY-MM-DD",
        ),
        (
            "days:\n  - {date: 2027-01-01, is_workday: no, name: x, notice_no: 1}\ncovers: 2028\n",
            3,
            "covers 2028 without naming any of its days",
        ),
    ],
)
def test_a_broken_yaml_file_is_refused_with_its_line(content: str, line: int, message: str) -> None:
    """CAL-03"""
    found = problems(content, "a.yaml")

    assert any(where == line and message in text for where, text in found), found


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("", 1, "at least 1 item"),
        ("date,is_workday,name\n", 1, "the header must have the columns"),
        (HEADER.replace("\n", ",date\n"), 1, "the header must have the columns"),
        (HEADER + '2027-01-01,false,"a', 2, "is not CSV"),
        (HEADER + "2027-01-01,false,a,,\n", 2, "without a source"),
        ("covers,soon\n" + HEADER + "2027-01-01,false,a,,1\n", 1, "'soon' is not a year"),
        (HEADER + '2027-01-01,false,"a\nb",,1\nx,false,a,,1\n', 4, "YYYY-MM-DD"),
        (HEADER + "a" * 200_000, 2, "is not CSV"),
    ],
)
def test_a_broken_csv_file_is_refused_with_its_line(content: str, line: int, message: str) -> None:
    """CAL-03"""
    found = problems(content, "a.csv")

    assert any(where == line and message in text for where, text in found), found


def test_a_file_in_another_encoding_is_refused_and_not_guessed() -> None:
    """CAL-03"""
    assert problems(CSV.encode("gb18030"), "a.csv") == (
        (3, "is not UTF-8; save the file as UTF-8"),
    )


def test_a_file_of_another_format_is_refused() -> None:
    """CAL-03"""
    assert problems("{}", "a.json") == ((1, "the name must end in .yaml, .yml or .csv"),)


def test_a_file_too_large_to_be_a_notice_is_refused() -> None:
    """CAL-03"""
    assert problems(b"#" * 1_000_001, "a.yaml") == ((1, "is larger than 1000000 bytes"),)
