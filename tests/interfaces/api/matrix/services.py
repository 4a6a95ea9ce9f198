"""Services around a case: doctors, mediation, volunteers, sensitive registers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from domain.vocabulary import Role
from interfaces.api import examples
from tests.interfaces.api.matrix.asking import STALE, Ask, offered_by, question
from tests.interfaces.api.matrix.cast import LEADS_A_STATION
from tests.interfaces.api.matrix.expected import Told, check, expected_of_question, sees_body
from tests.interfaces.api.matrix.stage import Stage

SERVICES: Final[Mapping[str, Told]] = {
    "doctor-contracts": Told(404, "doctor-contract-not-found"),
    "mediations": Told(404, "mediation-not-found"),
    "volunteers": Told(404, "volunteer-not-found"),
}
"""Families of services around a case, and what is said where there is nothing."""
SERVICES_BEGUN: Final[Mapping[str, Told]] = {
    "sign_doctor_contract": Told(409, "policy-silent"),
    "apply_mediation": Told(409, "policy-silent"),
    "register_volunteer": Told(422, "volunteer-word-unknown"),
}
"""What begins one, and why the pack of this town does not let it."""


def service(name: str, *, begins: bool = False) -> Ask:
    """Who has the right learns that there is nothing; whoever may begin one, what the pack says."""
    offered = ORGANISATION_COMMANDS[name]

    def ask(stage: Stage, role: Role) -> None:
        below = "" if begins else f"/nothing/{name.replace('_', '-')}"
        for body in ("lights", "police"):
            sent = dict(examples.ORGANISATION[name])
            sent |= dict.fromkeys({"body"} & sent.keys(), body)
            path = f"/{offered.FAMILY}{below}"
            answer = stage.ask(role, "POST", path, json=sent, headers={} if begins else STALE)
            outside = body == "police" or role in {Role.RES, *LEADS_A_STATION}
            if stage.matrix.grant(name, role) not in {"Y", "O"}:
                told = Told(403, stage.matrix.code(name))
            elif not begins and "body" not in sent:
                told = SERVICES[offered.FAMILY]
            elif outside and role is not Role.ORG:
                told = Told(403, "outside-row-scope")
            elif begins:
                told = SERVICES_BEGUN[name]
            else:
                told = Told(412, "stale-version")
            check(answer, told, (name, role, body))

    return ask


def sensitive(stage: Stage, role: Role) -> None:
    """The matrix opens it to two columns, in their own bodies; this pack defines no register."""
    for body in ("c1", "police"):
        answer = stage.ask(role, "GET", f"/sensitive-registers/SPECIAL_GROUPS/{body}")
        told = Told(409, "sensitive-register-undefined")
        if stage.matrix.grant("view_sensitive_register", role) != "O":
            told = Told(403, stage.matrix.code("view_sensitive_register"))
        elif body != "c1":
            told = Told(403, "outside-row-scope")
        check(answer, told, (role, body))


def residents(path: str) -> Ask:
    """Of a body that one does not see there is no figure."""

    def ask(stage: Stage, role: Role) -> None:
        for body in ("c1", "police"):
            sent = {"takes": "VOLUNTEERS"} if path.endswith("evidence") else {}
            answer = stage.ask(role, "GET", path.format(body), params=sent)
            told = expected_of_question(stage, "read_figures", role, own=False)
            unseen = told.status == 200 and not sees_body(role, body)
            check(answer, Told(404, "body-not-found") if unseen else told, (path, role, body))

    return ask


_contracts = partial(question, "read_doctor_contracts", "GET")
_views = partial(question, "read_sensitive_views", "GET")
_mediations = partial(question, "read_mediations", "GET")
_volunteers = partial(question, "read_volunteers", "GET")


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: service(name) for family in SERVICES for name in offered_by(family)},
    **{name: service(name, begins=True) for name in SERVICES_BEGUN},
    "read_doctor_contracts": _contracts("/doctor-contracts"),
    "read_doctor_contracts_evidence": _contracts("/doctor-contracts/evidence"),
    "read_resident_shares": residents("/resident-shares/{}"),
    "read_resident_shares_evidence": residents("/resident-shares/{}/evidence"),
    "read_volunteer_targets": residents("/volunteer-targets/{}"),
    "read_sensitive_register": sensitive,
    "read_sensitive_views": _views("/sensitive-views"),
    "read_sensitive_views_evidence": _views("/sensitive-views/evidence"),
    "read_mediations": _mediations("/mediations"),
    "read_mediations_evidence": _mediations("/mediations/evidence"),
    "read_mediation_figures": _mediations("/mediations/figures"),
    "read_volunteers": _volunteers("/volunteers"),
    "read_volunteers_evidence": _volunteers("/volunteers/evidence"),
    "read_volunteer_ledger": _volunteers("/volunteer-ledger"),
    "read_volunteer_ledger_evidence": _volunteers("/volunteer-ledger/evidence"),
}
