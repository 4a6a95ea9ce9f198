"""Who may do this to that: matrix C and row scope, with the reason of each denial."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from application.errors import (
    ChairAuthority,
    ClosingNotPermitted,
    OutsideRowScope,
    PermissionDenied,
    WhistleAuthority,
)
from domain.act import Actor, HeldPost
from domain.vocabulary import Grant, Role

if TYPE_CHECKING:
    from application.directory import Scope
    from domain.cases.case import Case
    from domain.policy.pack import PolicyPack
    from domain.policy.permissions import Condition

_DENIALS: dict[str, type[PermissionDenied]] = {
    denial.code: denial
    for denial in (PermissionDenied, WhistleAuthority, ChairAuthority, ClosingNotPermitted)
}
_BY_UNIT = frozenset({Role.DU, Role.LEAD, Role.PO, Role.RC, Role.STR, Role.CU})
_BY_AREA = frozenset({Role.STR, Role.RC})


def roles_towards(actor: Actor, case: Case | None) -> frozenset[Role]:
    """The actor's columns of the matrix towards a case.

    Whoever holds no post is a resident. An official who reported a case is its reporter, too.
    """
    if not actor.roles or (case is not None and case.reporter_ref == actor.id):
        return actor.roles | {Role.RES}
    return actor.roles


def authorise(
    actor: Actor,
    command: str,
    pack: PolicyPack,
    case: Case | None = None,
    scope: Scope | None = None,
    *,
    own: bool = False,
    met: frozenset[Condition] = frozenset(),
) -> HeldPost | None:
    """Check a command against the matrix and the row scope; the post used, None for residents.

    Args:
        scope: what the actor may see; what lies outside is not acted on either. None, like no
            case: the command is not about a case.
        own: the subject is the actor's own, who then is a resident towards it, whatever their post.
        met: conditions of the matrix that are met; a right under another one does not count.

    Raises:
        PermissionDenied: no right, with the code of the matrix line (Annex C).
        OutsideRowScope: a right, but not for this case.
    """
    roles = roles_towards(actor, case)
    if own:
        roles |= {Role.RES}
    granted, granting = _granted(pack, command, roles, met)
    if granted is None or granted is Grant.READ:
        held = ", ".join(sorted(roles)) or "no role"
        denial = _DENIALS[pack.permissions.code(command)]
        raise denial(f"{command} is not permitted to {held} under {pack.ref}.")
    if case is not None and scope is not None:
        if pack.permissions.permission(command).at_most is Grant.OWN:
            _require_authorship(actor, command, case)
        if granted is Grant.OWN:
            _require_own(actor, command, granting, case)
        else:
            _require_sight(actor, command, scope, case)
    return actor.post_for(granting, pack)


def may_read(
    actor: Actor,
    query: str,
    pack: PolicyPack,
    *,
    own: bool = True,
    met: frozenset[Condition] = frozenset(),
) -> bool:
    """Whether the matrix lets the actor ask this query at all; the rows are scoped elsewhere.

    Args:
        own: whether a right to one's own subject is enough.
        met: conditions of the matrix that the query meets.
    """
    granted, _ = _granted(pack, query, roles_towards(actor, None), met)
    return granted is not None and (own or granted is not Grant.OWN)


def require_read(
    actor: Actor,
    query: str,
    pack: PolicyPack,
    *,
    own: bool = True,
    met: frozenset[Condition] = frozenset(),
) -> None:
    """Refuse a query that the matrix does not grant; ``own`` and ``met`` as for ``may_read``.

    Raises:
        PermissionDenied: with the code of the matrix line (Annex C).
    """
    if not may_read(actor, query, pack, own=own, met=met):
        held = ", ".join(sorted(roles_towards(actor, None)))
        denial = _DENIALS[pack.permissions.code(query)]
        raise denial(f"{query} is not permitted to {held} under {pack.ref}.")


def is_own(actor: Actor, roles: frozenset[Role], case: Case) -> bool:
    """Whether the case is one of the actor's own, by any of those roles."""
    if Role.RES in roles and case.reporter_ref == actor.id:
        return True
    if Role.GRD in roles and (case.grid_id in actor.grids or case.taken_in_by == actor.id):
        return True
    if roles & _BY_UNIT and any(held.body in case.units for held in actor.posts):
        return True
    return bool(roles & _BY_AREA) and case.community_id in actor.communities


def _require_authorship(actor: Actor, command: str, case: Case) -> None:
    # A right to report anything becomes a right over one's own report: neither the ground it lies
    # on nor the unit it went to makes it somebody else's.
    if actor.id not in {case.reporter_ref, case.taken_in_by}:
        raise OutsideRowScope(f"{command} is permitted to who reported the case.")


def _require_own(actor: Actor, command: str, granting: frozenset[Role], case: Case) -> None:
    if not is_own(actor, granting, case):
        raise OutsideRowScope(f"{command} is permitted on one's own cases only; this is not one.")


def _require_sight(actor: Actor, command: str, scope: Scope, case: Case) -> None:
    # A right to all is a right to all that one may see: a grid member's ends with her grids, a
    # station head's with the station's ground.
    if not sees(actor, scope, case):
        raise OutsideRowScope(f"{command} is permitted on cases of one's own ground only.")


def sees(actor: Actor, scope: Scope, case: Case) -> bool:
    """Whether the case is one that the actor knows of; to anybody else it does not exist."""
    return case.taken_in_by == actor.id or scope.covers(
        reporter=case.reporter_ref,
        units=case.units_ever,
        grid=case.grid_id,
        community=case.community_id,
    )


@lru_cache(maxsize=4096)
def _granted_cached(
    pack: _ById, command: str, roles: frozenset[Role], met: frozenset[Condition]
) -> tuple[Grant | None, frozenset[Role]]:
    matrix = pack.pack.permissions
    best = matrix.grant_for(command, roles, met)
    granting = frozenset(r for r in roles if matrix.grant_for(command, {r}, met) is best)
    return best, granting if best is not None else frozenset()


class _ById:
    """A pack as a cache key: packs are immutable, so identity is enough and costs nothing."""

    __slots__ = ("pack",)

    def __init__(self, pack: PolicyPack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.pack is self.pack


def _granted(
    pack: PolicyPack,
    command: str,
    roles: frozenset[Role],
    met: frozenset[Condition] = frozenset(),
) -> tuple[Grant | None, frozenset[Role]]:
    return _granted_cached(_ById(pack), command, roles, met)
