"""Routes for commands to bodies and to what bodies do: one for each in the catalogue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from application.ports import Receipt
from application.use_cases.organisation.affairs.archives import FileArchive
from application.use_cases.organisation.affairs.assets import RegisterAsset
from application.use_cases.organisation.affairs.decisions import ProposeDecision
from application.use_cases.organisation.affairs.publications import DraftPublication
from application.use_cases.organisation.affairs.rosters import FixRoster
from application.use_cases.organisation.affairs.seal_uses import RequestSealUse
from application.use_cases.organisation.catalogue import ORGANISATION_COMMANDS
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.define_community import DefineCommunity
from application.use_cases.organisation.form_leading_group import FormLeadingGroup
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.found_station import FoundStation
from application.use_cases.organisation.health.contracts import SignDoctorContract
from application.use_cases.organisation.mediation.opening import ApplyMediation
from application.use_cases.organisation.meetings.convene_meeting import ConveneMeeting
from application.use_cases.organisation.meetings.request_meeting import RequestMeeting
from application.use_cases.organisation.oversight.order_rectification import OrderRectification
from application.use_cases.organisation.oversight.record_inspection import RecordInspection
from application.use_cases.organisation.oversight.request_gate import RequestGate
from application.use_cases.organisation.oversight.set_target import SetTarget
from application.use_cases.organisation.oversight.supervision import RecordSupervision
from application.use_cases.organisation.property.file_estate import FileEstate
from application.use_cases.organisation.propose_branch import ProposeBranch
from application.use_cases.organisation.surveys.open_survey import OpenSurvey
from application.use_cases.organisation.volunteers.register_volunteer import RegisterVolunteer
from interfaces.api import problems
from interfaces.api.bodies import body_of, command_of, description_of, summary_of
from interfaces.api.dependencies import (
    ExpectedVersion,
    IdempotencyKey,
    Jurisdiction,
    WiringDep,
    Writer,
    etag,
)
from interfaces.api.examples import examples_for
from interfaces.api.receipts import RECEIPT_HEADERS, REPLAYED
from interfaces.api.refused_here import EVERY_CHANGE, PLAIN, VERSION
from interfaces.api.refused_organisation import refusals_of


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of thing with commands: where it stands in paths, and what it is called.

    Attributes:
        begun_by: the command that creates one; None: something else does.
        subjects: the fields of commands that name one.
        route: name of the route that reads one; None: there is none.
        tag: group of its routes in the documentation.
    """

    begun_by: type[OrganisationCommand] | None
    subjects: frozenset[str]
    route: str | None
    tag: str
    described: str


FAMILIES: Final[Mapping[str, Family]] = {
    "bodies": Family(
        FoundOrgUnit,
        frozenset({"body", "grid", "unit"}),
        "get_body",
        "organisation",
        "Code of the unit or grid.",
    ),
    "communities": Family(
        DefineCommunity,
        frozenset({"community"}),
        None,
        "communities",
        "Code of the community, which is that of its body.",
    ),
    "branches": Family(
        ProposeBranch,
        frozenset({"branch"}),
        None,
        "branches",
        "Code of the branch that is being founded.",
    ),
    "members": Family(
        None,
        frozenset({"person_ref"}),
        None,
        "branches",
        "Pseudonymous id of the member.",
    ),
    "meetings": Family(
        ConveneMeeting,
        frozenset({"meeting"}),
        "get_meeting",
        "meetings",
        "Code of the meeting.",
    ),
    "meeting-requests": Family(
        RequestMeeting,
        frozenset(),
        None,
        "meetings",
        "Code of the request.",
    ),
    "publications": Family(
        DraftPublication,
        frozenset({"publication"}),
        None,
        "affairs",
        "Code of the publication.",
    ),
    "seal-uses": Family(
        RequestSealUse, frozenset({"use"}), None, "affairs", "Code of the use of the seal."
    ),
    "assets": Family(RegisterAsset, frozenset({"asset"}), None, "affairs", "Code of the asset."),
    "archives": Family(FileArchive, frozenset(), None, "affairs", "Code of the file."),
    "decisions": Family(
        ProposeDecision, frozenset({"decision"}), None, "affairs", "Code of the decision."
    ),
    "rosters": Family(FixRoster, frozenset(), None, "affairs", "Code of the roster."),
    "stations": Family(
        FoundStation,
        frozenset({"station"}),
        "get_body",
        "organisation",
        "Code of the station.",
    ),
    "leading-groups": Family(
        FormLeadingGroup,
        frozenset({"group"}),
        "get_body",
        "organisation",
        "Code of the leading group.",
    ),
    "gates": Family(RequestGate, frozenset({"code"}), None, "oversight", "Code of the gate."),
    "rectifications": Family(
        OrderRectification, frozenset({"code"}), None, "oversight", "Code of the order."
    ),
    "supervisions": Family(
        RecordSupervision, frozenset({"code"}), None, "oversight", "Code of the round."
    ),
    "inspections": Family(
        RecordInspection, frozenset({"code"}), None, "oversight", "Code of the inspection."
    ),
    "targets": Family(
        SetTarget, frozenset({"code"}), None, "oversight", "Code of the target as a body has it."
    ),
    "estates": Family(FileEstate, frozenset({"estate"}), None, "property", "Code of the estate."),
    "accountability": Family(
        None, frozenset({"code"}), None, "accountability", "Code of the file."
    ),
    "assessments": Family(
        None,
        frozenset({"about", "assessment"}),
        None,
        "assessments",
        "Code of who or what is judged, or of the kind of assessment.",
    ),
    "surveys": Family(OpenSurvey, frozenset({"survey"}), None, "surveys", "Code of the survey."),
    "doctor-contracts": Family(
        SignDoctorContract,
        frozenset({"holder"}),
        None,
        "health",
        "Pseudonymous id of the household or person.",
    ),
    "mediations": Family(
        ApplyMediation, frozenset({"code"}), None, "mediation", "Code of the dispute."
    ),
    "volunteers": Family(
        RegisterVolunteer,
        frozenset({"account"}),
        None,
        "volunteers",
        "Pseudonymous id of the holder of the account.",
    ),
    "points-years": Family(
        None, frozenset({"year"}), None, "points", "Calendar year of the account."
    ),
    "rewards": Family(
        None, frozenset({"reward"}), None, "accountability", "Reward, a word of the pack."
    ),
    "books": Family(
        None, frozenset({"record"}), None, "books", "Kind of record, a word of the pack."
    ),
}
"""By the word in the path; every command names its family."""

