"""Gates, inspections, orders and targets; assessments, surveys, estates and books."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from application.use_cases.organisation.accountability.file_command import BeginningCommand
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from domain.vocabulary import Role
from interfaces.api import examples
from tests.interfaces.api.matrix.asking import STALE, Ask, offered_by, question
from tests.interfaces.api.matrix.cast import LEADS_A_STATION
from tests.interfaces.api.matrix.expected import Told, check
from tests.interfaces.api.matrix.stage import Stage

JUDGED_FAMILIES: Final = (
    "books",
    "estates",
    "gates",
    "inspections",
    "supervisions",
    "rectifications",
    "surveys",
    "targets",
    "assessments",
)


def oversight(name: str, *, begins: bool = False) -> Ask:
    """What is there is found by those with the right; nothing is, for the others are refused."""
    offered = ORGANISATION_COMMANDS[name]
    impossible = {"gate": "NONE", "due_on": "2020-01-01", "until_on": "2020-01-01"}
    judged = {
        "request_gate": Told(409, "gate-undefined"),
        "order_rectification": Told(422, "rectification-date-in-past"),
        "record_inspection": Told(409, "inspection-undefined"),
        "record_supervision": Told(409, "inspection-undefined"),
        "set_target": Told(409, "target-undefined"),
        "file_estate": Told(409, "policy-silent"),
        "open_survey": Told(422, "survey-date-in-past"),
    }
    absent = {
        "gates": "gate-not-found",
        "rectifications": "rectification-not-found",
        "inspections": "inspection-not-found",
        "supervisions": "supervision-not-found",
        "targets": "target-not-found",
        "estates": "estate-not-found",
        "accountability": "accountability-not-found",
        "surveys": "survey-not-found",
    }

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        path = f"/{offered.FAMILY}{below}"
        for body in ("lights", "police"):
            in_charge = role in {Role.ORG, Role.DIS} or (
                body == "lights" and role not in LEADS_A_STATION
            )
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body", "unit"} & sent.keys(), body)
            if begins:
                sent |= {key: impossible[key] for key in impossible.keys() & sent.keys()}
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            if stage.matrix.grant(name, role) not in {"Y", "O"}:
                told = Told(403, stage.matrix.code(name))
            elif offered.FAMILY in absent and not (begins or issubclass(offered, BeginningCommand)):
                told = Told(404, absent[offered.FAMILY])
            elif not in_charge:
                told = Told(403, "outside-row-scope")
            elif begins:
                told = judged[name]
            else:
                told = Told(412, "stale-version")
            check(answer, told, (name, role, body))

    return ask


_oversight = partial(question, "read_oversight", own=False)
_assessments = partial(question, "read_assessments", own=False)
_surveys = partial(question, "read_surveys", own=False)
_property = partial(question, "read_property", own=False)
_records = partial(question, "read_records", own=False)


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: oversight(name) for family in JUDGED_FAMILIES for name in offered_by(family)},
    **{
        name: oversight(name, begins=True)
        for name in (
            "request_gate",
            "order_rectification",
            "record_inspection",
            "record_supervision",
            "set_target",
            "file_estate",
            "open_survey",
        )
    },
    "read_oversight": _oversight("GET", "/oversight"),
    "read_oversight_evidence": _oversight("GET", "/oversight/evidence"),
    "read_assessments": _assessments("GET", "/assessments"),
    "read_assessment_evidence": _assessments("GET", "/assessments/evidence"),
    "read_surveys": _surveys("GET", "/surveys"),
    "read_survey_evidence": _surveys(
        "GET", "/surveys/s1/evidence", params={"question": "AWARENESS"}
    ),
    "read_estates": _property("GET", "/estates"),
    "read_estates_evidence": _property("GET", "/estates/evidence"),
    "read_property_league": _property("GET", "/property-league", params={"year": 2021}),
    "read_property_league_evidence": _property(
        "GET", "/property-league/evidence", params={"year": 2021}
    ),
    "export_property_league": _property("GET", "/property-league.csv", params={"year": 2021}),
    "read_records": _records("GET", "/books"),
    "read_record_evidence": _records("GET", "/books/evidence"),
    "list_record_gaps": _records(
        "GET", "/books/gaps", params={"from_on": "2021-09-01", "until_on": "2021-09-30"}
    ),
}
