"""``Packs`` of a database: which version of its pack each jurisdiction goes by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from application.ports import JurisdictionRunsAnotherPack, UnknownJurisdiction
from domain.policy.errors import PackUnknown
from domain.policy.pack import PolicyPack
from domain.policy.shelf import PackShelf
from infrastructure.event_log.log import PostgresEventLog


class JurisdictionPacks:
    """Looks up packs by the id a jurisdiction was opened with.

    Args:
        pack_ids: reads the pack id of every jurisdiction; asked again for an unknown one.
    """

    def __init__(self, shelf: PackShelf, pack_ids: Callable[[], Mapping[str, str]]) -> None:
        self._shelf = shelf
        self._read = pack_ids
        self._ids: Mapping[str, str] = {}

    def pinned(self, ref: str) -> PolicyPack:
        return self._shelf.get(ref)

    def current(self, jurisdiction: str, on: date) -> PolicyPack:
        """The version in force on that day.

        Raises:
            UnknownJurisdiction: no such log.
        """
        return self._shelf.current(self._pack_id(jurisdiction), on)

    def versions(self, jurisdiction: str) -> Sequence[PolicyPack]:
        """Every version of the jurisdiction's pack, the oldest first.

        Raises:
            UnknownJurisdiction: no such log.
        """
        return self._shelf.versions(self._pack_id(jurisdiction))

    def known(self) -> Collection[str]:
        """Jurisdictions that are known to exist, without looking anew."""
        return self._ids.keys()

    def _pack_id(self, jurisdiction: str) -> str:
        if jurisdiction not in self._ids:
            self._ids = self._read()
        try:
            return self._ids[jurisdiction]
        except KeyError:
            raise UnknownJurisdiction(f"No log {jurisdiction!r}.") from None


class LogJurisdictions:
    """``Jurisdictions`` on the event log.

    Args:
        shelf: a log is opened only for a pack on it, because it runs that pack for ever.
    """

    def __init__(self, log: PostgresEventLog, shelf: PackShelf) -> None:
        self._log = log
        self._pack_ids = frozenset(pack.meta.id for pack in shelf.all())

    def open(self, jurisdiction: str, pack_id: str) -> None:
        """See the port.

        Raises:
            PackUnknown: no pack of that id (ENV-03).
        """
        if pack_id not in self._pack_ids:
            raise PackUnknown(pack_id)
        self._log.open_jurisdiction(jurisdiction, pack_id)
        runs = self._log.jurisdictions()[jurisdiction]
        if runs != pack_id:
            raise JurisdictionRunsAnotherPack(jurisdiction, runs)

    def all(self) -> Mapping[str, str]:
        return self._log.jurisdictions()
