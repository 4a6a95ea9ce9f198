"""Publication, seal, assets, archives, rosters and decisions (rulebook 4.3, 4.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.act import Act, Actor, HeldPost
from domain.affairs.archive import ArchiveEntry
from domain.affairs.asset import Asset
from domain.affairs.decision import Decision
from domain.affairs.publication import AffairsPublication
from domain.affairs.roster import RepresentativeRoster
from domain.affairs.seal import SealUse
from domain.kernel import Aggregate
from domain.policy.meeting_coherence import meeting_warnings
from domain.vocabulary import Role
from tests.domain.meetings.samples import BIJIE, DAGUAN, LONGLING, J
from tests.samples import act
from tests.spec import refused


def official(name: str, role: Role, post: str, body: str = "c1") -> Actor:
    return Actor(id=name, roles=frozenset({role}), posts=(HeldPost(post, body),))


DIRECTOR = official("dong", Role.RC, "residents_committee_director")
CLERK = official("ren", Role.RC, "residents_committee")
SUPERVISOR = official("jian", Role.SUP, "affairs_supervisor")
SUPERVISOR_ELSEWHERE = official("hai", Role.SUP, "affairs_supervisor", "c2")


def by(actor: Actor, when: str) -> Act:
    return act(actor, when, BIJIE)


def names(aggregate: Aggregate) -> list[str]:
    return [event.event_type for event in aggregate.collect_events()]  # type: ignore[attr-defined]  # all are ours


# --- Publication of affairs ---


def finances() -> AffairsPublication:
    return AffairsPublication.draft(
        by(CLERK, "2026-01-20 09:00"), jurisdiction=J, code="p1", body="c1", kind="FINANCES",
        content_ref="sheet-1",
    )  # fmt: skip


def test_what_is_signed_is_published() -> None:
    """MTG-BZ-14: PublicationDrafted → GateOpinionGiven {signed_by} → OutcomePublished {kind}."""
    publication = finances()
    publication.sign(by(SUPERVISOR, "2026-01-31 20:00"), approved=True, opinion="complete")
    publication.publish(by(CLERK, "2026-02-01 09:00"), published_on=date(2026, 2, 1))
    *_, published = publication.collect_events()
    assert (published.kind, published.body, published.code) == ("FINANCES", "c1", "p1")  # type: ignore[attr-defined]  # of a publication


def test_what_is_not_signed_is_not_published() -> None:
    """MTG-BZ-14: publishing unsigned is refused."""
    publication = finances()
    with refused("publication-not-signed", "MTG-BZ-14"):
        publication.publish(by(CLERK, "2026-01-31 09:00"), published_on=date(2026, 1, 31))


def test_a_review_that_refuses_signs_nothing_until_the_next_one_does() -> None:
    """MTG-BZ-14: content reviewed and signed."""
    publication = finances()
    publication.sign(by(SUPERVISOR, "2026-01-25 09:00"), approved=False, opinion="a sum is wrong")
    with refused("publication-not-signed", "MTG-BZ-14"):
        publication.publish(by(CLERK, "2026-01-26 09:00"), published_on=date(2026, 1, 26))
    publication.sign(by(SUPERVISOR, "2026-01-27 09:00"), approved=True, opinion="complete")
    publication.publish(by(CLERK, "2026-01-27 10:00"), published_on=date(2026, 1, 27))
    assert names(publication)[-1] == "OutcomePublished"


@pytest.mark.parametrize("actor", [CLERK, DIRECTOR, SUPERVISOR_ELSEWHERE])
def test_only_the_supervision_committee_of_the_body_signs(actor: Actor) -> None:
    """MTG-BZ-14: signed by the affairs-supervision committee."""
    with refused("not-the-signer", "MTG-BZ-14"):
        finances().sign(by(actor, "2026-01-31 09:00"), approved=True, opinion="fine")


def test_a_publication_is_made_once_and_not_in_the_future() -> None:
    """MTG-BZ-14: a day it can have been published on."""
    publication = finances()
    publication.sign(by(SUPERVISOR, "2026-01-31 09:00"), approved=True, opinion="complete")
    for day in (date(2026, 1, 19), date(2026, 2, 1)):
        with refused("not-a-day-to-publish", "MTG-BZ-14"):
            publication.publish(by(CLERK, "2026-01-31 10:00"), published_on=day)
    publication.publish(by(CLERK, "2026-01-31 10:00"), published_on=date(2026, 1, 31))
    with refused("affairs-published-already", "MTG-BZ-14"):
        publication.publish(by(CLERK, "2026-01-31 11:00"), published_on=date(2026, 1, 31))


def test_only_what_the_pack_lists_is_published() -> None:
    """MTG-BZ-14, B-45: kinds are the pack's; a pack without them has no publication."""
    for under, code in ((BIJIE, "affair-kind-unknown"), (DAGUAN, "affairs-undefined")):
        with refused(code, "B-45"):
            AffairsPublication.draft(
                act(CLERK, "2026-01-20 09:00", under), jurisdiction=J, code="p1", body="c1",
                kind="GOSSIP", content_ref="x",
            )  # fmt: skip


