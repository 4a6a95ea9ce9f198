"""Routes for the photos of a case, for whoever may see it; and what the residents' routes share."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from pydantic import AwareDatetime, BaseModel

from application.residents import errors as residents
from application.residents.photos import PICTURE_TYPE
from application.use_cases.request import Caller
from domain.cases import errors as case
from interfaces.api import problems
from interfaces.api.dependencies import (
    CaseId,
    IdempotencyKey,
    Jurisdiction,
    Reader,
    Wiring,
    WiringDep,
    Writer,
)
from interfaces.api.receipts import REPLAYED
from interfaces.api.refusals import PhotoTooLarge, ServiceBusy, UploadMalformed, UploadTooSlow
from interfaces.api.refused_here import EVERY_CASE_READ, EVERY_CHANGE, PLAIN, PLAIN_READ
from interfaces.api.uploads import MULTIPART_BODY, Lane, UploadWiring, received
from interfaces.api.views import View

_PHOTOS: Final = "/jurisdictions/{jurisdiction}/cases/{case_id}/photos"

PICTURE: Final[dict[str, Any]] = {
    "description": "The clean picture.",
    "content": {PICTURE_TYPE: {"schema": {"type": "string", "contentMediaType": PICTURE_TYPE}}},
}
ADDING: Final = (
    residents.LimitReached,
    residents.PhotoTypeNotAllowed,
    residents.PhotoMislabelled,
    residents.PhotoHoldsMore,
    residents.PhotoTooManyPixels,
    residents.PhotoUnreadable,
    PhotoTooLarge,
    UploadMalformed,
    UploadTooSlow,
    case.CaseIsEnded,
    case.TooManyPhotos,
)
_HEADERS: Final = {
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "private, no-store",
}

PhotoId = Annotated[UUID, Path(description="The photo.")]

router = APIRouter(tags=["photos"])


class PhotoAdded(BaseModel):
    """A photo was added, or was there already."""

    photo_id: UUID


class PhotoView(View):
    """A photo of a case; its place, its camera and its sender's name are not known here."""

    photo_id: UUID
    added_at: AwareDatetime
    width: int
    height: int
    from_resident: bool


class PhotoList(BaseModel):
    """The photos of a case, in the order they came."""

    items: list[PhotoView]


async def developed(
    request: Request,
    wired: Wiring,
    jurisdiction: str,
    caller: Caller,
    case_id: UUID,
    key: str,
    response: Response,
) -> PhotoAdded:
    """Receive a photo, rebuild it away from the event loop, and add it."""
    uploads: UploadWiring = request.app.state.uploads
    desk = wired.service.residents.photos
    await wired.reads.run(partial(desk.welcome, jurisdiction, caller, case_id))
    async with Lane(uploads):
        upload = await received(request, uploads.most)
        clean = await uploads.darkroom.run(
            partial(desk.darkroom.develop, upload.content, upload.declared)
        )
        add = partial(desk.add, jurisdiction, caller, case_id, upload.content, clean, key=key)
        photo_id, receipt = await wired.commands.run(add)
    if receipt.repeated or receipt.position is None:
        response.headers[REPLAYED] = "true"
        response.status_code = HTTPStatus.OK
    return PhotoAdded(photo_id=photo_id)


async def photo_list(wired: Wiring, jurisdiction: str, caller: Caller, case_id: UUID) -> PhotoList:
    """The photos of a case that the caller may see."""
    read = partial(wired.service.residents.photos.photos, jurisdiction, caller, case_id)
    return PhotoList(items=[PhotoView.model_validate(one) for one in await wired.reads.run(read)])


async def picture_answer(
    wired: Wiring, jurisdiction: str, caller: Caller, case_id: UUID, photo_id: UUID
) -> Response:
    """A picture, so that no browser takes it for anything else and no cache keeps it."""
    desk = wired.service.residents.photos
    read = partial(desk.picture, jurisdiction, caller, case_id, photo_id)
    return Response(await wired.reads.run(read), media_type=PICTURE_TYPE, headers=_HEADERS)


ADDED_BEFORE: Final[dict[int | str, Any]] = {
    HTTPStatus.OK: {"model": PhotoAdded, "description": "The case has this photo already."}
}


@router.post(
    _PHOTOS,
    status_code=HTTPStatus.CREATED,
    operation_id="attach_photo",
    summary="Add a photo to a case",
    openapi_extra=MULTIPART_BODY,
    responses={
        **ADDED_BEFORE,
        **problems.responses(*EVERY_CHANGE, *EVERY_CASE_READ, *ADDING, ServiceBusy, codes=PLAIN),
    },
)
async def add(
    jurisdiction: Jurisdiction,
    case_id: CaseId,
    caller: Writer,
    key: IdempotencyKey,
    wired: WiringDep,
    request: Request,
    response: Response,
) -> PhotoAdded:
    """JPEG, PNG or WebP. What is shown is rebuilt from its pixels; what came is sealed."""
    return await developed(request, wired, jurisdiction, caller, case_id, key, response)


@router.get(
    _PHOTOS,
    operation_id="list_photos",
    summary="List the photos of a case",
    responses=problems.responses(*EVERY_CASE_READ, codes=PLAIN_READ),
)
async def photos(
    jurisdiction: Jurisdiction, case_id: CaseId, caller: Reader, wired: WiringDep
) -> PhotoList:
    """Photos of the case, in the order they came."""
    return await photo_list(wired, jurisdiction, caller, case_id)


@router.get(
    f"{_PHOTOS}/{{photo_id}}",
    operation_id="read_photo",
    summary="See a photo of a case",
    response_class=Response,
    responses={
        HTTPStatus.OK: PICTURE,
        **problems.responses(
            *EVERY_CASE_READ, residents.PhotoNotFound, residents.PhotoErased, codes=PLAIN_READ
        ),
    },
)
async def picture(
    jurisdiction: Jurisdiction, case_id: CaseId, photo_id: PhotoId, caller: Reader, wired: WiringDep
) -> Response:
    """The clean picture; the original stays sealed."""
    return await picture_answer(wired, jurisdiction, caller, case_id, photo_id)
