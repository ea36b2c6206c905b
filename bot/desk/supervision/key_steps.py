"""How completely agents follow the checklists, and how often they take what the desk suggests (关键节点覆盖率, 工具使用率)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct

from bot.desk.assist.assist import ASSIST
from bot.desk.assist.checklists import topics
from bot.desk.assist.ticks import Completion
from bot.desk.supervision.supervision import SUPERVISION
from bot.http.endpoint import endpoint
from bot.staff.accounts import SUPERVISORS
from bot.staff.errors import NotYourRole
from bot.staff.guards import names_of
from kernel.clock import local


class ListKeySteps(Struct):
    days: Annotated[int, Meta(ge=1, le=366)] = 30


class Steps(Struct, kw_only=True):
    """Of conversations that were closed: the required steps of their checklists, and those `done`. `rate`: 0 to 1, null
    where nothing was required.
    """

    closed: int
    required: int
    done: int
    rate: float | None


class StepsOnTopic(Steps, kw_only=True):
    topic: str
    title: str


class StepsOf(Steps, kw_only=True):
    """`used`: messages they took from a suggestion or card."""

    username: str
    name: str
    used: int


class KeySteps(Steps, kw_only=True):
    """The most conversations first. `used`: messages taken from suggestions, by their kind."""

    since: str
    by_topic: list[StepsOnTopic]
    by_staff: list[StepsOf]
    used: dict[str, int]


@endpoint(
    "GET",
    "/api/desk/checklists",
    summary="检查清单的完成率与建议的采用次数，按主题和按人",
    auth="staff",
    roles=SUPERVISORS,
    query=ListKeySteps,
    response=KeySteps,
    errors=(NotYourRole,),
)
async def key_steps(request: web.Request, query: ListKeySteps) -> KeySteps:
    assist, names = request.app[ASSIST], await names_of(request)
    # To the end of this second: `until` itself is left out.
    until = request.app[SUPERVISION].clock.now() + timedelta(seconds=1)
    since = until - timedelta(days=query.days)
    by_topic = await assist.ticks.by_topic(since, until)
    by_staff = await assist.ticks.by_staff(since, until)
    used = await assist.uses.by_staff(since, until)
    titles = {topic.topic: topic.title for topic in topics()}
    nothing = Completion(0, 0, 0)
    return KeySteps(
        **_steps(_sum(by_topic.values())),
        since=local(since).isoformat(timespec="seconds"),
        by_topic=[
            StepsOnTopic(**_steps(found), topic=topic, title=titles.get(topic, topic))
            for topic, found in by_topic.items()
        ],
        by_staff=[
            StepsOf(
                **_steps(by_staff.get(who, nothing)),
                username=who,
                name=names.get(who, who),
                used=used.get(who, 0),
            )
            for who in dict.fromkeys([*by_staff, *used])
        ],
        used=await assist.uses.by_kind(since, until),
    )


def _sum(parts: Iterable[Completion]) -> Completion:
    found = list(parts)
    return Completion(
        sum(each.closed for each in found),
        sum(each.required for each in found),
        sum(each.done for each in found),
    )


def _steps(found: Completion) -> dict[str, Any]:
    rate = None if found.rate is None else round(found.rate, 4)
    return {"closed": found.closed, "required": found.required, "done": found.done, "rate": rate}


HANDLERS = (key_steps,)
