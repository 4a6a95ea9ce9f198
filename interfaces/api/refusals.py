"""What the edge refuses before any rule of the domain is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.kernel import DomainError, Unavailable


class Malformed(DomainError):
    """The request cannot be read as one of ours; nothing was tried."""


class PreconditionRequired(DomainError):
    """The request must say which version it was decided on."""


class IdempotencyKeyMissing(Malformed):
    """A command without a key could be carried out twice."""

    code = "idempotency-key-missing"
    title = "An idempotency key is required"
    rule = "ENV-05"

    def __init__(self) -> None:
        super().__init__("Send a new Idempotency-Key with each command, the same with a retry.")


class IdempotencyKeyMalformed(Malformed):
    """A key is short and printable."""

    code = "idempotency-key-malformed"
    title = "The idempotency key is malformed"
    rule = "ENV-05"

    def __init__(self) -> None:
        super().__init__("An Idempotency-Key is 1 to 200 printable ASCII characters, no blanks.")


class IfMatchMalformed(Malformed):
    """One entity tag, as it was handed out, or a star."""

    code = "if-match-malformed"
    title = "If-Match is malformed"
    rule = "ENV-05"

    def __init__(self) -> None:
        super().__init__('If-Match is one ETag as it was handed out, like "7", or *.')


class IfMatchRequired(PreconditionRequired):
    """This deployment wants each command to name the version it was decided on."""

    code = "if-match-required"
    title = "If-Match is required"
    rule = "ENV-05"

    def __init__(self) -> None:
        super().__init__("Send the ETag of the case you decided on in If-Match.")


class OnBehalfOfMalformed(Malformed):
    """The person a machine acts for is named once, by an id."""

    code = "on-behalf-of-malformed"
    title = "Closeout-On-Behalf-Of is malformed"
    rule = "ENV-01"

    def __init__(self) -> None:
        super().__init__("Closeout-On-Behalf-Of is the id of one person: 1 to 64 ASCII characters.")


class CursorMalformed(Malformed):
    """A cursor is used as it was handed out, with the same filters."""

    code = "cursor-malformed"
    title = "The cursor is not one of this list"

    def __init__(self) -> None:
        super().__init__("Use a cursor as it was handed out, with the same filters.")


class ServiceBusy(Unavailable):
    """Too many commands are waiting for a thread."""

    code = "service-busy"
    title = "The service is busy"

    def __init__(self) -> None:
        super().__init__("Too many requests are waiting; try again shortly.")


class RateExceeded(DomainError):
    """One caller asks faster than this process lets anybody ask.

    Attributes:
        seconds: until the next request will be let through.
    """

    code = "rate-exceeded"
    title = "Too many requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Ask again in {seconds} s; the same key repeats a command safely.")
        self.seconds = seconds


class NotReady(Unavailable):
    """Something that the service needs is missing.

    Attributes:
        lacking: names of what it is.
    """

    code = "not-ready"
    title = "The service is not ready"

    def __init__(self, lacking: Sequence[str]) -> None:
        super().__init__(f"Not ready: {', '.join(lacking)}.")
        self.lacking = tuple(lacking)

    def facts(self) -> Mapping[str, object]:
        return {"lacking": self.lacking}


class NotLocal(DomainError):
    """Development tokens are handed out on this machine only, never through a proxy."""

    code = "not-local"
    title = "Development tokens are for this machine only"

    def __init__(self) -> None:
        super().__init__("Ask from the machine the service runs on, not through a proxy.")


class TooManyStreams(Unavailable):
    """One person follows with a few clients at once, not with many."""

    code = "too-many-streams"
    title = "Too many event streams are open"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} streams of one person are open at once; close one.")


class LastEventIdMalformed(Malformed):
    """The id of an event is its position: digits."""

    code = "last-event-id-malformed"
    title = "Last-Event-ID is not an id of this feed"

    def __init__(self) -> None:
        super().__init__("Send the id of the last event as it was received: digits, or nothing.")


class UploadMalformed(Malformed):
    """A photo comes as the one part of a multipart body."""

    code = "upload-malformed"
    title = "The upload is malformed"

    def __init__(self) -> None:
        super().__init__("Send multipart/form-data with exactly one part, a file named photo.")


class UploadTooSlow(Malformed):
    """The photo did not arrive in time; whoever dawdles keeps others waiting."""

    code = "upload-too-slow"
    title = "The upload took too long"

    def __init__(self) -> None:
        super().__init__("The photo did not arrive in time; try again on a better line.")


class PhotoTooLarge(DomainError):
    """The photo has more bytes than are read."""

    code = "photo-too-large"
    title = "The photo is too large"

    def __init__(self, most: int) -> None:
        super().__init__(f"A photo has at most {most} bytes.")


class ReceiptCodeMissing(Malformed):
    """Without a login the receipt code says whose report it is."""

    code = "receipt-code-missing"
    title = "A receipt code is required"

    def __init__(self) -> None:
        super().__init__("Send the code of the report in the Receipt-Code header.")
