"""The routes of `/api/survey`: whoever holds a link answers by it, and may say that they do not want to be asked again."""

import hashlib

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import ADDRESS, TooMany
from bot.outreach.surveys.survey import NothingAnswered, SurveyNotFound, SurveyOver
from bot.outreach.surveys.surveys import SURVEYS, SurveyRoom
from bot.outreach.surveys.wire import PutAnswer, Refuse, SurveyShown, shown

_GONE = (SurveyNotFound, SurveyOver, TooMany)


async def _room(request: web.Request) -> tuple[SurveyRoom, str]:
    """The room and the token, counted; `TooMany`."""
    room, token = request.app[SURVEYS], request.match_info["token"]
    if room.limits.per_address is not None:
        await room.limiter.hit(f"surveys:{request[ADDRESS]}", room.limits.per_address)
    # A token is no name for a key that stands in a log of the counter's.
    name = hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()
    await room.limiter.hit(f"survey:{name}", room.limits.per_survey)
    return room, token


@endpoint(
    "GET",
    "/api/survey/{token}",
    summary="链接打开的满意度问卷，和已经填的内容；十四天内有效",
    auth="none",
    response=SurveyShown,
    errors=_GONE,
)
async def read_survey(request: web.Request) -> SurveyShown:
    room, token = await _room(request)
    return shown(*await room.answers.open(token))


@endpoint(
    "POST",
    "/api/survey/{token}",
    summary="回答问卷；有效期内可以改，以最后一次为准",
    auth="none",
    request=PutAnswer,
    response=SurveyShown,
    errors=(*_GONE, NothingAnswered),
)
async def answer_survey(request: web.Request, body: PutAnswer) -> SurveyShown:
    room, token = await _room(request)
    await room.answers.put(token, body.scores())
    return shown(*await room.answers.open(token))


@endpoint(
    "POST",
    "/api/survey/{token}/refusal",
    summary="以后别再问我，或者改主意",
    auth="none",
    request=Refuse,
    response=SurveyShown,
    errors=_GONE,
)
async def refuse_surveys(request: web.Request, body: Refuse) -> SurveyShown:
    room, token = await _room(request)
    await room.answers.refuse(token, body.refused)
    return shown(*await room.answers.open(token))


HANDLERS = (read_survey, answer_survey, refuse_surveys)
