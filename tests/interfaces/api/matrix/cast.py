"""A directory in which everybody is exactly one column of the matrix."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from application.directory import Directory
from domain.act import Actor, HeldPost
from domain.policy.pack import PolicyPack
from domain.vocabulary import Role
from tests.application.town import Town

SEES_EVERYTHING: Final = frozenset({Role.ORG, Role.DIS, Role.AUD, Role.ADM})
LEADS_A_STATION: Final = frozenset({Role.HD, Role.DP})
OFFICIALS: Final = frozenset(Role) - LEADS_A_STATION - {Role.RES, Role.SYS}
"""Those who have a post in a unit here."""
PEOPLE: Final = tuple(role for role in Role if role is not Role.SYS)


class Cast(Directory):
    """A directory in which ``HD.x`` is HD and nothing else.

    Officials hold posts in the unit ``lights`` and in the community ``c1``; grid members, and those
    who lead a station, see the ground of the grid ``g1``.
    """

    def actor(self, person_ref: str, at: datetime, pack: PolicyPack) -> Actor:
        name, _, acting = person_ref.partition(".")
        if not acting:
            return super().actor(person_ref, at, pack)
        role = Role(name)
        if role is Role.RES:
            return Actor(id=person_ref, roles=frozenset({role}))
        post = next((n for n, rule in pack.posts.items() if rule.role is role), "no-post")
        # Whoever leads a unit beside the trees leads a station, and sees what lies around it: here
        # those see the grid g1 only.
        bodies = () if role in LEADS_A_STATION else ("lights", "c1")
        return Actor(
            id=person_ref,
            roles=frozenset({role}),
            posts=tuple(HeldPost(post, body) for body in bodies),
            grids=frozenset({"g1"} if role in {Role.GRD, *LEADS_A_STATION} else ()),
        )


class Casting:
    """``Directories`` that casts what the real ones hold."""

    def __init__(self, town: Town) -> None:
        self._real = town.service.directories

    def latest(self, jurisdiction: str) -> Directory | None:
        found = self._real.latest(jurisdiction)
        return None if found is None else self._cast(found)

    def directory(self, jurisdiction: str, position: int) -> Directory:
        return self._cast(self._real.directory(jurisdiction, position))

    @staticmethod
    def _cast(directory: Directory) -> Directory:
        made = Cast()
        vars(made).update(vars(directory))
        return made
