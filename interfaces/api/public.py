"""Routes for residents without a login: report, see how it stands, take it back, add photos."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from pydantic import AwareDatetime, BaseModel, Field

from application.ports import KeyReused, LogUnavailable, OutcomeUnknown, UnknownJurisdiction
from application.residents import errors as residents
from application.residents.ports import KnownReport
from application.residents.reports import PublicReport, Visitor
from application.residents.words import PublicState
from application.use_cases.request import Caller
from domain.calendar.errors import CalendarMissing
from domain.cases import errors as case
from domain.kernel import ConcurrentChange
from interfaces.api import problems
from interfaces.api.bodies import CommandBody
from interfaces.api.client_address import ClientAddress
from interfaces.api.dependencies import IdempotencyKey, Jurisdiction, WiringDep
from interfaces.api.examples import PUBLIC_REPORT, shown
from interfaces.api.photos import (
    ADDED_BEFORE,
    ADDING,
    PICTURE,
    PhotoAdded,
    PhotoId,
    PhotoList,
    developed,
    photo_list,
    picture_answer,
)
from interfaces.api.receipts import REPLAYED
from interfaces.api.refusals import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    ReceiptCodeMissing,
    ServiceBusy,
)
from interfaces.api.refused_here import PLAIN, PLAIN_READ, refusals_of
from interfaces.api.uploads import MULTIPART_BODY
from interfaces.api.views import View

_ROOT: Final = "/public/{jurisdiction}"
_REPORT: Final = f"{_ROOT}/report"
_ANSWER = re.compile(r"[\x21-\x7e]{1,4096}")

EVERY: Final = (UnknownJurisdiction, ServiceBusy, LogUnavailable)
_KEYED: Final = (
    OutcomeUnknown,
    IdempotencyKeyMissing,
    IdempotencyKeyMalformed,
    KeyReused,
    ConcurrentChange,
    CalendarMissing,
)
_BY_CODE: Final = (
    *EVERY,
    ReceiptCodeMissing,
    residents.ReceiptCodeMistyped,
    residents.ReceiptCodeUnknown,
    residents.LimitReached,
    case.CaseNotFound,
)

router = APIRouter(tags=["residents"])


class ReportBody(PublicReport, CommandBody):
    """What a resident says, as it comes."""


class LabelView(View):
    """A word in both languages."""

    zh: str
    en: str


class AcknowledgementView(View):
    """What a resident takes away. Who has the code can see the report: it is shown once."""

    receipt_code: str = Field(
        description="Four groups of five letters and digits, to be kept by the resident.",
        examples=["7Z9KQ-3XW0M-B1CDE-F2GHJ"],
    )
    reported_at: AwareDatetime


class RatingOfferView(View):
    """A link by which the closing can be rated."""

    token: str
    closing_no: int
    expires_at: AwareDatetime


class StatusView(View):
    """How a report stands, in a resident's words; no names and no numbers of people or cases."""

    state: PublicState
    sentence: LabelView
    joined_state: PublicState | None = Field(
        description="Where the matter stands that the report was joined to."
    )
    category: str | None
    category_label: LabelView | None
    with_level: str | None = Field(description="Level of the body that has it.")
    with_level_label: LabelView | None
    reported_at: AwareDatetime
    registered_at: AwareDatetime | None
    handed_on_at: AwareDatetime | None
    taken_up_at: AwareDatetime | None
    said_done_at: AwareDatetime | None = Field(description="The unit said so; not yet closed.")
    closed_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    due_at: AwareDatetime | None = Field(description="To be dealt with before; null: no bound.")
    reason: str | None = Field(description="Why it was turned away, and whose it is.")
    done: str | None = Field(description="What the unit says it did.")
    answer: str | None = Field(description="What you were answered; null also once erased.")
    score: int | None
    closing_no: int
    photos: int
    can_withdraw: bool
    can_add_photo: bool
    rating: RatingOfferView | None = Field(
        default=None, description="Present while the closing can be rated."
    )


class CategoryView(View):
    """A category of the jurisdiction's pack."""

    code: str
    label: LabelView | None


class CategoryList(BaseModel):
    """What can be reported."""

    items: list[CategoryView]


async def _visitor(
    address: ClientAddress,
    challenge_answer: Annotated[
        str,
        Header(
            alias="Challenge-Answer",
            description="Answer to the operator's challenge, where there is one.",
        ),
    ] = "",
) -> Visitor:
    return Visitor(address, challenge_answer if _ANSWER.fullmatch(challenge_answer) else None)


async def _known(
    jurisdiction: Jurisdiction,
    wired: WiringDep,
    address: ClientAddress,
    receipt_code: Annotated[
        str,
        Header(
            alias="Receipt-Code",
            description="The code the report was answered with. Never part of an address, "
            "for addresses are kept in many places.",
            examples=["7Z9KQ-3XW0M-B1CDE-F2GHJ"],
        ),
    ] = "",
) -> KnownReport:
    if not receipt_code:
        raise ReceiptCodeMissing
    reports = wired.service.residents.reports
    # Header values arrive as Latin-1; what was typed may be UTF-8, of full width for one.
    typed = receipt_code.encode("latin-1").decode(errors="replace")
    return await wired.reads.run(partial(reports.known, jurisdiction, typed, Visitor(address)))


VisitorDep = Annotated[Visitor, Depends(_visitor)]
Known = Annotated[KnownReport, Depends(_known)]