# --- Seal ---


def seal(kind: str, **rests_on: Any) -> SealUse:
    rests_on = {"decision": None, "notice": None} | rests_on
    return SealUse.ask(
        by(CLERK, "2021-03-01 09:00"), jurisdiction=J, code="s1", body="c1", kind=kind,
        purpose="a paper", **rests_on,
    )  # fmt: skip


def test_a_routine_use_takes_the_directors_approval() -> None:
    """MTG-BZ-15: use approved by the RC director; the seal leaves only then."""
    use = seal("ROUTINE_SEAL")
    with refused("seal-not-approved", "MTG-BZ-15"):
        use.take_out(by(CLERK, "2021-03-01 10:00"), taken_by="ren")
    with refused("not-the-approver", "MTG-BZ-15"):
        use.approve(by(CLERK, "2021-03-01 10:00"), decided=False)
    use.approve(by(DIRECTOR, "2021-03-01 10:00"), decided=False)
    use.take_out(by(CLERK, "2021-03-01 10:05"), taken_by="ren")
    assert names(use) == ["SealUseRequested", "SealUseApproved", "SealTakenOut"]


@pytest.mark.parametrize("kind", ["FINANCE_SEAL", "MAJOR_SEAL"])
def test_a_loan_paper_is_not_the_directors_alone(kind: str) -> None:
    """MTG-BZ-15 G: given a loan paper, when the director alone approves, then refused."""
    use = seal(kind)
    with refused("seal-needs-decision", "MTG-BZ-15"):
        use.approve(by(DIRECTOR, "2021-03-01 10:00"), decided=False)
    use.approve(by(DIRECTOR, "2021-03-02 10:00"), decided=True)
    assert use.approved is True


# --- Assets and archives ---


def asset(kind: str, kept_by: str, book: Asset | None = None, code: str = "a1") -> Asset:
    return Asset.register(
        by(CLERK, "2021-03-01 09:00"), jurisdiction=J, code=code, body="c1", kind=kind,
        label="of the community", kept_by=kept_by, book=book,
    )  # fmt: skip


def test_money_and_accounts_are_kept_by_different_people() -> None:
    """MTG-BZ-15: the same person for cash and book is refused."""
    book = asset("ACCOUNTS", "kuai")
    with refused("same-person-keeps", "MTG-BZ-15"):
        asset("MONEY", "kuai", book, "a2")
    assert names(asset("MONEY", "chu", book, "a2")) == ["AssetRegistered"]


