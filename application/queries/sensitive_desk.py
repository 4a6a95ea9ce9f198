"""The one way into a sensitive register, and the list of who took it (CNT-BZ-02)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol

from application.queries.listing import ListDesk
from application.read_models.as_of import AsOf
from application.read_models.pages import Page, page_of
from application.read_models.sensitive_entries import SensitiveView, ViewFilter
from application.use_cases.organisation.sensitive.view_register import ViewSensitiveRegister
from application.use_cases.request import Directories, Packs
from domain.calendar.local_time import local_date
from domain.policy.permissions import Condition
from domain.policy.sensitivity import SensitiveRegister

if TYPE_CHECKING:
    from application.ports import Clock
    from application.use_cases.organisation.desk import OrganisationDesk
    from application.use_cases.request import Caller


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """Somebody in a register: the obligation to visit, and the visits; nothing else is known.

    Attributes:
        subject_ref: pseudonymous id.
        each: how often the plan wants a visit.
        planned_on: local day of the plan that holds.
        visits: how many there were; ``last_visit_on``: local day of the last, None: none.
    """

    subject_ref: str
    each: str
    planned_on: date
    visits: int
    last_visit_on: date | None


class RegisterLines(Protocol):
    """The read model, now or as it stood."""

    def page(
        self,
        jurisdiction: str,
        rule: SensitiveRegister,
        bodies: Collection[str],
        *,
        after: str | None,
        limit: int,
        as_of: AsOf | None,
    ) -> Sequence[RegisterLine]:
        """Who stands in the register, by pseudonymous id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveDesk:
    """Shows a register to whom the pack names, and notes it first. Safe for many threads.

    The view is an event of the log, stored before anything is read: what could not be noted is not
    shown. A refusal goes into the security log.
    """

    organisation: OrganisationDesk
    packs: Packs
    directories: Directories
    clock: Clock
    lines: RegisterLines

    def open(
        self,
        jurisdiction: str,
        caller: Caller,
        register: str,
        body: str,
        *,
        after: str | None = None,
        limit: int = 50,
        as_of: AsOf | None = None,
    ) -> Page[RegisterLine, str]:
        """Who stands in the register of a body and all below, by pseudonymous id.

        Raises:
            PermissionDenied, OutsideRowScope: C.
            RegisterUndefined: B-45.
            RegisterIsClosed: CNT-BZ-02.
            BodyNotFound, UnknownJurisdiction.
        """
        view = ViewSensitiveRegister(of=register, body=body)
        receipt = self.organisation.execute(jurisdiction, caller, view, key=None)
        assert receipt.position is not None, "every view is an event of its own"
        directory = self.directories.directory(jurisdiction, 0)
        rule = self.packs.current(jurisdiction, local_date(self.clock())).sensitivity[register]
        found = self.lines.page(
            jurisdiction,
            rule,
            directory.below([body]),
            after=after,
            limit=limit + 1,
            as_of=as_of,
        )
        return page_of(found, limit, lambda line: line.subject_ref)


class SensitiveViewDesk(ListDesk[ViewFilter, SensitiveView]):
    """Takes questions about who looked: never what was seen, so the auditor may ask, too."""

    QUERY: ClassVar[str] = "read_sensitive_views"
    MET: ClassVar[frozenset[Condition]] = frozenset({Condition.LOG_ONLY})
