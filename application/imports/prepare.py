"""Make the bodies and posts that an import needs, where they do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.form_leading_group import FormLeadingGroup
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.staff_grid import StaffGrid
from application.use_cases.request import Caller
from domain.calendar.local_time import local_date

if TYPE_CHECKING:
    from application.directory import Directory
    from application.imports.map import Setup
    from application.service import Service
    from domain.policy.pack import PolicyPack


def prepare(service: Service, jurisdiction: str, setup: Setup) -> int:
    """Open the jurisdiction and carry out what of the setup is missing; returns how many acts.

    For the operator of the host, like ``OrganisationDesk.open_jurisdiction``. A body without a
    parent stands under the top body of the jurisdiction. Doing it again does nothing.

    Raises:
        JurisdictionRunsAnotherPack, and what the organisation's commands refuse.
    """
    service.organisation.open_jurisdiction(jurisdiction, setup.pack, setup.founder)
    done = 0
    for command in _commands(setup, jurisdiction):
        now = service.clock()
        pack = service.packs.current(jurisdiction, local_date(now))
        if not is_done(_directory(service, jurisdiction), pack, command, now):
            service.organisation.execute(jurisdiction, Caller(setup.founder), command, key=None)
            done += 1
    return done


def _commands(setup: Setup, top: str) -> Iterator[OrganisationCommand]:
    for unit in setup.units:
        yield unit if unit.parent is not None else unit.model_copy(update={"parent": top})
    for grid in setup.grids:
        yield grid.model_copy(update={"is_grid": True, "parent": grid.parent or top})
    yield from setup.posts
    yield from setup.staff


def is_done(
    directory: Directory, pack: PolicyPack, command: OrganisationCommand, now: datetime
) -> bool:
    """Whether what a command asks for is there already, as far as the directory tells."""
    match command:
        case FoundOrgUnit(code=code) | FoundStation(code=code) | FormLeadingGroup(code=code):
            return directory.unit(code) is not None or directory.grid(code) is not None
        case AppointPost(body=body, person_ref=person):
            post = pack.post_names.get(command.post, command.post)
            return person in directory.holders(body, post, now)
        case StaffGrid(grid=grid, person_ref=person):
            return person in directory.staff_of(grid, now)
        case _:
            return False


def _directory(service: Service, jurisdiction: str) -> Directory:
    position = service.log.open(jurisdiction, []).directory_position
    return service.directories.directory(jurisdiction, position)
