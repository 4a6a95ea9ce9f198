"""The asset register: who answers for what, and the regular check (MTG-BZ-15)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self
from uuid import UUID, uuid5

from domain import kernel
from domain.act import Act
from domain.affairs.errors import AffairsUndefined, BookMissing, KindUnknown, SamePersonKeeps
from domain.kernel import Aggregate, Event, EventCorrected, OpeningEvent
from domain.vocabulary import Code, OfficialText, PersonRef

_NAMESPACE = UUID("e0f7bb2e-2c6d-4e7b-b5d7-3a0f4a6b1f90")


class AssetRegistered(OpeningEvent):
    """An asset is in the register, with somebody who answers for it.

    The catalogue has no fact of its own for a new keeper: the line is stated again.

    Attributes:
        kind: a word of the pack.
        kept_by: pseudonymous id.
        booked_in: code of the asset, such as the accounts, that it is booked in.
        books: codes of the assets that are booked in this one.
    """

    TOPIC: ClassVar[str] = "AssetRegistered"

    code: Code
    body: Code
    kind: Code
    label: OfficialText
    kept_by: PersonRef
    booked_in: Code | None = None
    books: tuple[Code, ...] = ()

    def apply(self, asset: Asset) -> None:
        asset.pack = self.pack
        asset.kept_by = self.kept_by
        asset.books = self.books


class ReconciliationDone(Event):
    """What is there was checked against what is booked.

    Attributes:
        difference_fen: what is there less what is booked; integer fen (CAL-07).
    """

    TOPIC: ClassVar[str] = "ReconciliationDone"

    body: Code
    difference_fen: int


class Asset(Aggregate):
    """One line of the asset register."""

    TOPIC = "Asset"
    Event = kernel.Event

    AssetRegistered = AssetRegistered
    ReconciliationDone = ReconciliationDone
    EventCorrected = EventCorrected

    pack: str

    kept_by: str
    books: tuple[str, ...]

    def __init__(
        self, code: str, body: str, kind: str, label: str, booked_in: str | None = None
    ) -> None:
        self.code = code
        self.body = body
        self.kind = kind
        self.label = label
        self.booked_in = booked_in

    @staticmethod
    def create_id(jurisdiction: str, code: str) -> UUID:
        """One code, one asset."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{code}")

    @classmethod
    def register(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        code: str,
        body: str,
        kind: str,
        label: str,
        kept_by: str,
        book: Asset | None,
    ) -> Self:
        """Put an asset into the register.

        Args:
            book: the asset that it is booked in.

        Raises:
            AffairsUndefined, KindUnknown: B-45.
            BookMissing: the kind is booked in one of another kind, of the same body.
            SamePersonKeeps: money and accounts are kept by different people.
        """
        rule = act.pack.affairs.assets if act.pack.affairs else None
        if rule is None:
            raise AffairsUndefined("asset register")
        if kind not in rule.kinds:
            raise KindUnknown(kind, rule.kinds)
        wanted = rule.booked.get(kind)
        if wanted is not None:
            if book is None or (book.body, book.kind) != (body, wanted):
                raise BookMissing(kind, wanted)
            if book.kept_by == kept_by:
                raise SamePersonKeeps(kind, wanted)
        return cls._create(
            AssetRegistered,
            id=cls.create_id(jurisdiction, code),
            code=code,
            body=body,
            kind=kind,
            label=label,
            kept_by=kept_by,
            booked_in=book.code if book else None,
            **act.envelope(AssetRegistered.TOPIC),
        )

    def book(self, act: Act, *, code: str) -> None:
        """Note that another asset is booked in this one; noting it again is a no-op."""
        if code not in self.books:
            self._restate(act, kept_by=self.kept_by, books=(*self.books, code))

    def hand_over(self, act: Act, *, kept_by: str, others: Iterable[Asset]) -> None:
        """Let somebody else answer for it; handing it to who has it is a no-op.

        Args:
            others: what it is booked in, and what is booked in it.

        Raises:
            SamePersonKeeps: money and accounts are kept by different people.
        """
        for other in others:
            if other.kept_by == kept_by:
                raise SamePersonKeeps(self.kind, other.kind)
        if kept_by != self.kept_by:
            self._restate(act, kept_by=kept_by, books=self.books)

    def _restate(self, act: Act, *, kept_by: str, books: tuple[str, ...]) -> None:
        self.trigger_event(
            AssetRegistered,
            code=self.code,
            body=self.body,
            kind=self.kind,
            label=self.label,
            kept_by=kept_by,
            booked_in=self.booked_in,
            books=books,
            **act.envelope(AssetRegistered.TOPIC),
        )

    def reconcile(self, act: Act, *, difference_fen: int) -> None:
        """Record a check of what is there against what is booked."""
        self.trigger_event(
            ReconciliationDone,
            body=self.body,
            difference_fen=difference_fen,
            **act.envelope(ReconciliationDone.TOPIC),
        )