def test_an_asset_gets_another_keeper_and_the_two_stay_apart() -> None:
    """MTG-BZ-15: the line is stated again; who keeps the book never keeps the cash"""
    now = by(CLERK, "2021-03-02 09:00")
    book = asset("ACCOUNTS", "kuai")
    cash = asset("MONEY", "chu", book, "a2")
    book.book(now, code="a2")

    with refused("same-person-keeps", "MTG-BZ-15"):
        cash.hand_over(now, kept_by="kuai", others=[book])
    with refused("same-person-keeps", "MTG-BZ-15"):
        book.hand_over(now, kept_by="chu", others=[cash])
    for _ in range(2):
        cash.hand_over(now, kept_by="qian", others=[book])
    book.hand_over(now, kept_by="chu", others=[cash])

    assert (cash.kept_by, book.kept_by, book.books) == ("qian", "chu", ("a2",))
    assert names(cash) == ["AssetRegistered"] * 2
    assert names(book) == ["AssetRegistered"] * 3


def test_money_without_accounts_is_refused() -> None:
    """MTG-BZ-15: else one person could keep both unseen."""
    with refused("book-missing", "MTG-BZ-15"):
        asset("MONEY", "chu")
    with refused("book-missing", "MTG-BZ-15"):
        asset("MONEY", "chu", asset("PROPERTY_ASSET", "kuai"), "a2")


def test_an_asset_is_checked_regularly() -> None:
    """MTG-BZ-15: ReconciliationDone."""
    book = asset("ACCOUNTS", "kuai")
    book.collect_events()
    book.reconcile(by(CLERK, "2021-06-30 09:00"), difference_fen=-500)
    assert names(book) == ["ReconciliationDone"]


@pytest.mark.parametrize(("number", "known"), [(1, True), (11, True), (12, False)])
def test_the_archive_has_eleven_classes(number: int, *, known: bool) -> None:
    """MTG-BZ-15, F95: archives in 11 classes, with a named keeper."""
    fields: dict[str, Any] = {"jurisdiction": J, "code": "f1", "body": "c1", "label": "minutes"}
    now = by(CLERK, "2021-03-01 09:00")
    if known:
        entry = ArchiveEntry.file(now, archive_class=number, kept_by="dang", **fields)
        assert names(entry) == ["ArchiveFiled"]
    else:
        with refused("archive-class-unknown", "MTG-BZ-15"):
            ArchiveEntry.file(now, archive_class=number, kept_by="dang", **fields)


# --- Roster of representatives ---


def roster(residents: int, units: int, households: int | None = None) -> RepresentativeRoster:
    return RepresentativeRoster.fix(
        by(CLERK, "2021-03-01 09:00"), jurisdiction=J, code="r1", body="c1",
        type="representatives_assembly", resident_reps=residents, unit_reps=units,
        households=households,
    )  # fmt: skip


def test_two_thirds_of_the_representatives_are_residents() -> None:
    """MTG-BZ-05: 40 + 20 = 60: 40/60 = 2/3 is enough; 39 + 21 refused."""
    assert roster(40, 20).members == 60
    with refused("roster-share", "MTG-BZ-05"):
        roster(39, 21)


@pytest.mark.parametrize(
    ("residents", "units", "deviations"),
    [(34, 16, ()), (33, 16, ("SIZE",)), (67, 33, ()), (68, 33, ("SIZE",))],
)
def test_another_number_of_representatives_is_a_deviation(
    residents: int, units: int, deviations: tuple[str, ...]
) -> None:
    """MTG-BZ-05: total 50–100, SHOULD."""
    (event,) = roster(residents, units).collect_events()
    assert event.deviations == deviations  # type: ignore[attr-defined]  # of a roster


@pytest.mark.parametrize(
    ("households", "deviations"),
    [(1199, ("HOUSEHOLDS_EACH",)), (1200, ()), (2000, ()), (2001, ("HOUSEHOLDS_EACH",))],
)
def test_a_resident_representative_stands_for_30_to_50_households(
    households: int, deviations: tuple[str, ...]
) -> None:
    """MTG-BZ-05: 1 per 30–50 households; of 40 representatives 1,200 to 2,000."""
    (event,) = roster(40, 20, households).collect_events()
    assert event.deviations == deviations  # type: ignore[attr-defined]  # of a roster


