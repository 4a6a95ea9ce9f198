"""What the affairs of a residents' committee can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.kernel import Conflict, Forbidden, Invalid, NotFound


class AffairsUndefined(Conflict):
    """A part that the pack does not define is off: it is never invented."""

    code, title, rule = "affairs-undefined", "The pack does not define this", "B-45"

    def __init__(self, part: str) -> None:
        super().__init__(f"The policy pack defines no {part}.")


class AffairNotFound(NotFound):
    """No such publication, seal use, asset or decision, or none that the caller may know of."""

    code = "affair-not-found"
    title = "Not found"

    def __init__(self, what: str, code: str) -> None:
        super().__init__(f"There is no {what} {code}.")


class AffairCodeTaken(Conflict):
    """A code names one thing for ever."""

    code, title, rule = "affair-code-taken", "This code is taken", "4.3"

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} was used before; a code is never used twice.")


class KindUnknown(Invalid):
    """The pack lists the kinds."""

    code, title, rule = "affair-kind-unknown", "Not a kind the pack lists", "B-45"

    def __init__(self, kind: str, known: Collection[str]) -> None:
        super().__init__(f"{kind} is none of {', '.join(sorted(known))}.")


class NotSigned(Conflict):
    """Nothing is published that the supervision committee has not signed."""

    code, title, rule = "publication-not-signed", "The publication is not signed", "MTG-BZ-14"

    def __init__(self, publication: str) -> None:
        super().__init__(f"{publication} is published when it has been reviewed and signed.")


class NotTheSigner(Forbidden):
    """The pack names the posts that sign."""

    code, title, rule = "not-the-signer", "This actor does not sign here", "MTG-BZ-14"

    def __init__(self, posts: Sequence[str]) -> None:
        super().__init__(f"Signed by: {', '.join(posts)} of the same body.")


class AlreadyPublished(Conflict):
    """A publication is made once."""

    code, title, rule = "affairs-published-already", "Published already", "MTG-BZ-14"

    def __init__(self, on: date) -> None:
        super().__init__(f"It was published on {on}.")


class NotADayToPublish(Invalid):
    """Nothing is published before it is drafted, nor in the future."""

    code, title, rule = "not-a-day-to-publish", "Not a day it can have been published", "MTG-BZ-14"

    def __init__(self, on: date) -> None:
        super().__init__(f"It cannot have been published on {on}.")


class NotTheApprover(Forbidden):
    """The pack names the posts that approve the use of the seal."""

    code, title, rule = "not-the-approver", "This actor does not approve here", "MTG-BZ-15"

    def __init__(self, posts: Sequence[str]) -> None:
        super().__init__(f"Approved by: {', '.join(posts)} of the same body.")


class SealNeedsDecision(Conflict):
    """Money and major matters take a vote of an assembly, or a public notice."""

    code, title, rule = "seal-needs-decision", "A vote or a public notice is missing", "MTG-BZ-15"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"{kind} takes an adopted resolution or a public notice, and the signature."
        )


class SealNotApproved(Conflict):
    """The seal leaves the office only with approval."""

    code, title, rule = "seal-not-approved", "The use is not approved", "MTG-BZ-15"

    def __init__(self, use: str) -> None:
        super().__init__(f"{use} is not approved.")


class BookMissing(Conflict):
    """Money is registered with the accounts that it is booked in."""

    code, title, rule = "book-missing", "The accounts are missing", "MTG-BZ-15"

    def __init__(self, kind: str, book: str) -> None:
        super().__init__(f"{kind} names the {book} of the same body that it is booked in.")


class SamePersonKeeps(Conflict):
    """Money and accounts are kept by different people."""

    code, title, rule = "same-person-keeps", "One person may not keep both", "MTG-BZ-15"

    def __init__(self, kind: str, book: str) -> None:
        super().__init__(f"{kind} and {book} are kept by different people.")


class ArchiveClassUnknown(Invalid):
    """The archive has so many classes."""

    code, title, rule = "archive-class-unknown", "No such class of the archive", "MTG-BZ-15"

    def __init__(self, number: int, classes: int) -> None:
        super().__init__(f"There are classes 1 to {classes}; {number} is none.")


class StepOutOfOrder(Conflict):
    """Each step follows the one before it."""

    code, title, rule = "step-out-of-order", "A step is out of order", "4.4"

    def __init__(self, step: int, due: int) -> None:
        super().__init__(f"Step {step} cannot be taken; the next one is step {due}.")


class StepByAnother(Conflict):
    """The pack says who takes a step."""

    code, title, rule = "step-by-another", "Not the body that takes this step", "MTG-BJ-02"

    def __init__(self, step: str, by: Sequence[str]) -> None:
        super().__init__(f"{step} is taken by: {', '.join(by)}.")


class RosterShare(Conflict):
    """The residents have their share of the seats."""

    code, title, rule = "roster-share", "Too few resident representatives", "MTG-BZ-05"

    def __init__(self, residents: int, total: int, share: object) -> None:
        super().__init__(f"{residents} of {total} are less than {share}.")


class RosterUndefined(Conflict):
    """The pack has no rule for the roster of this assembly."""

    code, title, rule = "roster-undefined", "No roster is provided for", "B-45"

    def __init__(self, kind: str) -> None:
        super().__init__(f"The policy pack has no roster for {kind}.")


class RosterSize(Conflict):
    """Where the number of members is a duty, another number is refused."""

    code, title, rule = "roster-size", "Not a number of members", "MTG-BZ-05"

    def __init__(self, total: int, low: int, high: int) -> None:
        super().__init__(f"{total} members; {low} to {high} are provided for.")
