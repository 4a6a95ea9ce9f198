"""The two lists of volunteers: their balances, and the lines of their ledgers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from application.queries.listing import ListDesk, ListPlace
from application.read_models.as_of import AsOf
from application.read_models.pages import Page
from application.read_models.volunteer_accounts import (
    LineFilter,
    VolunteerBalance,
    VolunteerFilter,
    VolunteerLine,
)
from domain.calendar.local_time import local_date
from domain.volunteers.account import has_volunteer_points

if TYPE_CHECKING:
    from application.use_cases.request import Caller


class VolunteerDesk(ListDesk[VolunteerFilter, VolunteerBalance]):
    """Takes questions about balances.

    Under a pack without rates an account has no balance, which is not the same as zero (B-45),
    unless points were booked under an earlier version.
    """

    QUERY: ClassVar[str] = "read_volunteers"

    def rows(
        self,
        jurisdiction: str,
        caller: Caller,
        which: VolunteerFilter,
        *,
        after: ListPlace | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[VolunteerBalance, ListPlace]:
        page = super().rows(jurisdiction, caller, which, after=after, limit=limit, as_of=as_of)
        pack = self.packs.current(jurisdiction, local_date(self.clock()))
        if has_volunteer_points(pack):
            return page
        return Page([_without_balance(row) for row in page.items], page.next)


def _without_balance(row: VolunteerBalance) -> VolunteerBalance:
    return row if row.earned else replace(row, balance=None)


class VolunteerLedgerDesk(ListDesk[LineFilter, VolunteerLine]):
    """Takes questions about the lines of ledgers."""

    QUERY: ClassVar[str] = "read_volunteers"