def test_the_validator_warns_that_the_smallest_community_cannot_fill_its_roster() -> None:
    """MTG-BZ-05 G2, B-41: 1,500 households at 1 per 50 give 30 residents, at most 45 in total,
    below 50: the ratio must be 1 per 44 or finer."""
    (warning,) = meeting_warnings(BIJIE)
    assert warning.reason == (
        "1500 households at 1 per 50 give 30 residents and at most 45 members, below 50: "
        "the ratio must be 1 per 44 or finer"
    )


def test_a_pack_without_a_roster_fixes_none() -> None:
    """MTG-BZ-05, B-45: no rule, no roster."""
    with refused("roster-undefined", "B-45"):
        RepresentativeRoster.fix(
            act(CLERK, "2021-03-01 09:00", DAGUAN), jurisdiction=J, code="r1", body="c1",
            type="joint", resident_reps=40, unit_reps=20, households=None,
        )  # fmt: skip


# --- Four meetings, two publications ---

STEPS = ["PARTY_BRANCH", "TWO_COMMITTEES", "PARTY_MEMBERS", "RESIDENTS", "TWO_COMMITTEES",
         "TWO_COMMITTEES"]  # fmt: skip


def proposed(taken: int = 1) -> Decision:
    """A decision after so many steps."""
    now = act(CLERK, "2021-07-01 09:00", LONGLING)
    decision = Decision.propose(
        now, jurisdiction=J, code="d1", body="c1", procedure="four_meetings_two_publications",
        step_by="PARTY_BRANCH", matter=None, subject="the square", record_ref="minutes-1",
    )  # fmt: skip
    for step in range(2, taken + 1):
        decision.complete(now, step=step, step_by=STEPS[step - 1], record_ref=f"minutes-{step}")
    return decision


def test_four_meetings_and_two_publications_follow_each_other() -> None:
    """4.4, MTG-BJ-02: StepCompleted {step 1..6}."""
    assert names(proposed(6)) == ["StepCompleted"] * 6


@pytest.mark.parametrize(
    ("taken", "step"),
    [
        pytest.param(2, 4, id="step 4 before 3"),
        pytest.param(4, 6, id="the result before the decision"),
        pytest.param(3, 3, id="a step twice"),
        pytest.param(6, 7, id="no seventh step"),
    ],
)
def test_a_step_out_of_order_is_refused(taken: int, step: int) -> None:
    """4.4 G, G2: a step out of order is refused; so is the result before the decision."""
    now = act(CLERK, "2021-07-02 09:00", LONGLING)
    with refused("step-out-of-order", "4.4"):
        proposed(taken).complete(now, step=step, step_by="RESIDENTS", record_ref="x")


def test_the_committee_alone_does_not_decide() -> None:
    """MTG-BJ-02: a matter decided by the committee alone → refused."""
    now = act(CLERK, "2021-07-02 09:00", LONGLING)
    with refused("step-by-another", "MTG-BJ-02"):
        proposed(3).complete(now, step=4, step_by="TWO_COMMITTEES", record_ref="x")
    with refused("step-by-another", "MTG-BJ-02"):
        Decision.propose(
            now, jurisdiction=J, code="d2", body="c1", procedure="four_meetings_two_publications",
            step_by="TWO_COMMITTEES", matter=None, subject="the square", record_ref="x",
        )  # fmt: skip


def test_a_pack_without_the_procedure_has_none() -> None:
    """4.4, B-45: nothing is invented."""
    with refused("affairs-undefined", "B-45"):
        Decision.propose(
            act(CLERK, "2021-07-02 09:00", DAGUAN), jurisdiction=J, code="d1", body="c1",
            procedure="four_meetings_two_publications", step_by="PARTY_BRANCH", matter=None,
            subject="x", record_ref="x",
        )  # fmt: skip