@router.get(
    f"{_ROOT}/categories",
    operation_id="list_public_categories",
    summary="List what can be reported",
    responses=problems.responses(*EVERY, codes=PLAIN_READ),
)
async def categories(jurisdiction: Jurisdiction, wired: WiringDep) -> CategoryList:
    """Categories of the policy pack that is in force."""
    found = await wired.reads.run(partial(wired.service.residents.reports.categories, jurisdiction))
    return CategoryList(
        items=[CategoryView.model_validate({"code": c, "label": n}) for c, n in found.items()]
    )


@router.post(
    f"{_ROOT}/reports",
    status_code=HTTPStatus.CREATED,
    operation_id="report_publicly",
    summary="Report a matter without a login",
    responses={
        HTTPStatus.CREATED: {
            "headers": {
                REPLAYED: {
                    "description": "Present, true: the key had been used; it is the same code.",
                    "schema": {"type": "string"},
                }
            }
        },
        **problems.responses(
            *EVERY,
            *_KEYED,
            *refusals_of("report_case"),
            case.UnknownCategory,
            residents.KeyGuessable,
            residents.ChallengeFailed,
            residents.LimitReached,
            codes=PLAIN,
        ),
    },
)
async def report(
    jurisdiction: Jurisdiction,
    key: IdempotencyKey,
    visitor: VisitorDep,
    wired: WiringDep,
    response: Response,
    body: Annotated[ReportBody, Body(openapi_examples=shown(PUBLIC_REPORT))],
) -> AcknowledgementView:
    """Say what is wrong and where; leave a contact or none. Keep the receipt code.

    The key must be random and of sixteen characters or more: with the same body it gives the same
    receipt code again.
    """
    take = partial(wired.service.residents.reports.report, jurisdiction, visitor, body, key=key)
    acknowledged = await wired.commands.run(take)
    if acknowledged.repeated:
        response.headers[REPLAYED] = "true"
    return AcknowledgementView.model_validate(acknowledged)


async def _status(wired: WiringDep, jurisdiction: str, known: KnownReport) -> StatusView:
    door = wired.service.residents
    status = await wired.reads.run(partial(door.reports.status, jurisdiction, known))
    offer = await wired.reads.run(partial(door.ratings.offered, jurisdiction, known))
    view = StatusView.model_validate(status)
    if offer is None:
        return view
    return view.model_copy(update={"rating": RatingOfferView.model_validate(offer)})


@router.get(
    _REPORT,
    operation_id="read_public_report",
    summary="See how a report stands",
    responses=problems.responses(*_BY_CODE, codes=PLAIN_READ),
)
async def status(jurisdiction: Jurisdiction, known: Known, wired: WiringDep) -> StatusView:
    """How the report of a receipt code stands. A mistyped code is told from an unknown one."""
    return await _status(wired, jurisdiction, known)


@router.post(
    f"{_REPORT}/withdraw",
    operation_id="withdraw_public_report",
    summary="Take a report back",
    responses=problems.responses(
        *_BY_CODE, *_KEYED, case.CaseIsEnded, *refusals_of("withdraw_case"), codes=PLAIN
    ),
)
async def withdraw(
    jurisdiction: Jurisdiction,
    known: Known,
    key: IdempotencyKey,
    wired: WiringDep,
) -> StatusView:
    """Take it back while nobody has assessed it."""
    take_back = partial(wired.service.residents.reports.withdraw, jurisdiction, known, key=key)
    await wired.commands.run(take_back)
    return await _status(wired, jurisdiction, known)


@router.post(
    f"{_REPORT}/photos",
    status_code=HTTPStatus.CREATED,
    operation_id="add_public_photo",
    summary="Add a photo to a report",
    openapi_extra=MULTIPART_BODY,
    responses={
        **ADDED_BEFORE,
        **problems.responses(*_BY_CODE, *_KEYED, *ADDING, codes=PLAIN),
    },
)
async def add_photo(
    jurisdiction: Jurisdiction,
    known: Known,
    key: IdempotencyKey,
    visitor: VisitorDep,
    wired: WiringDep,
    request: Request,
    response: Response,
) -> PhotoAdded:
    """JPEG, PNG or WebP; where it was taken and all else that is written into it stays sealed."""
    admit = partial(wired.service.residents.photos.admit, jurisdiction, visitor)
    await wired.commands.run(admit)
    caller = Caller(known.person_ref)
    return await developed(request, wired, jurisdiction, caller, known.case_id, key, response)


@router.get(
    f"{_REPORT}/photos",
    operation_id="list_public_photos",
    summary="List the photos of a report",
    responses=problems.responses(*_BY_CODE, codes=PLAIN_READ),
)
async def photos(jurisdiction: Jurisdiction, known: Known, wired: WiringDep) -> PhotoList:
    """Photos of the report, those that officials added included."""
    return await photo_list(wired, jurisdiction, Caller(known.person_ref), known.case_id)


@router.get(
    f"{_REPORT}/photos/{{photo_id}}",
    operation_id="read_public_photo",
    summary="See a photo of a report",
    response_class=Response,
    responses={
        HTTPStatus.OK: PICTURE,
        **problems.responses(
            *_BY_CODE, residents.PhotoNotFound, residents.PhotoErased, codes=PLAIN_READ
        ),
    },
)
async def photo(
    jurisdiction: Jurisdiction, known: Known, photo_id: PhotoId, wired: WiringDep
) -> Response:
    """The clean picture."""
    caller = Caller(known.person_ref)
    return await picture_answer(wired, jurisdiction, caller, known.case_id, photo_id)
