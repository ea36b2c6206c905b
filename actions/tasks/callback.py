"""回电: number, time and subject, then a receipt; nobody is called without having asked for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from actions.tasks.questions import NONE, Answers, Phone, Question, Words
from actions.tasks.task import Task
from actions.turn import Event, Turn
from kernel.clock import today
from kernel.quotes import quoted

_DAY = (
    r"今天|明天|大?后天|今晚|明晚|明早|(?:这|下|本)?个?(?:周|星期|礼拜)[一二三四五六日天末]|周末|工作日|平时"
    r"|\d{1,2}月\d{1,2}[日号]?|\d{1,2}[日号]"
)
_HOUR = (
    r"早[上晨]|[上中下]午|傍晚|晚上|夜里|白天|[上下]班|[\d一二三四五六七八九十两]+(?:点半?钟?|[:：]\d\d)"
    r"|[\d一二三四五六七八九十两半]+个?(?:小时|分钟)"
)
_WHEN = re.compile(
    rf"(?:{_DAY}|{_HOUR})(?:[\s的、到至-]{{0,3}}(?:{_DAY}|{_HOUR}|以?[前后]|之[前后]|左右|都行)){{0,6}}"
)
# Of this week's days those gone by mean next week's; 「上周六」 does not.
_WEEKDAY = re.compile("(?<!上)个?(?:周|星期|礼拜)[一二三四五六日天末]")
_LEAD_IN = re.compile(r"^\W*(?:不对|不是|应该是|改成|换成|是|那就?|就){1,4}\W*")
_TOPIC = re.compile(
    r"(?:想问|问问|问一?下|咨询|关于|说说|谈谈?|聊聊?)(?:一下|我的)?(?P<topic>[^，,。！!？?]{2,40})"
)
_LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class _Time(Words):
    """`{said, on}`: the customer's words, and the day where they name one. A day gone by is no answer."""

    hint: str = "utter_not_a_time"

    def volunteered(self, turn: Turn) -> Any:
        found = _WHEN.search(turn.text) if turn.typed else None
        return _time(turn, found.group()) if found else None

    async def answered(self, turn: Turn, answers: Answers) -> Any:
        said = await super().answered(turn, answers)
        return said if said in (None, NONE) else _time(turn, _LEAD_IN.sub("", said))

    def shown(self, value: Any) -> str:
        return quoted(value["said"]) if value else self.skip


def _time(turn: Turn, said: str) -> dict[str, Any] | None:
    on = date.fromisoformat(named[:10]) if (named := turn.entity("date")) else None
    now = today(turn.services.clock)
    if on and on < now and _WEEKDAY.search(said):
        on += timedelta(weeks=1)
    gone = on is not None and on < now
    return None if gone or not said else {"said": said[:_LONGEST], "on": on and on.isoformat()}


def _topic(turn: Turn) -> str | None:
    found = _TOPIC.search(turn.text)
    return found["topic"] if found else None


class CallbackTask(Task):
    name = "callback_request"
    title = "预约回电"
    intents = frozenset({"callback_request"})
    questions: ClassVar[Sequence[Question]] = (
        Phone(
            slot="phone",
            label="电话",
            names="电话|手机|号码",
            landline=True,
            response="utter_ask_callback_phone",
        ),
        _Time(slot="callback_time", label="时间", names="时间|几点", may_skip=True, skip="都行"),
        Words(
            slot="callback_topic",
            label="事由",
            names="事由|什么事",
            may_skip=True,
            skip="到时再说",
            any_wish=True,
            found=_topic,
        ),
    )

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        time = answers["callback_time"] or {}
        on = time.get("on")
        noted = await turn.services.callbacks.open(
            turn.conversation,
            await turn.identity(),
            phone=answers["phone"],
            topic=answers["callback_topic"] or "没有说明",
            wished_time=time.get("said"),
            wished_on=date.fromisoformat(on) if on else None,
            key=turn.key,
        )
        told = self.told(answers)
        turn.say("utter_callback_booked", phone=noted.phone, time=told["时间"], topic=told["事由"])
        return None
