"""Intake: what is reported, and when it was found."""

from __future__ import annotations

from domain.kernel import Conflict, Invalid


class AnonymousWithoutPlace(Invalid):
    """Nobody to ask and nowhere to look."""

    code, title, rule = "anonymous-without-place", "An anonymous report needs a place", "2.5"

    def __init__(self) -> None:
        super().__init__("An anonymous report needs a place or a grid.")


class DiscoveredInFuture(Invalid):
    """A finding lies in the past."""

    code, title, rule = "discovered-in-future", "Discovery lies in the future", "ENV-04"

    def __init__(self) -> None:
        super().__init__("A matter cannot have been discovered later than it is reported.")


class MergedIntoItself(Invalid):
    """A duplicate names another case as its original."""

    code, title, rule = "merged-into-itself", "A case cannot be merged into itself", "CAS-KD-02"

    def __init__(self) -> None:
        super().__init__("A case cannot be merged into itself.")


class OccurredInFuture(Invalid):
    """An act is recorded when it happens or later, never before."""

    code, title, rule = "occurred-in-future", "The act lies in the future", "ENV-04"

    def __init__(self) -> None:
        super().__init__("An act cannot have happened later than it is recorded.")


class OriginalIsEnded(Conflict):
    """A duplicate is merged into a case that lives on."""

    code, title, rule = "original-is-ended", "The original case has ended itself", "CAS-KD-02"

    def __init__(self, case_id: object) -> None:
        super().__init__(f"Case {case_id} was itself withdrawn, merged or rejected.")


class UnknownCategory(Invalid):
    """The category is not in the competence table, and nobody said why it should pass."""

    code, title, rule = "unknown-category", "Category is not in the competence table", "CAS-KD-03"

    def __init__(self, category: str) -> None:
        super().__init__(f"Category {category} is not in the competence table.")


class TooManyPhotos(Conflict):
    """A case has room for a number of photos; whoever needs more picks the best."""

    code, title, rule = "too-many-photos", "The case has as many photos as it may", "CAS-KD-01"

    def __init__(self, most: int) -> None:
        super().__init__(f"A case has at most {most} photos.")