router = APIRouter()

_BEGINNINGS: Final = frozenset(family.begun_by for family in FAMILIES.values())
OFFERED: Final = {
    name: command for name, command in ORGANISATION_COMMANDS.items() if command not in _BEGINNINGS
}
"""Commands to something that exists, by name."""


class BodyReceiptView(BaseModel):
    """What a command left behind. The same key gives the same receipt."""

    body: str = Field(description="Code of what the command was addressed to.")
    version: int = Field(description="Its version after the command; its ETag.")
    position: int | None = Field(
        description="Place of the last event in the log of the jurisdiction; null: nothing changed."
    )
    recorded_at: AwareDatetime


def subject_of(command: type[OrganisationCommand]) -> str:
    """The field of a command that stands in the path: what it changes."""
    (field,) = FAMILIES[command.FAMILY].subjects & command.model_fields.keys()
    return field


def _receipt_view(receipt: Receipt, code: str, response: Response) -> BodyReceiptView:
    response.headers["ETag"] = etag(receipt.version)
    if receipt.repeated:
        response.headers[REPLAYED] = "true"
    return BodyReceiptView(
        body=code,
        version=receipt.version,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
    )


def _beginning(
    command: type[OrganisationCommand], family: Family
) -> Callable[..., Awaitable[BodyReceiptView]]:
    async def endpoint(
        jurisdiction: Jurisdiction,
        caller: Writer,
        key: IdempotencyKey,
        wired: WiringDep,
        request: Request,
        response: Response,
        body: Any,
    ) -> BodyReceiptView:
        given = command_of(command, body)
        begin = partial(wired.service.organisation.execute, jurisdiction, caller, given, key=key)
        receipt = await wired.commands.run(begin)
        if family.route is not None:
            address = request.app.url_path_for(
                family.route, jurisdiction=jurisdiction, code=given.subject
            )
            response.headers["Location"] = str(address)
        return _receipt_view(receipt, given.subject, response)

    endpoint.__annotations__["body"] = Annotated[
        body_of(command), Body(openapi_examples=examples_for(command.NAME))
    ]
    return endpoint


for _word, _family in FAMILIES.items():
    if (_begun_by := _family.begun_by) is not None:
        router.add_api_route(
            f"/jurisdictions/{{jurisdiction}}/{_word}",
            _beginning(_begun_by, _family),
            methods=["POST"],
            status_code=HTTPStatus.CREATED,
            operation_id=_begun_by.NAME,
            summary=summary_of(_begun_by),
            description=description_of(_begun_by),
            tags=[_family.tag],
            responses={
                HTTPStatus.CREATED: {"headers": RECEIPT_HEADERS},
                **problems.responses(*EVERY_CHANGE, *refusals_of(_begun_by.NAME), codes=PLAIN),
            },
        )


_EXAMPLES: Final[Mapping[str, Any]] = {"year": 2021}
"""Of what stands in a path and is no code, by the field of the command."""


def _endpoint(command: type[OrganisationCommand]) -> Callable[..., Awaitable[BodyReceiptView]]:
    subject = subject_of(command)
    described = FAMILIES[command.FAMILY].described
    addressed = Path(description=described, examples=[_EXAMPLES.get(subject, "c1")])

    async def endpoint(
        jurisdiction: Jurisdiction,
        code: Any,
        caller: Writer,
        key: IdempotencyKey,
        expected_version: ExpectedVersion,
        wired: WiringDep,
        response: Response,
        body: Any,
    ) -> BodyReceiptView:
        decide = partial(
            wired.service.organisation.execute,
            jurisdiction,
            caller,
            command_of(command, body, {subject: code}),
            key=key,
            expected_version=expected_version,
        )
        return _receipt_view(await wired.commands.run(decide), str(code), response)

    shown = Body(openapi_examples=examples_for(command.NAME))
    model = body_of(command, frozenset({subject}))
    endpoint.__annotations__ |= {
        "code": Annotated[command.model_fields[subject].rebuild_annotation(), addressed],
        "body": Annotated[model, shown],
    }
    if not any(field.is_required() for field in model.model_fields.values()):
        endpoint.__defaults__ = (model(),)
    return endpoint


for _name, _offered in OFFERED.items():
    router.add_api_route(
        f"/jurisdictions/{{jurisdiction}}/{_offered.FAMILY}/{{code}}/{_name.replace('_', '-')}",
        _endpoint(_offered),
        methods=["POST"],
        operation_id=_name,
        summary=summary_of(_offered),
        description=description_of(_offered),
        tags=[FAMILIES[_offered.FAMILY].tag],
        responses={
            HTTPStatus.OK: {"headers": RECEIPT_HEADERS},
            **problems.responses(*EVERY_CHANGE, *VERSION, *refusals_of(_name), codes=PLAIN),
        },
    )
