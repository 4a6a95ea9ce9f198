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
        self._by_id: dict[str, tuple[PolicyPack, ...]] = {}
        for pack in self._packs:
            self._by_id[pack.meta.id] = (*self.versions(pack.meta.id), pack)

    def all(self) -> tuple[PolicyPack, ...]:
        """Every version of every pack, by id and date."""
        return self._packs

    def versions(self, pack_id: str) -> tuple[PolicyPack, ...]:
        """Every version of a pack, the oldest first; none of a pack that is not there."""
        return self._by_id.get(pack_id, ())

    def get(self, ref_or_id: str) -> PolicyPack:
        """The pack of a reference ``id@version``; of an id alone, its latest version.

        Raises:
            PackUnknown: ENV-03.
        """
        if pack := self._by_ref.get(ref_or_id):
            return pack
        versions = self.versions(ref_or_id)
        if not versions:
            raise PackUnknown(ref_or_id)
        return versions[-1]

    def current(self, pack_id: str, on: date) -> PolicyPack:
        """The version in force on a local day.

        Raises:
            PackUnknown: no version at all.
            PackNotInForce: none on that day.
        """
        versions = self.versions(pack_id)
        if not versions:
            raise PackUnknown(pack_id)
        for pack in versions:
            if pack.in_force(on):
                return pack
        raise PackNotInForce(pack_id, on)
