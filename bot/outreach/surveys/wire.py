"""Shapes of the survey routes."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from bot.outreach.surveys.answers import Answer
from bot.outreach.surveys.campaigns import Campaign, Prospect
from bot.outreach.surveys.survey import ITEMS, LONGEST_COMMENT, OPEN, PAUSE, Against, Occasion, Scores, Source
from insurance.domain.products import Line
from kernel.clock import local

Score = Annotated[int, Meta(ge=1, le=5)]
Recommend = Annotated[int, Meta(ge=0, le=10)]
Comment = Annotated[str, Meta(max_length=LONGEST_COMMENT)]
Days = Annotated[int, Meta(ge=1, le=400)]
Share = Annotated[int, Meta(ge=1, le=100)]
Most = Annotated[int, Meta(ge=1, le=100_000)]


class PutAnswer(Struct):
    """Items that were not asked are refused; all of it replaces what was answered before."""

    attitude: Score | None = None
    speed: Score | None = None
    quality: Score | None = None
    ease: Score | None = None
    resolved: Score | None = None
    recommend: Recommend | None = None
    comment: Comment | None = None

    def scores(self) -> Scores:
        return scores_of(self)


class EnterAnswer(Struct, kw_only=True):
    """`number`: of the claim, the complaint, or an invitation there is."""

    occasion: Occasion
    number: Annotated[str, Meta(min_length=1, max_length=64)]
    source: Source = Source.PHONE
    attitude: Score | None = None
    speed: Score | None = None
    quality: Score | None = None
    ease: Score | None = None
    resolved: Score | None = None
    recommend: Recommend | None = None
    comment: Comment | None = None

    def scores(self) -> Scores:
        return scores_of(self)


class Refuse(Struct):
    refused: bool = True


class Given(Struct):
    attitude: int | None
    speed: int | None
    quality: int | None
    ease: int | None
    resolved: int | None
    recommend: int | None
    comment: str | None


class SurveyShown(Struct):
    """`items`: what is asked, in order. `answer`: what was answered so far. `refused`: no more surveys for this customer."""

    occasion: Occasion
    about: str
    items: list[str]
    ends_at: str
    answer: Given | None
    refused: bool


class OfRecord(Struct):
    """A claim, a complaint, or an invitation there is."""

    occasion: Occasion
    number: Annotated[str, Meta(min_length=1, max_length=64)]


class ToldShown(Struct):
    """Whether the customer may be asked on the phone: not who has `answered_at`, and not where something is `against` it: they want
    no more surveys, or somebody died. `items`: what is asked, in order.
    """

    about: str
    items: list[str]
    answered_at: str | None
    source: Source | None
    against: Against | None


class AnswerEntered(Struct):
    survey_id: str
    bad: bool


class NewCampaign(Struct, kw_only=True):
    """`share`: per cent of the segment; `most`: never more invitations than that; `starts_on`: the Shanghai day."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    starts_on: date
    line: Line | None = None
    claim_days: Days | None = None
    conversation_days: Days | None = None
    share: Share = 100
    most: Most = 1_000


class AskProspect(Struct, kw_only=True):
    """As in `NewCampaign`."""

    starts_on: date
    line: Line | None = None
    claim_days: Days | None = None
    conversation_days: Days | None = None
    share: Share = 100
    most: Most = 1_000


class ProspectShown(Struct):
    """`customers` of the group; `refused` and `asked_lately` are left alone; `expected`: about so many are asked.
    `pause_days`: nobody is asked twice within so long.
    """

    customers: int
    refused: int
    asked_lately: int
    expected: int
    pause_days: int


class MarkShown(Struct):
    """`value`: none of fewer than five answers."""

    n: int
    value: float | None


class ItemShown(MarkShown):
    item: str


class CampaignShown(Struct):
    """`state`: `planned`, `running`, `done` or `stopped`. `refused`: who wants no more surveys since. `items`: per cent content;
    `nps`: points.
    """

    id: str
    name: str
    state: str
    line: Line | None
    claim_days: int | None
    conversation_days: int | None
    share: int
    most: int
    starts_on: date
    created_by: str
    created_at: str
    stopped_by: str | None
    stopped_at: str | None
    invited: int
    answered: int
    refused: int
    items: list[ItemShown]
    nps: MarkShown


class CampaignsShown(Struct):
    """`next_due_on`: by when the next one has to begin, so that there are `wanted` a year."""

    campaigns: list[CampaignShown]
    this_year: int
    wanted: int
    next_due_on: date


class Period(Struct, rename={"since": "from", "until": "to"}):
    """Shanghai days, both included; at most 400."""

    since: date
    until: date


def scores_of(body: PutAnswer | EnterAnswer) -> Scores:
    """A comment of blanks is none."""
    given = {name: getattr(body, name) for name in ("attitude", "speed", "quality", "ease", "resolved")}
    items = {name: score for name, score in given.items() if score is not None}
    return Scores(items, body.recommend, (body.comment or "").strip() or None)


def shown(answer: Answer, refused: bool) -> SurveyShown:
    assert answer.invited_at is not None
    given = None
    if answer.scores is not None:
        items = answer.scores.items
        given = Given(
            items.get("attitude"),
            items.get("speed"),
            items.get("quality"),
            items.get("ease"),
            items.get("resolved"),
            answer.scores.recommend,
            answer.scores.comment,
        )
    return SurveyShown(
        answer.occasion,
        answer.about,
        list(ITEMS[answer.occasion]),
        _time(answer.invited_at + OPEN),
        given,
        refused,
    )


def campaign_shown(campaign: Campaign, on: date) -> CampaignShown:
    draft = campaign.draft
    return CampaignShown(
        campaign.id,
        draft.name,
        _state(campaign, on),
        draft.segment.line,
        draft.segment.claim_days,
        draft.segment.conversation_days,
        draft.share,
        draft.most,
        draft.starts_on,
        campaign.created_by,
        _time(campaign.created_at),
        campaign.stopped_by,
        _time(campaign.stopped_at) if campaign.stopped_at else None,
        campaign.outcome.invited,
        campaign.outcome.answered,
        campaign.outcome.refused,
        [ItemShown(mark.n, mark.value, item) for item, mark in campaign.outcome.items.items()],
        MarkShown(campaign.outcome.nps.n, campaign.outcome.nps.value),
    )


def prospect_shown(found: Prospect) -> ProspectShown:
    return ProspectShown(found.customers, found.refused, found.asked_lately, found.expected, PAUSE.days)


def told_shown(answer: Answer, against: Against | None) -> ToldShown:
    return ToldShown(
        answer.about,
        list(ITEMS[answer.occasion]),
        _time(answer.answered_at) if answer.answered_at else None,
        answer.source,
        against,
    )


def _state(campaign: Campaign, on: date) -> str:
    if campaign.stopped_at is not None:
        return "stopped"
    if campaign.done_at is not None:
        return "done"
    return "running" if campaign.draft.starts_on <= on else "planned"


def _time(at: datetime) -> str:
    return local(at).isoformat(timespec="seconds")
