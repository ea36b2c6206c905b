"""The routes of `/api/desk/coaching`: practise, quizzes, one's own record."""

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.staff.guards import STAFF
from bot.studio.coaching import wire
from bot.studio.coaching.coaching import COACHING
from bot.studio.coaching.quizzes import quiz_of
from bot.studio.errors import ItemNotFound, PracticeOver, QuizOver, VersionConflict

_PATH = "/api/desk/coaching"
_PRACTICE = f"{_PATH}/practices/{{practice_id}}"


@endpoint("GET", _PATH, summary="我的培训：学时、计划、案例、测验、记录", auth="staff", response=wire.Mine)
async def mine(request: web.Request) -> wire.Mine:
    return await request.app[COACHING].mine(request[STAFF].username)


@endpoint(
    "POST",
    f"{_PATH}/practices",
    summary="和模拟客户开始一次练习",
    auth="staff",
    audit="coaching.practice",
    request=wire.BeginPractice,
    response=wire.PracticeShown,
    status=201,
    errors=(ItemNotFound,),
)
async def begin_practice(request: web.Request, body: wire.BeginPractice) -> wire.PracticeShown:
    practices = request.app[COACHING].practices
    return wire.practice_of(await practices.begin(request[STAFF].username, body.case))


@endpoint(
    "GET",
    _PRACTICE,
    summary="自己的一次练习",
    auth="staff",
    response=wire.PracticeShown,
    errors=(ItemNotFound,),
)
async def practice(request: web.Request) -> wire.PracticeShown:
    practices, id = request.app[COACHING].practices, request.match_info["practice_id"]
    return wire.practice_of(await practices.get(id, request[STAFF].username))


@endpoint(
    "POST",
    f"{_PRACTICE}/messages",
    summary="对模拟客户说一句话，得到他的回答",
    auth="staff",
    request=wire.SayLine,
    response=wire.PracticeShown,
    errors=(ItemNotFound, PracticeOver, VersionConflict),
)
async def say(request: web.Request, body: wire.SayLine) -> wire.PracticeShown:
    practices, id = request.app[COACHING].practices, request.match_info["practice_id"]
    return wire.practice_of(await practices.say(id, request[STAFF].username, body.version, body.text))


@endpoint(
    "POST",
    f"{_PRACTICE}/end",
    summary="结束练习并看评分",
    auth="staff",
    request=wire.EndPractice,
    response=wire.PracticeShown,
    errors=(ItemNotFound, VersionConflict),
)
async def end(request: web.Request, body: wire.EndPractice) -> wire.PracticeShown:
    practices, id = request.app[COACHING].practices, request.match_info["practice_id"]
    return wire.practice_of(await practices.end(id, request[STAFF].username, body.version))


@endpoint(
    "POST",
    f"{_PATH}/quizzes",
    summary="开始一次测验",
    auth="staff",
    audit="coaching.quiz",
    request=wire.BeginQuiz,
    response=wire.QuizBegun,
    status=201,
    errors=(ItemNotFound,),
)
async def begin_quiz(request: web.Request, body: wire.BeginQuiz) -> wire.QuizBegun:
    room = request.app[COACHING].quizzes
    return wire.begun_of(await room.begin(request[STAFF].username, quiz_of(body.quiz)))


@endpoint(
    "POST",
    f"{_PATH}/quizzes/{{quiz_id}}/answers",
    summary="交卷：得分、正确答案和来源",
    auth="staff",
    request=wire.HandIn,
    response=wire.QuizDone,
    errors=(ItemNotFound, QuizOver),
)
async def hand_in(request: web.Request, body: wire.HandIn) -> wire.QuizDone:
    room, id = request.app[COACHING].quizzes, request.match_info["quiz_id"]
    return wire.done_of(await room.hand_in(request[STAFF].username, id, body.chosen))


@endpoint("POST", f"{_PATH}/tour", summary="看过了工作台导览", auth="staff", response=wire.TourSeen)
async def tour(request: web.Request) -> wire.TourSeen:
    await request.app[COACHING].tours.remember(request[STAFF].username)
    return wire.TourSeen()


HANDLERS = (mine, begin_practice, practice, say, end, begin_quiz, hand_in, tour)
