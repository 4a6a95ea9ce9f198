"""The account of a volunteer: service, points earned, redeemed and taken back (7.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Self
from uuid import UUID, uuid5

from pydantic import AfterValidator

from domain import kernel
from domain.act import Act
from domain.exact_figures import Bounds, Exactly
from domain.exact_points import Amount, plain
from domain.kernel import Aggregate, CreatedEvent
from domain.organisation.body import require_past
from domain.policy.pack import PolicyPack
from domain.policy.volunteer_rules import VolunteerLedger
from domain.required import require_reason
from domain.ruled import ruled
from domain.vocabulary import Code, OfficialText, PersonRef
from domain.volunteers.errors import (
    HoursOutOfRange,
    NothingToReverse,
    OwnServiceRecorded,
    PointsShort,
    RatesUndefined,
    RedemptionBlocked,
    ServiceNotFound,
    VolunteersAreOff,
    VolunteerWordUnknown,
)
from domain.volunteers.points import VolunteerPoints

_NAMESPACE = UUID("5b7d1f38-2c4a-4f67-9a53-1d0e6a9b7c44")
_HOURS_OF_A_DAY = 24

Hours = Annotated[
    Decimal, Exactly(whole=2, places=2, bounds=Bounds.ABOVE_ZERO), AfterValidator(plain)
]  # fmt: skip
"""Hours of service, exact to the hundredth."""


class VolunteerAccount(Aggregate):
    """What one person, household, business or team did for others, and what it got for it.

    Invariants: nobody records service of their own (Annex C footnote 5); redeeming never takes the
    balance below zero, and while reversals keep it there nothing is redeemed (VOL-KD-01); the
    points of a service are taken back once. Rates are those in force when the service is recorded,
    so a new pack changes no balance. What a pack gives no rates for earns no points, which is not
    the same as zero points (B-45).
    """

    TOPIC = "VolunteerAccount"
    Event = kernel.Event

    # --- Events: fields, then effect. Effects only assign: they replay for ever. ---

    class VolunteerRegistered(CreatedEvent):
        """An account was opened.

        Attributes:
            account: pseudonymous id of the holder.
            account_kind: word of the pack.
            body: code of the grid or community that registered it.
            members: pseudonymous ids of the people behind it; empty: the holder alone.
        """

        TOPIC: ClassVar[str] = "VolunteerRegistered"

        account: PersonRef
        account_kind: Code
        body: Code
        members: tuple[PersonRef, ...] = ()

    class VolunteerTrained(kernel.Event):
        """The volunteer was trained on a local day (VOL-BZ-03)."""

        TOPIC: ClassVar[str] = "VolunteerTrained"

        training: OfficialText
        on: date

    class ServiceRecorded(kernel.Event):
        """Service was done.

        Attributes:
            no: 1 for the first service of the account.
            field: word of the pack; None: it tells no fields apart.
            activity: what was done.
            hours: exact.
            on: local day.
        """

        TOPIC: ClassVar[str] = "ServiceRecorded"

        no: int
        field: Code | None = None
        activity: Code
        hours: Hours
        on: date

        def apply(self, aggregate: VolunteerAccount) -> None:
            aggregate.services = self.no

    class VolunteerPointsEarned(kernel.Event):
        """A service earned points.

        Attributes:
            service: number of the service.
        """

        TOPIC: ClassVar[str] = "VolunteerPointsEarned"

        service: int
        field: Code | None = None
        points: Amount

        def apply(self, aggregate: VolunteerAccount) -> None:
            earned = VolunteerPoints(self.points)
            aggregate.standing[self.service] = earned
            aggregate.balance = aggregate.balance + earned

    class VolunteerPointsRedeemed(kernel.Event):
        """Points were given for goods."""

        TOPIC: ClassVar[str] = "VolunteerPointsRedeemed"

        goods: Code
        points: Amount

        def apply(self, aggregate: VolunteerAccount) -> None:
            aggregate.balance = aggregate.balance - VolunteerPoints(self.points)

    class VolunteerPointsReversed(kernel.Event):
        """A service was found to be false; the reason stands in the envelope.

        Attributes:
            service: number of the service whose points were taken back.
        """

        TOPIC: ClassVar[str] = "VolunteerPointsReversed"

        service: int
        points: Amount

        def apply(self, aggregate: VolunteerAccount) -> None:
            del aggregate.standing[self.service]
            aggregate.balance = aggregate.balance - VolunteerPoints(self.points)

    # --- State: only what the commands below need to decide. ---

    def __init__(self, account: str, body: str, members: Sequence[str]) -> None:
        self.account = account
        self.body = body
        self.members = tuple(members)
        self.services = 0
        self.standing: dict[int, VolunteerPoints] = {}
        self.balance = VolunteerPoints()

    @staticmethod
    def create_id(jurisdiction: str, account: str) -> UUID:
        """One holder, one account."""
        return uuid5(_NAMESPACE, f"{jurisdiction}/{account}")

    @property
    def people(self) -> frozenset[str]:
        """Pseudonymous ids of whose service it counts."""
        return frozenset((self.account, *self.members))

    # --- Commands: check the rules, then record what happened. ---

    @classmethod
    def register(
        cls,
        act: Act,
        *,
        jurisdiction: str,
        account: str,
        kind: str,
        body: str,
        members: Sequence[str] = (),
    ) -> Self:
        """Open an account.

        Raises:
            VolunteersAreOff: B-45.
            VolunteerWordUnknown: the pack has no such kind (VOL-KD-01).
        """
        name, ledger = volunteer_ledger(act.pack)
        _require_word("account_kind", kind, ledger.accounts)
        return cls._create(
            cls.VolunteerRegistered,
            id=cls.create_id(jurisdiction, account),
            account=account,
            account_kind=kind,
            body=body,
            members=tuple(dict.fromkeys(members)),
            **ruled(act, "points", name).envelope(cls.VolunteerRegistered.TOPIC),
        )

    def train(self, act: Act, *, training: str, on: date) -> None:
        """Record that the volunteer was trained.

        Raises:
            DateInFuture: ENV-04.
        """
        name, _ = volunteer_ledger(act.pack)
        require_past(act, on)
        self.trigger_event(
            self.VolunteerTrained,
            training=training,
            on=on,
            **ruled(act, "points", name).envelope(self.VolunteerTrained.TOPIC),
        )

    def record_service(
        self, act: Act, *, activity: str, hours: Decimal, on: date, field: str | None = None
    ) -> None:
        """Record service and the points it earns, if the pack has a rate for it.

        Raises:
            OwnServiceRecorded: Annex C footnote 5.
            VolunteerWordUnknown: VOL-KD-01, VOL-SA-02.
            HoursOutOfRange, DateInFuture: no day has such hours, or it has not come yet.
        """
        name, ledger = volunteer_ledger(act.pack)
        if act.actor.id in self.people:
            raise OwnServiceRecorded(self.account)
        if ledger.fields or field is not None:
            _require_word("field", field, ledger.fields)
        if ledger.activities is not None:
            _require_word("activity", activity, ledger.activities)
        if not 0 < hours <= _HOURS_OF_A_DAY:
            raise HoursOutOfRange(hours)
        require_past(act, on)
        act = ruled(act, "points", name)
        service = self.services + 1
        self.trigger_event(
            self.ServiceRecorded,
            no=service,
            field=field,
            activity=activity,
            hours=hours,
            on=on,
            **act.envelope(self.ServiceRecorded.TOPIC),
        )
        rate = ledger.rate_of(field)
        if rate is not None:
            self.trigger_event(
                self.VolunteerPointsEarned,
                service=service,
                field=field,
                points=rate * hours,
                **act.envelope(self.VolunteerPointsEarned.TOPIC),
            )

    def redeem(self, act: Act, *, goods: str, points: Decimal) -> None:
        """Give points for goods.

        Raises:
            RatesUndefined: B-45.
            RedemptionBlocked, PointsShort: VOL-KD-01.
        """
        name, ledger = volunteer_ledger(act.pack)
        if not ledger.has_points:
            raise RatesUndefined(act.pack.ref)
        if self.balance.below_zero:
            raise RedemptionBlocked(self.balance.amount)
        if self.balance < VolunteerPoints(points):
            raise PointsShort(points, self.balance.amount)
        self.trigger_event(
            self.VolunteerPointsRedeemed,
            goods=goods,
            points=points,
            **ruled(act, "points", name).envelope(self.VolunteerPointsRedeemed.TOPIC),
        )

    def reverse(self, act: Act, *, service: int) -> None:
        """Take back the points of a service that was found to be false.

        Raises:
            ReasonMissing: the finding is not stated.
            ServiceNotFound: there was no such service.
            NothingToReverse: it has no points that stand (VOL-KD-01).
        """
        name, _ = volunteer_ledger(act.pack)
        require_reason(act, "taking points back")
        if not 1 <= service <= self.services:
            raise ServiceNotFound(self.account, service)
        earned = self.standing.get(service)
        if earned is None:
            raise NothingToReverse(self.account, service)
        self.trigger_event(
            self.VolunteerPointsReversed,
            service=service,
            points=earned.amount,
            **ruled(act, "points", name).envelope(self.VolunteerPointsReversed.TOPIC),
        )


def volunteer_ledger(pack: PolicyPack) -> tuple[str, VolunteerLedger]:
    """The ledger of volunteers of a pack, with its name there.

    Raises:
        VolunteersAreOff: it has none (B-45).
    """
    for name, ledger in pack.points.items():
        if isinstance(ledger, VolunteerLedger):
            return name, ledger
    raise VolunteersAreOff(pack.ref)


def has_volunteer_points(pack: PolicyPack) -> bool:
    """Whether service earns points under a pack at all (B-45)."""
    ledgers = (each for each in pack.points.values() if isinstance(each, VolunteerLedger))
    return any(ledger.has_points for ledger in ledgers)


def _require_word(field: str, word: str | None, known: Sequence[str]) -> None:
    if word is None or word not in known:
        raise VolunteerWordUnknown(field, word, known)
