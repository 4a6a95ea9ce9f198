"""What the residents' door refuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from domain.kernel import Conflict, DomainError, Invalid, NotFound


class LimitReached(DomainError):
    """As much as is allowed was asked for; the same request may be made again later.

    Attributes:
        retry_after: when to come back; at least a second.
    """

    code = "limit-reached"
    title = "Too many requests"

    def __init__(self, what: str, retry_after: timedelta) -> None:
        super().__init__(f"Too many {what} for now; try again later.")
        self.retry_after = max(retry_after, timedelta(seconds=1))

    def facts(self) -> Mapping[str, object]:
        return {"retry_after_seconds": -int(-self.retry_after.total_seconds() // 1)}


class ChallengeFailed(Invalid):
    """The operator asks for proof of work or of a person, and it was not given."""

    code = "challenge-failed"
    title = "The challenge was not answered"

    def __init__(self) -> None:
        super().__init__("Answer the challenge and send it in Challenge-Answer.")


class KeyGuessable(Invalid):
    """Without a login the key alone says whose report it is, so nobody else may come upon it."""

    code = "idempotency-key-guessable"
    title = "The idempotency key is too short"
    rule = "ENV-05"

    def __init__(self, least: int) -> None:
        super().__init__(f"Send a random Idempotency-Key of at least {least} characters.")


class ReceiptCodeMistyped(Invalid):
    """The signs do not make a code, by their number or by the two check signs."""

    code = "receipt-code-mistyped"
    title = "The receipt code is mistyped"

    def __init__(self) -> None:
        super().__init__("A receipt code has four groups of five letters and digits.")


class ReceiptCodeUnknown(NotFound):
    """No report has this code."""

    code = "receipt-code-unknown"
    title = "Unknown receipt code"

    def __init__(self) -> None:
        super().__init__("No report has this receipt code.")


class RatingLinkInvalid(NotFound):
    """The link was not issued here, or was cut short."""

    code = "rating-link-invalid"
    title = "Unknown rating link"
    rule = "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("There is no such rating link; it may have been cut short.")


class RatingLinkSpent(DomainError):
    """The link was good once and is no more."""

    rule = "CAS-KD-05"


class RatingLinkUsed(RatingLinkSpent):
    """One rating per closing, one use per link."""

    code = "rating-link-used"
    title = "The closing was rated already"

    def __init__(self) -> None:
        super().__init__("This closing was rated already.")


class RatingLinkExpired(RatingLinkSpent):
    """A link is good for a while."""

    code = "rating-link-expired"
    title = "The rating link has expired"

    def __init__(self) -> None:
        super().__init__("The link has expired; ask for another one.")


class RatingLinkSuperseded(RatingLinkSpent):
    """The case was reopened after the closing that the link is for."""

    code = "rating-link-superseded"
    title = "The case was reopened"

    def __init__(self) -> None:
        super().__init__("The case was taken up again after this link was issued.")


class NoResidentToRate(Conflict):
    """Officials do not rate; who reported the case is one, or is not known."""

    code = "no-resident-to-rate"
    title = "No resident reported the case"
    rule = "CAS-KD-05"

    def __init__(self) -> None:
        super().__init__("No resident is known who reported this case and could rate it.")


class PhotoTypeNotAllowed(Invalid):
    """By its content it is no photo of a kind that can be checked and rebuilt here."""

    code = "photo-type-not-allowed"
    title = "This kind of file is not accepted"
    rule = "CAS-KD-01"

    def __init__(self) -> None:
        super().__init__("Send a JPEG, PNG or WebP image.")


class PhotoMislabelled(Invalid):
    """It is said to be another type than it is."""

    code = "photo-mislabelled"
    title = "The photo is not of the type it is said to be"
    rule = "CAS-KD-01"

    def __init__(self, found: str) -> None:
        super().__init__(f"By its content it is {found}; say so.")


class PhotoHoldsMore(Invalid):
    """The file is a photo and something else at the same time."""

    code = "photo-holds-more"
    title = "The file holds more than a photo"
    rule = "CAS-KD-01"

    def __init__(self) -> None:
        super().__init__("The file is a photo and another kind of document at once.")


class PhotoTooManyPixels(Invalid):
    """Its header says it is larger than is decoded here."""

    code = "photo-too-many-pixels"
    title = "The photo has too many pixels"
    rule = "CAS-KD-01"

    def __init__(self, most: int) -> None:
        super().__init__(f"A photo has at most {most} pixels.")


class PhotoUnreadable(Invalid):
    """It begins like a photo and cannot be decoded to its end."""

    code = "photo-unreadable"
    title = "The photo cannot be read"
    rule = "CAS-KD-01"

    def __init__(self) -> None:
        super().__init__("The photo is damaged or cut short.")


class PhotoNotFound(NotFound):
    """The case has no such photo."""

    code = "photo-not-found"
    title = "Photo not found"

    def __init__(self) -> None:
        super().__init__("The case has no such photo.")


class PhotoErased(NotFound):
    """The photo's key was destroyed (ENV-07); its event stays."""

    code = "photo-erased"
    title = "The photo was erased"
    rule = "ENV-07"

    def __init__(self) -> None:
        super().__init__("The photo was erased together with what else its sender said.")
