"""The routes of `/api/desk/quality`: supervisors draw and review, agents read what is about them and answer."""

import secrets
from collections import defaultdict
from datetime import timedelta

from aiohttp import web

from bot.conversations.engagements import Engagement
from bot.conversations.waits import Wait
from bot.desk.desk import DESK
from bot.desk.errors import AlreadyAnswered, AlreadyReviewed, EngagementNotFound, OwnWork, ReviewNotFound
from bot.desk.supervision import quality_wire as wire
from bot.desk.supervision.scorecard import WEIGHTS
from bot.desk.supervision.supervision import SUPERVISION
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole, StaffNotFound
from bot.staff.guards import STAFF, STAFF_ROOM, audited, names_of

_LATELY = timedelta(days=7)


@endpoint(
    "GET",
    "/api/desk/quality/sample",
    summary="质检抽样：随机抽取已结束、未质检的接待，各坐席均匀，不含自己的",
    auth="staff",
    roles=SUPERVISORS,
    audit="quality.sample",
    query=wire.Draw,
    response=wire.Sample,
    errors=(NotYourRole,),
)
async def sample(request: web.Request, query: wire.Draw) -> wire.Sample:
    room, staff = request.app[SUPERVISION], request[STAFF]
    seed = secrets.randbelow(2**31) if query.seed is None else query.seed
    found = await room.reviews.sample(
        staff,
        query.count,
        seed=seed,
        since=query.since or room.clock.now() - _LATELY,
        agent=query.agent,
        queue=query.queue,
    )
    audited(request, seed=str(seed), drawn=str(len(found)))
    return wire.Sample(seed, await _drawn(request, found, await _waits(request, found)))


@endpoint(
    "GET",
    "/api/desk/quality/engagements/{engagement_id}",
    summary="一次接待的会话记录和时效，供质检；查看会留痕",
    auth="staff",
    roles=SUPERVISORS,
    audit="quality.transcript",
    response=wire.ForReview,
    errors=(NotYourRole, EngagementNotFound, OwnWork),
)
async def for_review(request: web.Request) -> wire.ForReview:
    room, staff = request.app[SUPERVISION], request[STAFF]
    number = request.match_info["engagement_id"]
    if not number.isdecimal() or len(number) > 15:
        raise EngagementNotFound()
    found = await room.reviews.engagement(staff, int(number))
    audited(request, conversation=found.conversation_id)
    waits = await _waits(request, [found])
    [drawn] = await _drawn(request, [found], waits)
    levels = (await room.levels.by_queue())[found.queue]
    return wire.ForReview(
        drawn,
        [wire.waited_of(each, levels) for each in waits[found.id]],
        _weights(),
        await room.transcripts.read(found.conversation_id),
    )


@endpoint(
    "POST",
    "/api/desk/quality/reviews",
    summary="提交一份质检",
    auth="staff",
    roles=SUPERVISORS,
    audit="quality.review",
    request=wire.NewReview,
    response=wire.ReviewShown,
    status=201,
    errors=(NotYourRole, EngagementNotFound, OwnWork, AlreadyReviewed, StaffNotFound),
)
async def add_review(request: web.Request, body: wire.NewReview) -> wire.ReviewShown:
    reviews, staff = request.app[SUPERVISION].reviews, request[STAFF]
    if body.improvement is not None:
        await request.app[STAFF_ROOM].accounts.get(body.improvement.owner)
    if body.engagement_id is None:
        engagement = await reviews.last_ended(staff, body.conversation_id)
    else:
        engagement = await reviews.engagement(staff, body.engagement_id)
        if engagement.conversation_id != body.conversation_id:
            raise EngagementNotFound()
    review = await reviews.add(staff, engagement, wire.card_of(body))
    audited(request, review=review.id, agent=review.agent, total=str(review.total))
    return wire.review_of(review, await names_of(request))


@endpoint(
    "GET",
    "/api/desk/quality/reviews",
    summary="质检结果：主管看全部，坐席看自己的",
    auth="staff",
    query=wire.ListReviews,
    response=wire.Reviews,
    errors=(NotYourRole, ReviewNotFound),
)
async def reviews(request: web.Request, query: wire.ListReviews) -> wire.Reviews:
    staff = request[STAFF]
    if not staff.sees_all and query.agent not in (None, staff.username):
        raise NotYourRole(roles=sorted(SUPERVISORS))
    agent = query.agent if staff.sees_all else staff.username
    found = await request.app[SUPERVISION].reviews.latest(agent=agent, before=query.before, limit=query.limit)
    names = await names_of(request)
    following = found[-1].id if len(found) == query.limit else None
    return wire.Reviews([wire.review_of(each, names) for each in found], _weights(), following)


@endpoint(
    "POST",
    "/api/desk/quality/reviews/{review_id}/answer",
    summary="被质检的坐席回复",
    auth="staff",
    audit="quality.answer",
    request=wire.Answer,
    response=wire.ReviewShown,
    errors=(NotYourRole, ReviewNotFound, AlreadyAnswered),
)
async def answer(request: web.Request, body: wire.Answer) -> wire.ReviewShown:
    reviews = request.app[SUPERVISION].reviews
    review = await reviews.answer(request[STAFF], request.match_info["review_id"], body.text)
    return wire.review_of(review, await names_of(request))


@endpoint(
    "POST",
    "/api/desk/quality/reviews/{review_id}/improved",
    summary="改进措施已完成",
    auth="staff",
    audit="quality.improved",
    response=wire.ReviewShown,
    errors=(NotYourRole, ReviewNotFound),
)
async def improved(request: web.Request) -> wire.ReviewShown:
    staff = request[STAFF]
    review = await request.app[SUPERVISION].reviews.improved(staff, request.match_info["review_id"])
    return wire.review_of(review, await names_of(request))


async def _waits(request: web.Request, found: list[Engagement]) -> dict[int, list[Wait]]:
    waits: dict[int, list[Wait]] = defaultdict(list)
    for each in await request.app[DESK].conversations.waits.of([each.id for each in found]):
        waits[each.engagement_id].append(each)
    return waits


async def _drawn(
    request: web.Request, found: list[Engagement], waits: dict[int, list[Wait]]
) -> list[wire.Drawn]:
    levels, names = await request.app[SUPERVISION].levels.by_queue(), await names_of(request)
    return [wire.drawn_of(each, waits[each.id], levels[each.queue], names) for each in found]


def _weights() -> dict[str, int]:
    return {each.value: weight for each, weight in WEIGHTS.items()}


HANDLERS = (sample, for_review, add_review, reviews, answer, improved)
