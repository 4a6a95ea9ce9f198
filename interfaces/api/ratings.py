"""Routes of rating links: an official has one issued, a resident rates by it without a login."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Body, Path
from pydantic import AwareDatetime, Field

from application.residents import errors as residents
from application.use_cases.command import CaseText
from domain.cases import errors as case
from domain.required import PolicySilent
from domain.vocabulary import RatingScore
from interfaces.api import problems
from interfaces.api.bodies import CommandBody
from interfaces.api.dependencies import CaseId, IdempotencyKey, Jurisdiction, WiringDep, Writer
from interfaces.api.examples import STORY, shown
from interfaces.api.public import EVERY, LabelView, RatingOfferView
from interfaces.api.refused_here import EVERY_CASE_READ, EVERY_CHANGE, PLAIN, PLAIN_READ
from interfaces.api.views import View

_LINK: Final = "/public/{jurisdiction}/ratings/{token}"
_BY_LINK: Final = (
    *EVERY,
    case.CaseNotFound,
    PolicySilent,
    residents.RatingLinkInvalid,
    residents.RatingLinkExpired,
    residents.RatingLinkUsed,
    residents.RatingLinkSuperseded,
)

Token = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        description="Last part of the link. It is good once and for a while.",
    ),
]

router = APIRouter(tags=["ratings"])


class ScaleView(View):
    """A scale of the pack: numbers between two ends that belong to it, or words."""

    min: float | None = None
    max: float | None = None
    values: tuple[str, ...] = ()


class RatingFormView(View):
    """What is rated, and how."""

    scale_id: str = Field(examples=["KD_CASE"])
    scale: ScaleView
    reopens_at_most: int | None = Field(
        description="A score at or below it takes the matter up again; null: none does."
    )
    category: str | None
    category_label: LabelView | None
    done: str | None = Field(description="What the unit says it did.")
    closed_at: AwareDatetime
    expires_at: AwareDatetime = Field(description="The link ends then.")


class RatingBody(CommandBody):
    """A resident's judgement."""

    score: RatingScore = Field(examples=[5])
    comment: str | None = CaseText


class RatedView(View):
    """The rating was taken."""

    score: int
    rated_at: AwareDatetime


@router.post(
    "/jurisdictions/{jurisdiction}/cases/{case_id}/rating-link",
    operation_id="issue_rating_link",
    summary="Issue a rating link",
    responses=problems.responses(
        *EVERY_CHANGE,
        *EVERY_CASE_READ,
        residents.NoResidentToRate,
        case.AlreadyRated,
        case.CaseIsEnded,
        case.CaseNotClosed,
        PolicySilent,
        case.RaterIsHandler,
        codes=PLAIN,
    ),
)
async def issue(
    jurisdiction: Jurisdiction, case_id: CaseId, caller: Writer, wired: WiringDep
) -> RatingOfferView:
    """A link by which the resident who reported the case rates its latest closing, once.

    The handling unit cannot have one. Who asked for it is kept. Asking again issues another link
    for the same closing; all of them end with the first rating.
    """
    make = partial(wired.service.residents.ratings.issue, jurisdiction, caller, case_id)
    return RatingOfferView.model_validate(await wired.commands.run(make))


@router.get(
    _LINK,
    operation_id="read_rating_link",
    summary="See what a rating link asks",
    responses=problems.responses(*_BY_LINK, codes=PLAIN_READ),
)
async def form(jurisdiction: Jurisdiction, token: Token, wired: WiringDep) -> RatingFormView:
    """The scale, and what was done. Reading it uses nothing up."""
    read = partial(wired.service.residents.ratings.form, jurisdiction, token)
    return RatingFormView.model_validate(await wired.reads.run(read))


@router.post(
    _LINK,
    operation_id="rate_by_link",
    summary="Rate by a link, once",
    responses=problems.responses(*EVERY_CHANGE, *_BY_LINK, case.ScoreNotOnScale, codes=PLAIN),
)
async def rate(
    jurisdiction: Jurisdiction,
    token: Token,
    key: IdempotencyKey,
    wired: WiringDep,
    body: Annotated[RatingBody, Body(openapi_examples=shown(STORY["rate_case"]))],
) -> RatedView:
    """Rate the closing. The comment is sealed; a low score may take the matter up again."""
    take = partial(
        wired.service.residents.ratings.rate,
        jurisdiction,
        token,
        score=body.score,
        comment=body.comment,
        key=key,
    )
    receipt = await wired.commands.run(take)
    return RatedView(score=body.score, rated_at=receipt.recorded_at)
