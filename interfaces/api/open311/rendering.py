"""XML and JSON from the same models."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final
from xml.etree import ElementTree as ET

from pydantic import BaseModel
from starlette.responses import Response

_ITEM: Final[Mapping[str, str]] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_requests_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""Name of the elements of a list, by the name of the list."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Format(StrEnum):
    """What a path ends in."""

    XML = "xml"
    JSON = "json"


MEDIA_TYPES: Final = {Format.XML: "text/xml", Format.JSON: "application/json"}


def rendered(
    form: Format,
    root: str,
    answer: BaseModel | Sequence[BaseModel],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer; ``root`` names the XML document, JSON has no name for it."""
    content = _json(answer) if form is Format.JSON else _xml(root, answer)
    media_type = f"{MEDIA_TYPES[form]}; charset=utf-8"
    return Response(content, status, {**(headers or {}), "Content-Type": media_type})


def _json(answer: BaseModel | Sequence[BaseModel]) -> bytes:
    plain = (
        answer.model_dump() if isinstance(answer, BaseModel) else [a.model_dump() for a in answer]
    )
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _xml(root: str, answer: BaseModel | Sequence[BaseModel]) -> bytes:
    element = _element(root, answer)
    return bytes(ET.tostring(element, encoding="utf-8", xml_declaration=True))


def _element(name: str, value: object) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, BaseModel):
        element.extend(_element(field, getattr(value, field)) for field in type(value).model_fields)
    elif isinstance(value, list | tuple):
        element.extend(_element(_ITEM[name], one) for one in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _NOT_XML.sub("\ufffd", str(value))
    return element
