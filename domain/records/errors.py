"""What a book of records can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.kernel import Conflict, Forbidden, Invalid


class RecordUndefined(Conflict):
    """Kinds of record are words of the pack; what it does not define is not recorded (B-45)."""

    code = "record-undefined"
    title = "The pack has no such record"
    rule = "B-45"

    def __init__(self, record: str, event: str, pack: str) -> None:
        super().__init__(f"{pack} has no record {record} for {event}.")


class WordsUndefined(Conflict):
    """The sources name a list without its entries, so nothing is entered (B-45)."""

    code = "words-undefined"
    title = "The pack names no words for this"
    rule = "B-45"

    def __init__(self, record: str, name: str) -> None:
        super().__init__(f"{record}: the pack has no words for {name} yet.")


class WordUnknown(Invalid):
    """Some fields hold words of the pack."""

    code = "word-unknown"
    title = "Not a word of the pack"
    rule = "B.3"

    def __init__(self, name: str, word: str, words: Collection[str]) -> None:
        super().__init__(f"{name} {word} is none of {', '.join(words)}.")


class FieldMissing(Invalid):
    """The pack asks for more than every such fact needs."""

    code = "record-field-missing"
    title = "The record lacks something"
    rule = "B.3"

    def __init__(self, record: str, names: Sequence[str]) -> None:
        super().__init__(f"{record} needs {', '.join(names)}.")


class TooFew(Invalid):
    """Some lists need so many different entries."""

    code = "record-too-few"
    title = "Too few entries"
    rule = "B.3"

    def __init__(self, name: str, stated: int, at_least: int) -> None:
        super().__init__(f"{stated} {name}, and at least {at_least} are needed.")


class EnteredByAnother(Forbidden):
    """Some records are kept by the one person whom the pack designates (PRP-CY-02)."""

    code = "record-is-anothers"
    title = "Somebody else keeps this record"
    rule = "PRP-CY-02"

    def __init__(self, record: str, post: str, body: str) -> None:
        super().__init__(f"{record} is kept by the {post} of {body}.")


class EnteredAlready(Conflict):
    """Of some records there is one in each span of time."""

    code = "entered-already"
    title = "Such a record is there already"
    rule = "B.3"

    def __init__(self, record: str, alike: Sequence[str], since: date | None) -> None:
        span = f" in the span from {since}" if since else ""
        super().__init__(f"{record}: there is one with {', '.join(alike)}{span}.")
