"""What can be wrong with a service request (Open311 GeoReport v2)."""

from __future__ import annotations

from domain.kernel import Invalid, NotFound


class ServiceNotFound(NotFound):
    """The pack's competence table has no such category."""

    code = "service-not-found"
    title = "Service not found"

    def __init__(self) -> None:
        super().__init__("There is no service of that service_code here.")


class PlaceUnknown(Invalid):
    """No grid's place list has the address id, so nobody could be sent there."""

    code = "place-unknown"
    title = "The address id is unknown"
    rule = "CAS-KD-01"

    def __init__(self) -> None:
        super().__init__("No place here has that address_id.")


class AttributeUnknown(Invalid):
    """The service asks no such question."""

    code = "attribute-unknown"
    title = "The service has no such attribute"

    def __init__(self) -> None:
        super().__init__(
            "The service definition names every attribute; one sent is not among them."
        )


class AttributeMissing(Invalid):
    """The service definition requires an answer."""

    code = "attribute-missing"
    title = "A required attribute is missing"

    def __init__(self, attribute: str) -> None:
        super().__init__(f"attribute[{attribute}] is required.")


class AttributeInvalid(Invalid):
    """The answer is not of the datatype that the service definition states."""

    code = "attribute-invalid"
    title = "An attribute is not of its datatype"

    def __init__(self, attribute: str, wanted: str) -> None:
        super().__init__(f"attribute[{attribute}] must be {wanted}.")


class ReportTooLong(Invalid):
    """Description and answers together are more than the words of one report."""

    code = "report-too-long"
    title = "The report is too long"

    def __init__(self, most: int) -> None:
        super().__init__(f"Description and attributes together have at most {most} characters.")


class SpanTooLong(Invalid):
    """A list covers a limited span of days."""

    code = "span-too-long"
    title = "The span of the list is too long"

    def __init__(self, days: int) -> None:
        super().__init__(f"start_date and end_date lie at most {days} days apart, in this order.")
