"""What a command answers: a receipt, with the version for the next one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import AwareDatetime, BaseModel, Field

from application.ports import Receipt
from interfaces.api.dependencies import etag

REPLAYED: Final = "Idempotency-Replayed"


class ReceiptView(BaseModel):
    """What a command left behind. The same key gives the same receipt."""

    case_id: UUID
    version: int = Field(description="Version of the case after the command; its ETag.")
    position: int | None = Field(
        description="Place of the last event in the log of the jurisdiction; null: nothing changed."
    )
    recorded_at: AwareDatetime


def receipt_view(receipt: Receipt, response: Response) -> ReceiptView:
    """The receipt as an answer, with its headers."""
    response.headers["ETag"] = etag(receipt.version)
    if receipt.repeated:
        response.headers[REPLAYED] = "true"
    return receipt_of(receipt)


def receipt_of(receipt: Receipt) -> ReceiptView:
    """The receipt as a part of an answer."""
    return ReceiptView(
        case_id=receipt.aggregate_id,
        version=receipt.version,
        position=receipt.position,
        recorded_at=receipt.recorded_at,
    )


RECEIPT_HEADERS: Final = {
    "ETag": {"description": "Version of the case, for If-Match.", "schema": {"type": "string"}},
    REPLAYED: {
        "description": "Present, true: the key had been used; this is the first receipt.",
        "schema": {"type": "string"},
    },
}
RECEIPT_DOCUMENTED: Final[dict[int | str, dict[str, Any]]] = {
    HTTPStatus.OK: {"headers": RECEIPT_HEADERS}
}
