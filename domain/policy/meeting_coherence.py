"""What must hold between what a pack says of meetings and affairs, and the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.policy.errors import Fault
from domain.policy.provenance import Path

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack


def meeting_faults(pack: PolicyPack) -> Iterator[Fault]:
    """Posts, types and ratios that are named and do not exist."""
    for path, post in _posts(pack):
        if post not in pack.posts:
            yield Fault(path=path, reason=f"{post} is no post of this pack")
    for name, meeting in pack.meetings.items():
        for index, other in enumerate(meeting.satisfies):
            if other not in pack.meetings:
                path = ("meetings", name, "satisfies", index)
                yield Fault(path=path, reason=f"{other} is no meeting of this pack")
        if meeting.roster is not None and meeting.roster.sized_by not in pack.ratios:
            path = ("meetings", name, "roster", "sized_by")
            yield Fault(path=path, reason=f"{meeting.roster.sized_by} is no ratio of this pack")


def meeting_warnings(pack: PolicyPack) -> Iterator[Fault]:
    """What cannot be kept by the smallest body, although nothing contradicts itself (B-41)."""
    for name, meeting in pack.meetings.items():
        roster = meeting.roster
        smallest = pack.ratios[roster.sized_by].at_least if roster is not None else None
        if roster is None or smallest is None:
            continue
        coarsest = roster.households_each[1]
        residents = smallest // coarsest
        most = roster.most_members(residents)
        if most < roster.at_least:
            finer = roster.coarsest_ratio(smallest)
            reason = (
                f"{smallest} households at 1 per {coarsest} give {residents} residents and at most "
                f"{most} members, below {roster.at_least}: the ratio must be 1 per {finer} or finer"
            )
            yield Fault(path=("meetings", name, "roster", "households_each"), reason=reason)


def meeting_words(pack: PolicyPack) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Codes that people read, each list with its path."""
    for name, meeting in pack.meetings.items():
        yield ("meetings", name, "sides"), meeting.sides
        yield ("meetings", name, "matters"), meeting.matters
        yield ("meetings", name, "modes"), tuple(meeting.modes)
        if meeting.requests is not None:
            yield ("meetings", name, "requests", "by"), tuple(meeting.requests.by)
        if meeting.publish is not None:
            yield ("meetings", name, "publish", "code"), (meeting.publish.code,)
    affairs = pack.affairs
    if affairs is None:
        return
    if affairs.publications is not None:
        yield ("affairs", "publications", "kinds"), affairs.publications.kinds
    if affairs.seal is not None:
        yield ("affairs", "seal", "kinds"), tuple(affairs.seal.kinds)
    if affairs.assets is not None:
        yield ("affairs", "assets", "kinds"), affairs.assets.kinds
    yield ("affairs", "procedures"), tuple(affairs.procedures)
    for name, procedure in affairs.procedures.items():
        path = ("affairs", "procedures", name)
        yield (*path, "matters"), procedure.matters or ()
        for index, step in enumerate(procedure.steps):
            yield (*path, "steps", index), (step.code, *step.by)


def _posts(pack: PolicyPack) -> Iterator[tuple[Path, str]]:
    for name, meeting in pack.meetings.items():
        if isinstance(meeting.chair, tuple):
            for index, post in enumerate(meeting.chair):
                yield ("meetings", name, "chair", index), post
    affairs = pack.affairs
    if affairs is None:
        return
    if affairs.publications is not None:
        for index, post in enumerate(affairs.publications.signed_by):
            yield ("affairs", "publications", "signed_by", index), post
    if affairs.seal is not None:
        for index, post in enumerate(affairs.seal.approved_by):
            yield ("affairs", "seal", "approved_by", index), post
