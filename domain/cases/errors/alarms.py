"""Serious events, emergencies and early warnings."""

from __future__ import annotations

from domain.kernel import Conflict, Invalid


class UnknownSeriousKind(Invalid):
    """The pack lists the kinds of its zero counters."""

    code, title, rule = "unknown-serious-kind", "Kind is not one of the pack's", "CAS-SA-02"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is not a kind of serious event in this pack.")


class SeriousKindFollows(Conflict):
    """What is counted from petitions is recorded as a petition, once."""

    code, title, rule = "serious-kind-follows", "This kind is counted from petitions", "PET-SA-01"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} follows from the petitions on record; record the petition.")


class UnknownEmergencyKind(Invalid):
    """The plans provide for the kinds that the pack lists."""

    code, title, rule = "unknown-emergency-kind", "Kind is not one of the plan's", "CAS-BZ-04"

    def __init__(self, kind: str) -> None:
        super().__init__(f"{kind} is not a kind of emergency in this pack.")


class UnknownWarningLevel(Invalid):
    """Early warnings are of what the pack lists."""

    code, title, rule = "unknown-warning-level", "Level is not one of the pack's", "CAS-BZ-05"

    def __init__(self, level: str) -> None:
        super().__init__(f"{level} is not a level of early warning in this pack.")
