"""The way to a follower who is not waiting for a reply: customer-service messages, within what the platform allows.

Such a message has no key of ours on the wire. Where its outcome stays unknown it is sent once more and no more: a
customer would rather read an answer twice than not at all, and twice is the most it can be. What surely was not sent
is left to the outbox. A process that ends between the platform's taking a message and our noting it sends it again.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.errcodes import Action, meaning
from bot.channels.tencent.errors import ApiError, CallError, OutcomeUnknown, Unreachable
from bot.channels.wechat.quota import Quota, QuotaUsed, Spent
from bot.channels.wechat.renderer import GO_ON, MENU_ITEMS, Menu, Part, render
from bot.conversations.message import Content
from bot.conversations.outbox import Refused
from kernel.clock import Clock

log = structlog.get_logger("wechat")

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
# An account without the right to send is asked again after so long: somebody may have applied for it.
SWITCHED_OFF = timedelta(hours=1)

NOT_CONFIRMED = "微信没有确认收到，客户可能没看到这条"
_QUOTA_USED = meaning(45047).words

# May go through by itself within the outbox's tries.
_LATER = frozenset({Action.RETRY, Action.REFRESH_TOKEN, Action.MINUTE_QUOTA})
# Not this customer's or this message's fault: kept until the customer writes again.
_KEPT = frozenset({Action.QUOTA_USED, Action.DAILY_QUOTA, Action.CONFIGURATION})


class WechatChannel:
    """A `PushChannel` of one account; the customer is `account:openid`."""

    def __init__(self, client: ApiClient, quota: Quota, clock: Clock, *, pause_s: float = 1.0) -> None:
        """`pause_s`: before a message of unknown outcome is sent once more."""
        self._client = client
        self._quota = quota
        self._clock = clock
        self._pause_s = pause_s
        self._menu_items = MENU_ITEMS  # how many the account may send; 0: no menus
        self._off: tuple[datetime, str] | None = None
        self._background: set[asyncio.Task[None]] = set()

    def render(self, contents: Sequence[Content]) -> list[Part]:
        return render(contents)

    async def send(self, external_id: str, message: Part, key: str) -> str:
        """The platform's number of it, empty where it tells none. `Refused`, or a `CallError` to be tried again."""
        if self._off is not None and self._clock.now() < self._off[0]:
            raise Refused(self._off[1])
        openid = external_id.partition(":")[2]
        try:
            spent = await self._quota.spend(external_id)
        except QuotaUsed:
            raise Refused(_QUOTA_USED, keep=True) from None
        try:
            return await self._deliver(openid, message, last=spent.left == 0)
        except ApiError as error:
            await self._settle(spent, error)
            if error.action in _LATER:
                raise
            raise self._refusal(error) from None
        except Unreachable:
            await self._quota.give_back(spent)
            raise
        except OutcomeUnknown:
            raise Refused(NOT_CONFIRMED) from None

    def show_typing(self, openid: str) -> None:
        """That an answer is being written; nothing waits for it, and whatever goes wrong does not matter."""
        task = asyncio.create_task(self._typing(openid))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def close(self) -> None:
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _typing(self, openid: str) -> None:
        try:
            await self._client.post(TYPING, {"touser": openid, "command": "Typing"})
        except CallError as error:
            log.debug("wechat_typing_failed", code=error.code)

    async def _deliver(self, openid: str, message: Part, *, last: bool) -> str:
        if message.menu is not None and len(message.menu.items) <= self._menu_items:
            try:
                return await self._call(_menu(openid, message.menu))
            except ApiError as error:
                if error.errcode == 40200:
                    self._menu_items = 0
                elif error.errcode == 45098:
                    self._menu_items = len(message.menu.items) - 1
                else:
                    raise
                log.info("wechat_menu_refused", errcode=error.errcode, items=len(message.menu.items))
        return await self._call(_text(openid, message.text + (GO_ON if message.more and last else "")))

    async def _call(self, body: dict[str, Any]) -> str:
        try:
            answer = await self._client.post(SEND, body)
        except OutcomeUnknown as unknown:
            await asyncio.sleep(self._pause_s)
            try:
                answer = await self._client.post(SEND, body)
            except (Unreachable, ApiError) as error:
                if isinstance(error, ApiError) and error.action not in _LATER:
                    raise
                # Tried again by the outbox, it might be there three times.
                raise unknown from None
        return str(answer.get("msgid", ""))

    async def _settle(self, spent: Spent, error: ApiError) -> None:
        if error.action is Action.QUOTA_USED:
            await self._quota.used_up(spent)
        else:
            await self._quota.give_back(spent)

    def _refusal(self, error: ApiError) -> Refused:
        words = meaning(error.errcode).words
        if error.action is Action.NO_RIGHT:
            self._off = (self._clock.now() + SWITCHED_OFF, words)
            log.error("wechat_switched_off", errcode=error.errcode)
        elif error.action in (Action.CONFIGURATION, Action.OUR_BUG, Action.DAILY_QUOTA, Action.UNKNOWN):
            log.error("wechat_refused", errcode=error.errcode, **error.hints)
        return Refused(words, keep=error.action in _KEPT)


def _text(openid: str, text: str) -> dict[str, Any]:
    return {"touser": openid, "msgtype": "text", "text": {"content": text}}


def _menu(openid: str, menu: Menu) -> dict[str, Any]:
    items = [{"id": id, "content": title} for id, title in menu.items]
    content = {"head_content": menu.head, "list": items, "tail_content": ""}
    return {"touser": openid, "msgtype": "msgmenu", "msgmenu": content}
