"""Estates from a file, a row each, through the real commands (PRP-SA-01)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.imports.import_organisation import OrganisationImport, Rehearsed
from application.imports.organisation_entries import Source
from application.imports.pseudonyms import Pseudonyms
from application.read_models.property_league import EstateFilter, EstateLine
from application.use_cases.request import Caller
from infrastructure.organisation_files import read_organisation
from tests.application.town import Town, town_on
from tests.database import Database

HEAD = (
    "kind,estate,body,company,secretary,head,buildings,households,owner_data_ref,staff,condition\n"
)
ROWS = (
    "file_estate,e1,c1,sun,Lin Wei,Ma Li,12,960,owners-1,"
    "GUARD=6|CLEANER=4|TECHNICIAN=2|ACCOUNTANT=1,\n"
    "file_estate,e2,c2,,,,,,,GUARD=1,ABANDONED\n"
)
FAULTY = (
    "file_estate,e3,c9,sun,,,,,,,\n"
    "file_estate,e4,c1,sun,,,none,,,,\n"
    "file_estate,e5,c1,sun,,,,,,GARDENER=1,\n"
    "file_estate,e6,c1,sun,,,,,,GUARD=two,\n"
)


@pytest.fixture
def town(module_database: Database) -> Iterator[Town]:
    with town_on(module_database, "street-a", "2021-03-01 09:00") as town:
        town.appoint("pia", "property_officer", town.name)
        yield town


def entered(town: Town, text: str, folder: Path) -> Rehearsed:
    path = folder / "estates.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    source = Source("register", Pseudonyms(bytes(range(32))))
    done = OrganisationImport(desk=town.service.organisation).run(
        town.name, Caller("pia"), read_organisation(path), source, progress=lambda _: None
    )
    town.service.projector.catch_up()
    return done


def estates(town: Town) -> dict[str, EstateLine]:
    page = town.service.estates.rows(town.name, Caller("pia"), EstateFilter())
    return {line.estate: line for line in page.items}


def test_all_estates_are_filed_from_one_file_and_names_stay_outside(
    town: Town, tmp_path: Path
) -> None:
    """PRP-SA-01, ENV-07: what a row lacks makes its file incomplete"""
    done = entered(town, ROWS, tmp_path)

    assert (done.tally.entered, done.tally.refused) == (2, 0)
    found = estates(town)
    assert (found["e1"].missing, found["e1"].households) == ((), 960)
    assert found["e2"].missing[:3] == ("secretary_ref", "head_ref", "buildings")
    assert found["e2"].condition == "ABANDONED"
    stored = town.rows("SELECT state::text FROM events WHERE jurisdiction = %s")
    assert not [row for row in stored if "Lin Wei" in row[0]]


def test_the_same_file_again_files_nothing(town: Town, tmp_path: Path) -> None:
    """A run that was broken off goes on where it stopped"""
    entered(town, ROWS, tmp_path)

    again = entered(town, ROWS, tmp_path)

    assert (again.tally.entered, again.tally.present) == (0, 2)


def test_a_row_with_a_fault_is_told_by_its_line_and_the_others_are_filed(
    town: Town, tmp_path: Path
) -> None:
    """PRP-SA-01, B.3"""
    done = entered(town, FAULTY + ROWS, tmp_path)

    assert [(one.line, one.code) for one in done.deviations] == [
        (2, "outside-row-scope"),
        (3, "row-unfit"),
        (4, "property-word-unknown"),
        (5, "row-unfit"),
    ]
    assert sorted(estates(town)) == ["e1", "e2"]
