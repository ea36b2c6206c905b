"""A draft of the summary an agent leaves at the end, from the hand-off and from what was said. No model: rules one can read.

Four lines at most: what the customer came for, what was looked up, what was promised, how it ended. The agent corrects it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aiohttp import web
from msgspec import Struct

from bot.conversations.errors import ConversationNotFound
from bot.conversations.message import Message, Sender
from bot.desk.conversations.dossier import wish_of
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.errors import NotYourRole
from bot.staff.guards import STAFF
from insurance.domain.journey import WISHES
from kernel.masking import show_text

_LOOKED_AT = 300  # messages
_PROMISES = 3
_LONGEST = 60  # characters of a sentence
_CARDS: Mapping[str, tuple[str, str]] = {
    "policy": ("保单", "policy_no"),
    "renewal": ("保费", "policy_no"),
    "claim": ("案件", "claim_no"),
    "complaint": ("投诉", "receipt_no"),
}
_SENTENCE = re.compile(r"[^。！？!?；\n]+[。！？!?；]?")
# What binds the house: an act that is done or announced, or a time.
_PROMISE = re.compile(
    r"已(?:经)?(?:为您|帮您)?(?:登记|提交|转|受理|办理|申请|安排)|工作日|小时内|日内|天内|回电|回复您|联系您|答复|寄出?|发给您"
)
_QUESTION = re.compile(r"[？?吗呢]\s*$")
_ENDINGS = (
    (re.compile("不满意|投诉你|太差|没法接受|不接受|不认可"), "客户对结果不满意。"),
    (re.compile("谢|感谢|辛苦|好的|知道了|明白|可以了|没有了|没了"), "客户表示清楚，没有其他问题。"),
)


class Summary(Struct):
    summary: str


@endpoint(
    "GET",
    "/api/desk/conversations/{conversation_id}/summary",
    summary="小结草稿：来意、查了什么、答应了什么、怎么结束的；由坐席改定",
    auth="staff",
    response=Summary,
    errors=(ConversationNotFound, NotYourRole),
)
async def summary(request: web.Request) -> Summary:
    desk, conversation_id = request.app[DESK], request.match_info["conversation_id"]
    listed = await desk.dossiers.find(request[STAFF], conversation_id)
    handoffs = await desk.conversations.agents.handoffs([conversation_id])
    after = max(0, listed.last_seq - _LOOKED_AT)
    said = await desk.conversations.messages(conversation_id, after=after, limit=_LOOKED_AT)
    return Summary(drafted(handoffs.get(conversation_id, {}), said))


def drafted(handoff: Mapping[str, Any], said: Sequence[Message]) -> str:
    """The lines there is something to say for; personal numbers are masked."""
    wish = WISHES.get(wish_of(handoff) or "")
    lines = [f"来意：{wish}。"] if wish else []
    looked_up = list(dict.fromkeys(_looked_up(said)))
    if looked_up:
        lines.append(f"查询：{'、'.join(looked_up)}。")
    promised = list(dict.fromkeys(_promises(said)))[-_PROMISES:]
    if promised:
        lines.append(f"答复：{''.join(promised)}")
    ending = _ending(said)
    if ending:
        lines.append(f"结果：{ending}")
    return show_text("\n".join(lines))


def _looked_up(said: Sequence[Message]) -> Iterator[str]:
    for message in said:
        card = message.content.card or {}
        name, number = _CARDS.get(str(card.get("kind")), ("", ""))
        if name and card.get(number):
            yield f"{name}{card[number]}"


def _promises(said: Sequence[Message]) -> Iterator[str]:
    for message in said:
        if message.sender is not Sender.AGENT:
            continue
        for sentence in _SENTENCE.findall(message.content.text):
            short = sentence.strip()
            if len(short) <= _LONGEST and _PROMISE.search(short) and not _QUESTION.search(short):
                yield short if short[-1] in "。；" else f"{short}。"


def _ending(said: Sequence[Message]) -> str | None:
    """By the customer's last words, if they came after a person's; what stands first in the table counts."""
    last = next((each for each in reversed(said) if each.sender is Sender.CUSTOMER), None)
    if last is None or not any(each.sender is Sender.AGENT and each.seq < last.seq for each in said):
        return None
    return next((words for pattern, words in _ENDINGS if pattern.search(last.content.text)), None)


HANDLERS = (summary,)
