"""Chapter: a case goes on under another version of its pack (ENV-03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.cases.bounds import Bounds
from domain.rebinding import (
    BoundWouldHavePassed,
    PackDoesNotFit,
    PolicyPackRebound,
    RebindingReasonMissing,
)

if TYPE_CHECKING:
    from domain.act import Act
    from domain.calendar.clocks import Deadline
    from domain.policy.pack import PolicyPack


class Rebinding(Bounds):
    """How an open case changes its rules, and with them the bounds that still run."""

    def rebind(self, pack: PolicyPack, act: Act) -> None:
        """Let another version judge the case from here on; asking again is a no-op.

        What was recorded stays as it was judged. Clocks that run are recomputed from where they
        started; a date given by hand stays.

        Raises:
            CaseIsClosed, CaseIsEnded: its judgement is over.
            RebindingReasonMissing: nobody said why.
            PackDoesNotFit: the version lacks what the case is in the middle of.
            BoundWouldHavePassed: a bound yet to come would lie in the past.
        """
        self.require_open()
        if not act.reason:
            raise RebindingReasonMissing
        if pack.ref == self.pack:
            return
        self.settle_bounds(act)
        if missing := list(self._missing_in(pack)):
            raise PackDoesNotFit(pack.ref, missing)
        under_new = replace(act, pack=pack)
        self._require_time_left(under_new)
        self.record(PolicyPackRebound, act, old_pack=self.pack, new_pack=pack.ref)
        self.recompute_running(under_new, "PACK")

    def _missing_in(self, pack: PolicyPack) -> Iterator[str]:
        """What the case is in the middle of and the pack does not know, as its paths name it."""
        cases = pack.cases
        if self.level is not None and self.level not in cases.levels:
            yield f"cases.levels.{self.level}"
        if self.mode is not None and self.mode not in cases.routes:
            yield f"cases.routes.{self.mode}"
        running = {obligation.clock for obligation in self.open_obligations()}
        if self.due_clock is not None:
            running.add(self.due_clock)
        for clock in sorted(running - cases.clocks.keys()):
            yield f"cases.clocks.{clock}"
        if (self.is_stopped or self.stop_requested_by is not None) and cases.stop_clock is None:
            yield "cases.stop_clock"
        if self.exclusion_requested_by is not None and cases.exclusion is None:
            yield "cases.exclusion"

    def _require_time_left(self, act: Act) -> None:
        for old, new in self._bounds_under(act):
            if old is not None and new is not None and old.due_at > act.at >= new.due_at:
                raise BoundWouldHavePassed(
                    f"The bound of {old.due_on} would have been {new.due_on} under {act.pack.ref}."
                )

    def _bounds_under(self, act: Act) -> Iterator[tuple[Deadline | None, Deadline | None]]:
        """Each running bound as it is and as the act's pack and calendar would have it."""
        if self.is_stopped:
            return
        for obligation in self.open_obligations():
            yield (
                obligation.deadline,
                self.clock_bound(act, obligation.clock, obligation.opened_at),
            )
        if self.due_runs and self.due_clock and self.due_started_at:
            yield self.due, self.clock_bound(act, self.due_clock, self.due_started_at)
