"""Ratings without a login: issue a link, show what is rated, rate once (CAS-KD-05, SAT-KD-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from application.ports import Clock, Receipt
from application.residents.errors import (
    NoResidentToRate,
    RatingLinkInvalid,
    RatingLinkSuperseded,
    RatingLinkUsed,
)
from application.residents.invitations import Invitation, Invitations
from application.residents.ports import KnownReport
from application.residents.rating_links import LinkSeal, RatingLink, expiry
from application.use_cases.cases.rate_case import RateCase
from application.use_cases.memory import rebuilt
from application.use_cases.request import Caller, Directories, Packs
from domain.calendar.local_time import local_date
from domain.cases import events
from domain.cases.case import Case
from domain.cases.errors import (
    AlreadyRated,
    AnotherClosing,
    CaseNotClosed,
    CaseNotFound,
    RaterIsHandler,
)
from domain.kernel import Event, effective
from domain.policy.pack import Label
from domain.policy.scales import Scale
from domain.required import provided
from domain.vocabulary import CaseState, Role

if TYPE_CHECKING:
    from application.directory import Directory
    from application.ports import EventLog
    from application.use_cases.desk import CaseDesk
    from domain.policy.pack import PolicyPack

_COMMAND = "issue_rating_link"
_RATER = "rating-link"
"""What carries a rating for the resident; recorded with it as ``represented_by``."""


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link, ready to be handed to a resident."""

    token: str
    closing_no: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingForm:
    """What a resident sees before she rates.

    Attributes:
        done: what the unit says it did; None: it closed the case without a claim's words.
        reopens_at_most: a score at or below it takes the case up again; None: none does.
    """

    scale_id: str
    scale: Scale
    reopens_at_most: int | None
    category: str | None
    category_label: Label | None
    done: str | None
    closed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingDesk:
    """Issues rating links and takes what comes back by them. Safe for many threads.

    Attributes:
        lifetime: how long a link is good; the rules set no end for a rating, so another link may
            be issued as long as the closing stands.
    """

    cases: CaseDesk
    log: EventLog
    packs: Packs
    directories: Directories
    seal: LinkSeal
    invitations: Invitations
    clock: Clock
    lifetime: timedelta = timedelta(days=30)

    def issue(self, jurisdiction: str, caller: Caller, case_id: UUID) -> IssuedLink:
        """A link for the latest closing, for the resident who reported the case.

        It is noted who asked for it, and it waits in the outbox for a message gateway.

        Raises:
            CaseNotFound, PermissionDenied, OutsideRowScope.
            RaterIsHandler: the handling unit does not choose who rates it.
            PolicySilent: the pack has no rating (B-45).
            CaseNotClosed, AlreadyRated, NoResidentToRate.
        """
        with self.cases.permitted(jurisdiction, caller, _COMMAND, case_id) as permitted:
            case, actor, now = permitted.case, permitted.actor, permitted.now
            if actor.unit is not None and actor.unit in case.units:
                raise RaterIsHandler
        pack = self.packs.pinned(case.pack)
        rater = self._rateable(case, pack, permitted.directory, now)
        link = RatingLink(case_id, case.closings, expiry(now, self.lifetime))
        self.invitations.add(
            jurisdiction,
            Invitation(case_id, case.closings, rater, caller.person_ref, now, link.expires_at),
        )
        return IssuedLink(self.seal.token(jurisdiction, link), link.closing_no, link.expires_at)

    def offered(self, jurisdiction: str, known: KnownReport) -> IssuedLink | None:
        """The link for whoever holds the receipt code; None: there is nothing to rate (now)."""
        case, history, _ = self._case(jurisdiction, known.case_id)
        rating = self.packs.pinned(case.pack).cases.rating
        if case.state is not CaseState.CLOSED or rating is None:
            return None
        if case.reporter_ref != known.person_ref:
            return None
        end = expiry(_closed_at(history), self.lifetime)
        if end <= self.clock():
            end = expiry(self.clock(), self.lifetime)
        link = RatingLink(known.case_id, case.closings, end)
        return IssuedLink(self.seal.token(jurisdiction, link), link.closing_no, link.expires_at)

    def form(self, jurisdiction: str, token: str) -> RatingForm:
        """What is rated, and on which scale.

        Raises:
            RatingLinkInvalid, RatingLinkExpired, RatingLinkUsed, RatingLinkSuperseded.
            PolicySilent: the pack has no rating (B-45).
        """
        link = self._opened(jurisdiction, token)
        case, history, _ = self._case(jurisdiction, link.case_id)
        pack = self.packs.pinned(case.pack)
        rating = provided(pack.cases.rating, "rating")
        if case.state is not CaseState.CLOSED or case.closings != link.closing_no:
            raise _spent(link, history)
        claims = [e for e in history if isinstance(e, events.ResolutionReported)]
        return RatingForm(
            scale_id=rating.scale,
            scale=pack.scales[rating.scale],
            reopens_at_most=rating.reopen_at_most,
            category=case.category,
            category_label=pack.labels.get(case.category or ""),
            done=claims[-1].measures if claims else None,
            closed_at=_closed_at(history),
            expires_at=link.expires_at,
        )

    def rate(
        self, jurisdiction: str, token: str, *, score: int, comment: str | None, key: str
    ) -> Receipt:
        """Rate the closing that the link is for, once; the same key repeats the same receipt.

        Raises:
            RatingLinkInvalid, RatingLinkExpired, RatingLinkUsed, RatingLinkSuperseded.
            ScoreNotOnScale, PolicySilent, KeyReused.
        """
        link = self._opened(jurisdiction, token)
        case, _, _ = self._case(jurisdiction, link.case_id)
        if case.reporter_ref is None:
            raise RatingLinkInvalid
        given = {"score": score, "closing_no": link.closing_no}
        command = RateCase.model_validate(
            {"case_id": link.case_id, **given, **({} if comment is None else {"comment": comment})}
        )
        caller = Caller(case.reporter_ref, represented_by=_RATER)
        try:
            return self.cases.execute(jurisdiction, caller, command, key=key)
        except (AlreadyRated, AnotherClosing, CaseNotClosed):
            _, history, _ = self._case(jurisdiction, link.case_id)
            raise _spent(link, history) from None

    def _opened(self, jurisdiction: str, token: str) -> RatingLink:
        now = self.clock()
        self.packs.current(jurisdiction, local_date(now))  # an unknown jurisdiction is refused
        return self.seal.opened(jurisdiction, token, now)

    def _case(self, jurisdiction: str, case_id: UUID) -> tuple[Case, list[Event], Directory]:
        opened = self.log.open(jurisdiction, [case_id])
        case = rebuilt(opened.histories[case_id])
        if case is None:
            raise CaseNotFound(case_id)
        directory = self.directories.directory(jurisdiction, opened.directory_position)
        return case, list(effective(opened.histories[case_id])), directory

    @staticmethod
    def _rateable(case: Case, pack: PolicyPack, directory: Directory, now: datetime) -> str:
        provided(pack.cases.rating, "rating")
        if case.state is CaseState.RATED:
            raise AlreadyRated
        case.require(CaseNotClosed, CaseState.CLOSED)
        if case.reporter_ref is None:
            raise NoResidentToRate
        if directory.actor(case.reporter_ref, now, pack).roles != {Role.RES}:
            raise NoResidentToRate
        return case.reporter_ref


def _closed_at(history: list[Event]) -> datetime:
    return next(e.recorded_at for e in reversed(history) if isinstance(e, events.Closed))


def _spent(link: RatingLink, history: list[Event]) -> RatingLinkUsed | RatingLinkSuperseded:
    rated = {event.closing_no for event in history if isinstance(event, events.Rated)}
    return RatingLinkUsed() if link.closing_no in rated else RatingLinkSuperseded()
