"""Files, rewards, misses in a row and dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from tests.interfaces.api.matrix.asking import Ask, change, offered_by, question
from tests.interfaces.api.matrix.cast import LEADS_A_STATION, SEES_EVERYTHING
from tests.interfaces.api.matrix.expected import Told, check, expected_of_question
from tests.interfaces.api.matrix.oversight import oversight
from tests.interfaces.api.matrix.stage import Stage


def counting_misses(below: str) -> Ask:
    """Of units on one's own ground; those of a station have none on theirs."""

    def ask(stage: Stage, role: Role) -> None:
        for unit in ("lights", "police"):
            path = f"/consecutive-misses/{unit}{below}"
            told = expected_of_question(stage, "read_accountability", role, own=False)
            outside = unit == "police" or role in LEADS_A_STATION
            if told.status == 200 and outside and role not in SEES_EVERYTHING:
                told = Told(404, "body-not-found")
            check(stage.ask(role, "GET", path), told, (role, path))

    return ask


def reading_a_dossier(below: str) -> Ask:
    """For those who may replay histories: of all subjects, or of those of their own ground.

    Those of a station have no unit on theirs.
    """

    def ask(stage: Stage, role: Role) -> None:
        for subject in ("lights", "police"):
            path = f"/accountability-dossiers/{subject}{below}"
            span = {"from_on": "2021-01-01", "until_on": "2021-12-31"}
            told = expected_of_question(stage, "read_dossier", role, own=False)
            if told.status == 200 and role not in SEES_EVERYTHING:
                told = Told(404, "body-not-found")
            check(stage.ask(role, "GET", path, params=span), told, (role, path))

    return ask


_accountability = partial(question, "read_accountability", own=False)


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: oversight(name) for name in offered_by("accountability")},
    **{name: change(name) for name in offered_by("rewards")},
    "list_accountability": _accountability("GET", "/accountability"),
    "read_accountability_evidence": _accountability("GET", "/accountability/evidence"),
    "read_consecutive_miss": counting_misses(""),
    "read_consecutive_miss_evidence": counting_misses("/evidence"),
    "read_accountability_dossier": reading_a_dossier(""),
    "read_accountability_dossier_evidence": reading_a_dossier("/evidence"),
    "list_accountability_dossier_feedback": reading_a_dossier("/feedback"),
    "list_accountability_dossier_closings": reading_a_dossier("/closings"),
    "export_accountability_dossier": reading_a_dossier("/dossier.csv"),
    "draw_accountability_chain": reading_a_dossier("/chain.svg"),
    "read_accountability_chain": reading_a_dossier("/chain.html"),
}


def readings_of_dossiers(stage: Stage, role: Role) -> int:
    """How many facts the table above leaves behind: each reading that is answered is on record."""
    told = expected_of_question(stage, "read_dossier", role, own=False)
    if told.status != 200 or role not in SEES_EVERYTHING:
        return 0
    return 2 * sum(
        "accountability_dossier" in name or "accountability_chain" in name for name in ROUTES
    )
