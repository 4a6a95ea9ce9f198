"""Annex C, cell by cell, and what a pack may move in it."""

from __future__ import annotations

import pytest

from domain.policy.permissions import Condition, Matrix, Right, grant
from domain.policy.shelf import PackShelf
from domain.vocabulary import Grant, Role

# A digit is a footnote of the annex.
ANNEX_C = """\
                     RES GRD DSP HD DP STR DU LEAD CU ORG DIS PO RC SUP EXP AUD ADM SYS
report_case          Y   Y   Y   Y  Y  Y   Y  Y    -  -   -   Y  Y  -   -   -   -   -
upload               -   Y   Y   Y  Y  Y   -  -    -  -   -   -  Y  -   -   -   -   -
triage_lists_whistle -   -   Y1  Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
route_inside         -   -   Y   Y  Y  Y   -  -    -  -   -   -  -  -   -   -   -   -
escalate_district    -   -   -   Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
escalate_city        -   -   -   Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
hold_site_meeting    -   -   -   Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
give_feedback        -   O   -   -  -  O   O  O    -  -   -   O  O  -   -   -   -   -
note_follow_up       -   -   Y   Y  Y  Y   O  O    -  Y   -   -  -  -   -   -   -   -
close_supervision    -   -   -   Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
close_handler        -   O   Y   -  -  O   O  -    -  -   -   -  O  -   -   -   -   -
refuse_or_reopen     O4  -   Y1  Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
rate_case            O   -   -   -  -  -   -  -    -  -   -   -  -  -   -   -   -   -
hold_meetings        -   -   -   Y  Y  Y   -  -    -  Y   -   Y  Y  -   -   -   -   -
give_prior_opinion   -   -   -   Y  Y  -   -  -    -  -   -   -  -  -   -   -   -   -
approve_access       -   -   -   -  -  Y   -  -    -  Y   -   -  -  -   -   -   -   -
mediate              -   Y   -   -  -  Y   -  -    -  -   -   -  Y  -   -   -   -   -
volunteer_points     O   Y5  -   -  -  -   -  -    -  -   -   -  Y  -   -   -   -   -
vote_in_assembly     O   -   -   -  -  -   -  -    -  -   -   -  O  -   -   -   -   -
sign_publication     -   -   -   -  -  -   -  -    -  -   -   -  -  Y   -   -   -   -
rate_property        -   -   -   -  -  -   -  -    -  -   -   Y  Y  -   -   -   -   -
appoint_branch       -   -   -   -  -  Y   -  -    -  -   -   -  -  -   -   -   -   -
found_org_unit       -   -   -   -  -  Y   -  -    -  Y   -   -  -  -   -   -   -   -
apply_project        -   -   -   -  -  Y   Y  -    -  -   -   -  Y  -   -   -   -   -
score_project        -   -   -   -  -  -   -  -    -  -   -   -  -  -   Y   -   -   -
accept_project       -   -   -   -  -  -   -  -    -  Y   -   -  -  -   -   -   -   -
settle_points        -   -   -   -  -  -   -  -    -  Y   -   -  -  -   -   -   -   -
interview            -   -   -   -  -  -   -  -    -  Y   Y   Y2 -  -   -   -   -   -
mark_missed          -   -   -   -  -  -   -  -    -  -   -   -  -  -   -   -   -   Y
open_pack_version    -   -   -   -  -  -   -  -    -  -   -   -  -  -   -   -   Y   -
read_data            O   R   R   R  R  R   R  R    R  R   R   R  R  R   R   R   R   -
replay_history       -   -   -   R  R  -   -  -    -  R   R   -  -  -   -   R   -   -
sensitive_registers  -   -   -   -  -  O   -  -    -  -   -   -  O  -   -   R3  -   -
edit_or_delete       -   -   -   -  -  -   -  -    -  -   -   -  -  -   -   -   -   -
"""
FOOTNOTES = {
    "1": Condition.WHISTLE_ACTOR,
    "2": Condition.PROPERTY_COMPANY,
    "3": Condition.LOG_ONLY,
    "4": Condition.LOW_RATING,
    "5": Condition.SERVICE_OF_OTHERS,
}
_HEAD, *_LINES = ANNEX_C.splitlines()
COLUMNS = [Role(name) for name in _HEAD.split()]


@pytest.fixture(scope="session")
def matrix(shelf: PackShelf) -> Matrix:
    return shelf.get("daguan").matrix


