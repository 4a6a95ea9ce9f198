"""What GeoReport v2 answers: one closed model for each shape, for XML and JSON alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from application.service_requests.views import Question, Service, ServiceRequest
from domain.calendar.local_time import ZONE


class Answer(BaseModel):
    """Base of all shapes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ServiceAnswer(Answer):
    """One entry of GET Service List."""

    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Literal["realtime"] = "realtime"
    keywords: str | None
    group: str | None


class ValueAnswer(Answer):
    """One value of a list."""

    key: str
    name: str


class AttributeAnswer(Answer):
    """One question of a service definition."""

    variable: bool
    code: str
    datatype: str
    required: bool
    datatype_description: str | None = None
    order: int
    description: str
    values: tuple[ValueAnswer, ...]


class DefinitionAnswer(Answer):
    """GET Service Definition."""

    service_code: str
    attributes: tuple[AttributeAnswer, ...]


class SubmittedAnswer(Answer):
    """One entry of what POST Service Request answers."""

    service_request_id: str
    service_notice: str | None = None
    account_id: str | None = None


class TokenAnswer(Answer):
    """What a token stands for."""

    service_request_id: str
    token: str


class RequestAnswer(Answer):
    """One entry of GET Service Requests. Description, address and picture are a resident's, so
    they stay empty (ENV-07)."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str
    service_name: str | None
    service_code: str
    description: None = None
    agency_responsible: str | None
    service_notice: None = None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: None = None
    address_id: None = None
    zipcode: None = None
    lat: float | None
    long: float | None
    media_url: None = None


class UpdateAnswer(Answer):
    """One entry of mySociety's GET Service Request Updates: how a case stands since its latest
    change."""

    update_id: str
    service_request_id: str
    status: Literal["open", "closed"]
    updated_datetime: str
    description: str


class ErrorAnswer(Answer):
    """One thing that was wrong."""

    code: int
    description: str


def service_answer(service: Service) -> ServiceAnswer:
    """A service, named in Chinese and described in English."""
    return ServiceAnswer(
        service_code=service.code,
        service_name=service.label.zh,
        description=service.label.en,
        metadata=bool(service.questions),
        keywords=",".join(service.keywords) or None,
        group=service.group.zh if service.group else None,
    )


def definition_answer(service: Service) -> DefinitionAnswer:
    """What a service asks; nothing, where the pack defines no questions."""
    attributes = (_attribute(no, one) for no, one in enumerate(service.questions, 1))
    return DefinitionAnswer(service_code=service.code, attributes=tuple(attributes))


def _attribute(order: int, question: Question) -> AttributeAnswer:
    return AttributeAnswer(
        variable=question.rule.variable,
        code=question.code,
        datatype=question.rule.datatype,
        required=question.rule.required,
        order=order,
        description=question.label.zh,
        values=tuple(ValueAnswer(key=key, name=label.zh) for key, label in question.values.items()),
    )


def request_answer(shown: ServiceRequest) -> RequestAnswer:
    """A service request."""
    return RequestAnswer(
        service_request_id=str(shown.case_id),
        status=_status(shown),
        status_notes=shown.state.zh,
        service_name=shown.label.zh if shown.label else None,
        service_code=shown.category,
        agency_responsible="、".join(shown.agency) or None,
        requested_datetime=w3c(shown.requested_at),
        updated_datetime=w3c(shown.updated_at),
        expected_datetime=w3c(shown.expected_at) if shown.expected_at else None,
        lat=shown.lat,
        long=shown.lon,
    )


def update_answers(found: Sequence[ServiceRequest]) -> list[UpdateAnswer]:
    """The latest change of each."""
    return [
        UpdateAnswer(
            update_id=f"{shown.case_id}.{shown.version}",
            service_request_id=str(shown.case_id),
            status=_status(shown),
            updated_datetime=w3c(shown.updated_at),
            description=shown.state.zh,
        )
        for shown in found
    ]


def _status(shown: ServiceRequest) -> Literal["open", "closed"]:
    """Open until the case is closed: a unit that claims to be done does not close it (2.1)."""
    return "open" if shown.is_open else "closed"


def w3c(instant: datetime) -> str:
    """Local time with its offset, to the second."""
    return instant.astimezone(ZONE).isoformat(timespec="seconds")
