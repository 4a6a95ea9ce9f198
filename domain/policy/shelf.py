"""All policy packs a process knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.policy.errors import PackNotInForce, PackUnknown
from domain.policy.pack import PolicyPack


class PackShelf:
    """Policy packs by id and version. Packs on a shelf are coherent, their dates do not overlap."""

    def __init__(self, packs: Sequence[PolicyPack]) -> None:
        self._packs = tuple(sorted(packs, key=lambda p: (p.meta.id, p.meta.effective_from)))
        self._by_ref = {pack.ref: pack for pack in self._packs}

    def all(self) -> tuple[PolicyPack, ...]:
        """Every version of every pack, by id and date."""
        return self._packs

    def get(self, ref_or_id: str) -> PolicyPack:
        """The pack of a reference ``id@version``; of an id alone, its latest version.

        Raises:
            PackUnknown: ENV-03.
        """
        if pack := self._by_ref.get(ref_or_id):
            return pack
        versions = self._versions(ref_or_id)
        if not versions:
            raise PackUnknown(ref_or_id)
        return versions[-1]

    def current(self, pack_id: str, on: date) -> PolicyPack:
        """The version in force on a local day.

        Raises:
            PackUnknown: no version at all.
            PackNotInForce: none on that day.
        """
        versions = self._versions(pack_id)
        if not versions:
            raise PackUnknown(pack_id)
        for pack in versions:
            if pack.in_force(on):
                return pack
        raise PackNotInForce(pack_id, on)

    def _versions(self, pack_id: str) -> list[PolicyPack]:
        return [pack for pack in self._packs if pack.meta.id == pack_id]