def test_the_matrix_has_the_rows_of_the_annex_and_no_other(matrix: Matrix) -> None:
    """Annex C"""
    names = [line.split()[0] for line in _LINES]

    assert list(matrix.rows) == names
    assert len(names) == 34
    assert list(Role) == COLUMNS


@pytest.mark.parametrize("line", _LINES, ids=lambda line: line.split()[0])
def test_each_row_grants_what_the_annex_grants(matrix: Matrix, line: str) -> None:
    """Annex C"""
    name, *cells = line.split()
    expected = {
        role: Right(grant=Grant(cell[0]), only=FOOTNOTES[cell[1:]] if cell[1:] else None)
        for role, cell in zip(COLUMNS, cells, strict=True)
        if cell != "-"
    }

    assert dict(matrix.rows[name].may) == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("close_supervision", "closing-authority"),
        ("triage_lists_whistle", "whistle-authority"),
        ("hold_site_meeting", "chair-not-allowed"),
        ("escalate_city", "permission-denied"),
    ],
)
def test_each_row_has_its_own_refusal(matrix: Matrix, row: str, code: str) -> None:
    """Annex C"""
    assert matrix.rows[row].code == code


def test_the_supervisor_closes_in_one_pack_and_the_handler_in_another(shelf: PackShelf) -> None:
    """B-11"""
    daguan, kundulun = shelf.get("daguan").permissions, shelf.get("kundulun").permissions

    assert daguan.grant_for("close_case", [Role.DP]) is Grant.YES
    assert daguan.grant_for("close_case", [Role.DU]) is None
    assert daguan.code("close_case") == "closing-authority"
    assert kundulun.grant_for("close_case", [Role.DU]) is Grant.OWN
    assert kundulun.grant_for("close_case", [Role.HD]) is None


def test_the_dispatcher_triages_only_where_she_may_whistle(shelf: PackShelf) -> None:
    """Annex C footnote 1"""
    may = {
        ref: shelf.get(ref).permissions.grant_for("triage_case", [Role.DSP])
        for ref in ("daguan", "kundulun", "longling")
    }

    assert may == {"daguan": None, "kundulun": Grant.YES, "longling": Grant.YES}


def test_a_resident_reopens_by_a_low_rating_only(shelf: PackShelf) -> None:
    """Annex C footnote 4"""
    kundulun, daguan = shelf.get("kundulun").permissions, shelf.get("daguan").permissions
    low = [Condition.LOW_RATING]

    assert kundulun.grant_for("reopen_case", [Role.RES]) is None
    assert kundulun.grant_for("reopen_case", [Role.RES], low) is Grant.OWN
    assert daguan.grant_for("reopen_case", [Role.RES], low) is None


def test_the_best_right_of_several_roles_counts(matrix: Matrix) -> None:
    """Annex C"""
    assert grant(matrix, "read_data", [Role.RES, Role.AUD]) is Grant.OWN
    assert grant(matrix, "note_follow_up", [Role.DU, Role.STR]) is Grant.YES
    assert grant(matrix, "rate_case", [Role.STR, Role.DU]) is None
    assert grant(matrix, "rate_case", []) is None


def test_a_case_is_withdrawn_by_its_reporter_only(shelf: PackShelf) -> None:
    """2.1"""
    permissions = shelf.get("daguan").permissions

    assert permissions.grant_for("withdraw_case", [Role.GRD]) is Grant.OWN
    assert permissions.grant_for("withdraw_case", [Role.AUD]) is None


def test_the_auditor_writes_nothing_and_the_discipline_commission_only_files(
    shelf: PackShelf,
) -> None:
    """Annex C"""
    for pack in shelf.all():
        matrix = pack.permissions
        files = {name for name, needs in matrix.commands.items() if needs.row == "interview"}
        assert files, pack.ref
        for role, writes in ((Role.AUD, set()), (Role.DIS, files)):
            held = {name: matrix.grant_for(name, [role]) for name in matrix.commands}

            assert {n for n, g in held.items() if g not in {None, Grant.READ}} == writes, pack.ref


def test_nobody_edits_or_deletes(shelf: PackShelf) -> None:
    """ENV-02"""
    for pack in shelf.all():
        assert grant(pack.permissions, "edit_or_delete", list(Role), list(Condition)) is None


def test_an_unknown_command_is_a_bug_and_never_a_right(matrix: Matrix) -> None:
    """Annex C"""
    with pytest.raises(KeyError):
        matrix.grant_for("burn_case", [Role.HD])
