"""What callers of GeoReport v2 send: query strings and forms, each closed and bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from application.service_requests.submission import Submission
from domain.vocabulary import Code
from interfaces.api.dependencies import within_calendars
from interfaces.api.open311.errors import ParameterMalformed, wrong_fields

_MOST_FIELDS: Final = 250
_MOST_ATTRIBUTES: Final = 100
_MOST_IDS: Final = 200
_ATTRIBUTE = re.compile(r"attribute\[([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\](\[\])?")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no text column and no UTF-8 holds them


def _instant(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a date and time as 2010-01-01T00:00:00Z") from None
    if found.tzinfo is None:
        raise ValueError("must say its offset from UTC; a plus sign is sent as %2B")
    return within_calendars(found)


def _listed(text: object) -> object:
    if not isinstance(text, str):
        return text
    return tuple(part for one in text.split(",") if (part := one.strip()))


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise ValueError("must be an absolute http or https address")
    return url


_Instant = Annotated[datetime, BeforeValidator(_instant)]
_List = BeforeValidator(_listed)


class Fields(BaseModel):
    """What every call may carry.

    Attributes:
        api_key: of POST in the form; where the standard knows none, it may stand in the query.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    jurisdiction_id: str | None = Field(default=None, max_length=64)
    api_key: str | None = Field(default=None, max_length=8_192, repr=False)


class Spanned(Fields):
    """The query of a list by time."""

    start_date: _Instant | None = None
    end_date: _Instant | None = None


class ListQuery(Spanned):
    """The query of GET Service Requests; ``service_request_id`` overrides the rest."""

    service_request_id: Annotated[tuple[str, ...], _List, Field(max_length=_MOST_IDS)] = ()
    service_code: Annotated[tuple[Code, ...], _List, Field(max_length=_MOST_IDS)] = ()
    status: Annotated[tuple[str, ...], _List] = ()

    @model_validator(mode="after")
    def _statuses_are_known(self) -> Self:
        if not set(self.status) <= {"open", "closed"}:
            raise ValueError("status is open, closed or both with a comma")
        return self

    @property
    def is_open(self) -> bool | None:
        """What the statuses asked for come to; None: either."""
        return None if len(set(self.status)) != 1 else self.status[0] == "open"


class RequestForm(Fields):
    """The form of POST Service Request, without its attributes."""

    service_code: Code
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    long: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    address_string: str | None = Field(default=None, max_length=500)
    address_id: Code | None = None
    email: str | None = Field(default=None, max_length=254)
    device_id: str | None = Field(default=None, max_length=200)
    account_id: str | None = Field(default=None, max_length=200)
    first_name: str | None = Field(default=None, max_length=100)
    last_name: str | None = Field(default=None, max_length=100)
    phone: str | None = Field(default=None, max_length=40)
    description: str | None = Field(default=None, max_length=4_000)
    media_url: Annotated[str, Field(max_length=2_000), AfterValidator(_web_address)] | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.lat is None) != (self.long is None):
            raise ValueError("lat and long are sent together")
        if self.lat is None and self.address_string is None and self.address_id is None:
            raise ValueError("one of lat and long, address_string, or address_id is required")
        return self

    def submission(self, answers: Mapping[str, tuple[str, ...]]) -> Submission:
        """The service request it asks for."""
        sent = self.model_dump(exclude={"api_key", "jurisdiction_id"})
        return Submission(**sent, answers=answers)


def of_query(model: type[Fields], query: bytes) -> Any:
    """The fields of a query string; blank ones count as left out.

    Raises:
        ParameterMalformed.
    """
    single, attributes = _split(_pairs(query))
    if attributes:
        raise ParameterMalformed("attribute: only a service request that is sent has some")
    return _read(model, single)


def of_form(body: bytes, query: bytes) -> tuple[RequestForm, Mapping[str, tuple[str, ...]]]:
    """The form with its attributes; key and jurisdiction may stand in the query instead.

    Raises:
        ParameterMalformed.
    """
    beside = of_query(Fields, query).model_dump(exclude_none=True)
    single, attributes = _split(_pairs(body))
    return _read(RequestForm, {**beside, **single}), attributes


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except UnicodeDecodeError:
        raise ParameterMalformed("The fields must be UTF-8.") from None
    except ValueError:  # of max_num_fields
        raise ParameterMalformed(f"At most {_MOST_FIELDS} fields are read.") from None


def _split(pairs: list[tuple[str, str]]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Single fields, and attributes with their values; blank values are left out."""
    single: dict[str, str] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        if _UNSTORABLE.search(name) or _UNSTORABLE.search(value):
            raise ParameterMalformed("Texts must not hold NUL.")
        if not value.strip():
            continue
        if name.startswith("attribute"):
            found = _ATTRIBUTE.fullmatch(name)
            if found is None:
                raise ParameterMalformed("attribute: write attribute[code] or attribute[code][]")
            attributes[found[1]] = (*attributes.get(found[1], ()), value)
        elif name in single:
            raise ParameterMalformed("A field that has one value was sent twice.")
        else:
            single[name] = value
    if len(attributes) > _MOST_ATTRIBUTES:
        raise ParameterMalformed(f"At most {_MOST_ATTRIBUTES} attributes are read.")
    return single, attributes


def _read(model: type[Fields], single: Mapping[str, str]) -> Any:
    try:
        return model.model_validate(single)
    except ValidationError as error:
        raise wrong_fields(error) from None
