"""The routes of `/api/desk/surveys`: campaigns, answers a colleague writes down, and all of them as a file."""

from datetime import datetime, time, timedelta

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import InvalidRequest
from bot.outreach.surveys.campaigns import CampaignNotFound, CampaignPast, Draft
from bot.outreach.surveys.export import as_csv
from bot.outreach.surveys.survey import NothingAnswered, SurveyAnswered
from bot.outreach.surveys.surveys import SURVEYS
from bot.outreach.surveys.wire import (
    AnswerEntered,
    AskProspect,
    CampaignShown,
    CampaignsShown,
    EnterAnswer,
    NewCampaign,
    OfRecord,
    Period,
    ProspectShown,
    ToldShown,
    campaign_shown,
    prospect_shown,
    told_shown,
)
from bot.staff.accounts import AT_DESK, SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF, audited
from insurance.domain.errors import RecordNotFound
from insurance.services.segments import Segment
from kernel.clock import SHANGHAI

MOST_DAYS = 400


@endpoint(
    "GET",
    "/api/desk/surveys/campaigns",
    summary="满意度调查活动，和下一次最晚哪天开始",
    auth="staff",
    roles=SUPERVISORS,
    response=CampaignsShown,
    errors=(NotYourRole,),
)
async def campaigns(request: web.Request) -> CampaignsShown:
    room = request.app[SURVEYS].campaigns
    calendar = await room.calendar()
    return CampaignsShown(
        [campaign_shown(each, room.today) for each in calendar.campaigns],
        calendar.this_year,
        calendar.wanted,
        calendar.next_due_on,
    )


@endpoint(
    "POST",
    "/api/desk/surveys/campaigns",
    summary="安排一次满意度调查：问谁、最多问多少人、哪天开始",
    auth="staff",
    roles=SUPERVISORS,
    audit="survey.campaign_add",
    request=NewCampaign,
    response=CampaignShown,
    status=201,
    errors=(NotYourRole, CampaignPast),
)
async def create_campaign(request: web.Request, body: NewCampaign) -> CampaignShown:
    room = request.app[SURVEYS].campaigns
    segment = Segment(body.line, body.claim_days, body.conversation_days)
    draft = Draft(body.name, segment, body.share, body.most, body.starts_on)
    campaign = await room.create(request[STAFF].username, draft)
    audited(request, campaign=campaign.id)
    return campaign_shown(campaign, room.today)


@endpoint(
    "GET",
    "/api/desk/surveys/prospect",
    summary="安排之前看一看：这群客户有多少人，大约会问到多少人",
    auth="staff",
    roles=SUPERVISORS,
    query=AskProspect,
    response=ProspectShown,
    errors=(NotYourRole,),
)
async def prospect(request: web.Request, query: AskProspect) -> ProspectShown:
    segment = Segment(query.line, query.claim_days, query.conversation_days)
    room = request.app[SURVEYS].campaigns
    return prospect_shown(await room.prospect(segment, query.share, query.most, query.starts_on))


@endpoint(
    "POST",
    "/api/desk/surveys/campaigns/{campaign_id}/stop",
    summary="停止一次调查：不再邀请，已经收到的还可以回答",
    auth="staff",
    roles=SUPERVISORS,
    audit="survey.campaign_stop",
    response=CampaignShown,
    errors=(NotYourRole, CampaignNotFound, CampaignPast),
)
async def stop_campaign(request: web.Request) -> CampaignShown:
    room = request.app[SURVEYS].campaigns
    return campaign_shown(
        await room.stop(request[STAFF].username, request.match_info["campaign_id"]), room.today
    )


@endpoint(
    "GET",
    "/api/desk/surveys/answers",
    summary="一件理赔或投诉的满意度：问什么，客户答过没有，愿不愿意被问",
    auth="staff",
    roles=AT_DESK,
    query=OfRecord,
    response=ToldShown,
    errors=(NotYourRole, RecordNotFound),
)
async def asked_of_record(request: web.Request, query: OfRecord) -> ToldShown:
    return told_shown(*await request.app[SURVEYS].answers.of_record(query.occasion, query.number))


@endpoint(
    "POST",
    "/api/desk/surveys/answers",
    summary="替客户记下回访时说的满意度",
    auth="staff",
    roles=AT_DESK,
    audit="survey.answer",
    request=EnterAnswer,
    response=AnswerEntered,
    status=201,
    errors=(NotYourRole, RecordNotFound, NothingAnswered, SurveyAnswered),
)
async def enter_answer(request: web.Request, body: EnterAnswer) -> AnswerEntered:
    answers = request.app[SURVEYS].answers
    answer = await answers.enter(
        request[STAFF].username, body.occasion, body.number, body.scores(), body.source
    )
    audited(request, occasion=body.occasion.value, number=body.number)
    return AnswerEntered(answer.id, answer.scores is not None and answer.scores.bad)


@endpoint(
    "GET",
    "/api/desk/surveys/answers.csv",
    summary="一段时间里的满意度回答，个人信息已遮盖",
    auth="staff",
    roles=SUPERVISORS,
    audit="survey.export",
    query=Period,
    media_type="text/csv",
    errors=(NotYourRole,),
)
async def export_answers(request: web.Request, query: Period) -> web.Response:
    if not timedelta(0) <= query.until - query.since < timedelta(days=MOST_DAYS):
        raise InvalidRequest(field="to", reason=f"{MOST_DAYS} days at most, and not before `from`")
    since = datetime.combine(query.since, time(), SHANGHAI)
    until = datetime.combine(query.until + timedelta(days=1), time(), SHANGHAI)
    found = await request.app[SURVEYS].answers.given(since, until)
    name = f"survey-answers-{query.since}-{query.until}.csv"
    return web.Response(
        body=as_csv(found),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


HANDLERS = (
    campaigns,
    create_campaign,
    prospect,
    stop_campaign,
    asked_of_record,
    enter_answer,
    export_answers,
)
