"""Bodies, posts and people; communities, branches and members; the directory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from domain.vocabulary import Role
from interfaces.api import examples, organisation
from tests.interfaces.api.matrix.asking import STALE, Ask, change, offered_by, question
from tests.interfaces.api.matrix.expected import (
    FOUNDINGS,
    Told,
    check,
    expected_of_change,
    expected_of_question,
)
from tests.interfaces.api.matrix.stage import Stage

CHANGED: Final = "bodies", "stations", "leading-groups"
"""Families whose commands change a body that is there."""
FOUNDING: Final = "communities", "branches", "members"
ABSENT: Final = {
    "vet_branch": Told(404, "branch-not-proposed"),
    "appoint_branch": Told(404, "branch-not-proposed"),
}
"""What is addressed to something that is not there, whoever asks."""


def founding(name: str) -> Ask:
    path, above = FOUNDINGS[name]

    def ask(stage: Stage, role: Role) -> None:
        for parent in ("lights", "police"):
            body = {**examples.ORGANISATION[name], "code": "g1", above: parent}
            answer = stage.ask(role, "POST", path, json=body)
            told = expected_of_change(stage, name, role, in_charge=parent == "lights")
            check(answer, told, (name, role, parent))

    return ask


def of_family(name: str) -> Ask:
    """A command to a community, to a branch that is being founded, or to a member."""
    offered = organisation.OFFERED[name]

    def ask(stage: Stage, role: Role) -> None:
        for subject in ("lights", "police"):
            body = dict(examples.ORGANISATION[name])
            if "branch" in body:
                body["branch"] = subject
            path = f"/{offered.FAMILY}/{subject}/{name.replace('_', '-')}"
            answer = stage.ask(role, "POST", path, json=body, headers=STALE)
            told = expected_of_change(stage, name, role, in_charge=subject == "lights")
            if name in ABSENT and told.code != stage.matrix.code(name):
                told = ABSENT[name]
            check(answer, told, (name, role, subject))

    return ask


def beginning(name: str, family: str, subject: str) -> Ask:
    """What this pack has no rules for is refused after the right was judged (B-45)."""

    def ask(stage: Stage, role: Role) -> None:
        for body in ("lights", "police"):
            sent = {**examples.ORGANISATION[name], subject: body}
            answer = stage.ask(role, "POST", f"/{family}", json=sent)
            told = expected_of_change(stage, name, role, in_charge=body == "lights")
            check(answer, Told(409, "policy-silent") if told.status == 412 else told, (name, role))

    return ask


def absent_history(family: str, code: str) -> Ask:
    """Who may read histories is told that there is none; nobody else is told anything."""

    def ask(stage: Stage, role: Role) -> None:
        told = expected_of_question(stage, "read_history", role, own=False)
        answer = stage.ask(role, "GET", f"/{family}/nothing/history")
        check(answer, Told(404, code) if told.status == 200 else told, (family, role))

    return ask


_directory = partial(question, "read_directory", own=False)


ROUTES: Final[Mapping[str, Ask]] = {
    **{name: change(name) for family in CHANGED for name in offered_by(family)},
    **{name: of_family(name) for family in FOUNDING for name in offered_by(family)},
    **{name: founding(name) for name in FOUNDINGS},
    "define_community": beginning("define_community", "communities", "community"),
    "propose_branch": beginning("propose_branch", "branches", "parent"),
    "list_bodies": _directory("GET", "/bodies"),
    "get_body": _directory("GET", "/bodies/c1"),
    "list_communities": _directory("GET", "/communities"),
    "read_communities_evidence": _directory("GET", "/communities/evidence"),
    "read_body_history": question("read_history", "GET", "/bodies/c1/history", own=False),
    "read_community_history": absent_history("communities", "community-not-defined"),
    "read_branch_history": absent_history("branches", "branch-not-proposed"),
    "read_member_history": absent_history("members", "member-unknown"),
    "list_grids": _directory("GET", "/grids"),
    "list_posts": _directory("GET", "/posts"),
    "list_duties": _directory("GET", "/duties"),
    "locate": _directory("POST", "/locate", json={"place_code": "P-1"}),
}
