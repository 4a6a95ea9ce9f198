"""Keep the asset register of a body, and check it (MTG-BZ-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from application.use_cases.organisation.affairs.command import (
    BeginningCommand,
    FurtherCommand,
    existing,
)
from domain.affairs.asset import Asset
from domain.vocabulary import Code, OfficialText, PersonRef

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
        return Asset.register(
            act,
            jurisdiction=ground.jurisdiction,
            code=self.code,
            body=self.body,
            kind=self.kind,
            label=self.label,
            kept_by=self.kept_by,
            book=book,
        )


class ReconcileAsset(FurtherCommand):
    """Command: check what is there against what is booked.

    Attributes:
        asset: its code; in the API it stands in the path.
        difference_fen: what is there less what is booked, in fen.
    """

    NAME: ClassVar[str] = "reconcile_asset"
    FAMILY: ClassVar[str] = "assets"

    asset: Code
    difference_fen: int = 0

    @property
    def subject(self) -> str:
        return self.asset

    def subject_id(self, jurisdiction: str) -> UUID:
        return Asset.create_id(jurisdiction, self.asset)

    def addressed(self, ground: Ground) -> Asset:
        return existing(ground, Asset, self.subject_id(ground.jurisdiction), "asset", self.asset)

    def decide(self, act: Act, ground: Ground) -> Asset:
        asset = self.addressed(ground)
        asset.reconcile(act, difference_fen=self.difference_fen)
        return asset
