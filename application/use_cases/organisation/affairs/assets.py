"""Keep the asset register of a body, and check it (MTG-BZ-15)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.affairs.command import (
    BeginningCommand,
    FurtherCommand,
    existing,
)
from domain.affairs.asset import Asset
from domain.vocabulary import Code, FenDifference, OfficialText, PersonRef

if TYPE_CHECKING:
    from application.use_cases.organisation.command import Ground
    from domain.act import Act


class RegisterAsset(BeginningCommand):
    """Command: put an asset into the register.

    Attributes:
        kind: a word of the pack.
        label: its name for people.
        kept_by: pseudonymous id of who answers for it.
        booked_in: code of the asset, such as the accounts, that it is booked in.
    """

    NAME: ClassVar[str] = "register_asset"
    FAMILY: ClassVar[str] = "assets"

    kind: Code
    label: OfficialText
    kept_by: PersonRef
    booked_in: Code | None = None

    def subject_id(self, jurisdiction: str) -> UUID:
        return Asset.create_id(jurisdiction, self.code)

    def decide(self, act: Act, ground: Ground) -> Asset:
        self.require_new(ground)
        book = None
        if self.booked_in is not None:
            book = ground.aggregate(Asset, Asset.create_id(ground.jurisdiction, self.booked_in))
        asset = Asset.register(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            kind=self.kind,
            label=self.label,
            kept_by=self.kept_by,
            book=book,
        )
        if book is not None and asset.booked_in == book.code:
            book.book(replace(act, at=max(act.at, book.modified_on)), code=asset.code)
            ground.also_changed(book)
        return asset


class AssetCommand(FurtherCommand):
    """A command to one line of the register.

    Attributes:
        asset: its code; in the API it stands in the path.
    """

    FAMILY: ClassVar[str] = "assets"

    asset: Code

    @property
    def subject(self) -> str:
        return self.asset

    def subject_id(self, jurisdiction: str) -> UUID:
        return Asset.create_id(jurisdiction, self.asset)

    def addressed(self, ground: Ground) -> Asset:
        return _asset(ground, self.asset)


class HandOverAsset(AssetCommand):
    """Command: let somebody else answer for an asset from now on.

    Attributes:
        kept_by: pseudonymous id of who answers for it.
    """

    NAME: ClassVar[str] = "hand_over_asset"

    kept_by: PersonRef

    def decide(self, act: Act, ground: Ground) -> Asset:
        asset = self.addressed(ground)
        tied = (*asset.books, *(() if asset.booked_in is None else (asset.booked_in,)))
        others = [_asset(ground, code) for code in tied]
        asset.hand_over(act, kept_by=self.kept_by, others=others)
        return asset


class ReconcileAsset(AssetCommand):
    """Command: check what is there against what is booked.

    Attributes:
        difference_fen: what is there less what is booked, in fen.
    """

    NAME: ClassVar[str] = "reconcile_asset"

    difference_fen: FenDifference = 0

    def decide(self, act: Act, ground: Ground) -> Asset:
        asset = self.addressed(ground)
        asset.reconcile(act, difference_fen=self.difference_fen)
        return asset


def _asset(ground: Ground, code: str) -> Asset:
    return existing(ground, Asset, Asset.create_id(ground.jurisdiction, code), "asset", code)
