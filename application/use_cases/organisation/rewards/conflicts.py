"""What stands against a reward when it is granted, and how it was weighed (3.3, ACC-BJ-01)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from application.use_cases.organisation.accountability.file_command import file_of
from application.use_cases.organisation.oversight.gate_command import gate_of, require_gates
from domain.accountability.accountability import Accountability
from domain.accountability.errors import SamePersonTwice
from domain.gates import GateOpinionGiven
from domain.honours.conflicts import stands_against, weigh
from domain.honours.errors import OpinionIsOlder
from domain.vocabulary import AtLeastOne

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act

Version = AtLeastOne
"""Of a file of accountability, as its list tells it."""


def weighed(
    act: Act,
    ground: Ground,
    *,
    subject: str,
    year: int,
    basis: Collection[str],
    despite: Mapping[str, int],
) -> tuple[str, ...]:
    """References to the files that stand against a reward, as somebody weighed them.

    Raises:
        FilesUnread: what was recorded may still call the subject to account.
        RewardInConflict, ConflictsChanged, ReasonMissing, FinderDecides: ``conflicts.weigh``.
    """
    return weigh(act, _against(ground, subject, year, basis), despite)


def require_opinion(
    act: Act,
    ground: Ground,
    *,
    matter: str,
    subject: str,
    gate: str | None,
    despite: Collection[str],
) -> None:
    """Refuse a reward in the face of a conflict on which no second person was heard (GAT-01).

    Args:
        matter: of the gate; ``gate``: its code, None: none was named.
        subject: who is to be rewarded; ``despite``: codes of the files that were weighed.

    Raises:
        GateIsBlocked, GateNotFound: nobody was heard, or the answer was no.
        SamePersonTwice: who gave the opinion grants the reward.
        OpinionIsOlder: a file went on since.
    """
    require_gates(act, ground, matter=matter, subject=subject, gate=gate)
    assert gate is not None, "a matter of a reward is guarded by a gate of the pack"
    heard = [
        event
        for event in ground.history(gate_of(ground, gate).id)
        if isinstance(event, GateOpinionGiven)
    ][-1]
    if heard.actor_id == act.actor.id:
        raise SamePersonTwice
    for code in despite:
        if file_of(ground, code).modified_on > heard.timestamp:
            raise OpinionIsOlder(code)


def _against(
    ground: Ground, subject: str, year: int, basis: Collection[str]
) -> list[Accountability]:
    codes = ground.files_about(subject)
    ground.read_all([Accountability.create_id(ground.jurisdiction, code) for code in codes])
    files = [file_of(ground, code) for code in codes]
    return [
        file
        for file in files
        if stands_against(file, ground.pack_of(file.id), year=year, basis=basis)
    ]
