"""Entries of an organisation file, made into the commands that everybody gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from application.imports.errors import RowUnfit
from application.imports.pseudonyms import Pseudonyms
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.assign_duty import AssignDuty
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.form_leading_group import FormLeadingGroup
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.link_leader import LinkLeader
from application.use_cases.organisation.staff_grid import StaffGrid

KINDS: Final[Mapping[str, type[OrganisationCommand]]] = {
    "body": FoundOrgUnit,
    "grid": FoundOrgUnit,
    "group": FormLeadingGroup,
    "station": FoundStation,
    "post": AppointPost,
    "link": LinkLeader,
    "staff": StaffGrid,
    "duty": AssignDuty,
}
"""What the kinds of entries stand for; every command to bodies may be named itself, too."""

_GRID: Final = "grid"
_PERSON: Final = {
    "person": "person_ref",
    "leader": "leader_ref",
    "secretary": "secretary_ref",
    "head": "head_ref",
}
"""Fields with a name or number of a person in the file's own system; a digest takes its place."""
_BY_ORDER: Final = (AssignDuty, LinkLeader, FoundStation, AppointPost, StaffGrid)
"""Bodies come before what is done to them, a station after the link of its leader; further commands
last, in the order of the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a file says.

    Attributes:
        line: physical line it begins on, from 1.
        kind: one of ``KINDS``, or the name of a command.
        fields: of the command; what is left out is not there.
        fault: why it cannot be read; the rest is empty then.
    """

    line: int
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """An entry that is a command."""

    line: int
    command: OrganisationCommand


@dataclass(frozen=True, slots=True)
class Source:
    """The system a file comes from: its people get pseudonyms of their own.

    Attributes:
        name: None: the file holds pseudonyms already, and nobody by name.
    """

    name: str | None
    pseudonyms: Pseudonyms


def made(entry: Entry, source: Source) -> Made:
    """The command that an entry is.

    Raises:
        RowUnfit: it is none; the reason names fields and never quotes them (ENV-07).
    """
    if entry.fault is not None:
        raise RowUnfit(entry.fault)
    command = KINDS.get(entry.kind) or ORGANISATION_COMMANDS.get(entry.kind)
    if command is None:
        raise RowUnfit(f"there is no kind of entry of this name; known are {', '.join(KINDS)}")
    fields = dict(entry.fields)
    for own, ours in _PERSON.items():
        if own in fields:
            fields[ours] = _pseudonym(own, ours, fields, source)
    if entry.kind == _GRID:
        fields["is_grid"] = True
    try:
        return Made(entry.line, command.model_validate(fields))
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        said = (f"{'.'.join(map(str, one['loc'])) or 'entry'}: {one['msg']}" for one in problems)
        raise RowUnfit("; ".join(said)) from None


def _pseudonym(own: str, ours: str, fields: dict[str, Any], source: Source) -> str:
    if ours in fields:
        raise RowUnfit(f"{own} and {ours} say the same twice")
    if source.name is None:
        raise RowUnfit(f"{own} needs --source, the name of the system that people come from")
    return source.pseudonyms.of(source.name, str(fields.pop(own)))


def in_order(commands: Sequence[Made]) -> list[Made]:
    """The commands so that each finds what it needs: bodies first, those above before those below.

    Bodies that stand under each other stay where they are, to be refused.
    """
    foundings = {
        each.command.subject: each
        for each in commands
        if isinstance(each.command, FoundOrgUnit | FormLeadingGroup)
    }
    ordered: dict[int, Made] = {}
    for founding in foundings.values():
        chain: list[Made] = []
        above: Made | None = founding
        while above is not None and id(above) not in ordered and above not in chain:
            chain.append(above)
            above = foundings.get(_parent(above.command) or "")
        ordered |= {id(each): each for each in reversed(chain)}
    rest = [each for each in commands if id(each) not in ordered]
    rest.sort(key=lambda each: _place(each.command))
    return [*ordered.values(), *rest]


def _parent(command: OrganisationCommand) -> str | None:
    if isinstance(command, FormLeadingGroup):
        return command.works_for
    assert isinstance(command, FoundOrgUnit), "asked for foundings"
    return command.parent


def _place(command: OrganisationCommand) -> int:
    kind = type(command)
    return _BY_ORDER.index(kind) if kind in _BY_ORDER else len(_BY_ORDER)
