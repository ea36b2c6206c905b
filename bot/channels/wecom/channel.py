"""The way to a customer of WeCom customer service: within quota and window, in states that allow it, each message once."""

from collections.abc import Sequence

import structlog

from bot.channels.tencent.errcodes import Action, meaning
from bot.channels.tencent.errors import ApiError, Unreachable
from bot.channels.wecom import renderer, wording
from bot.channels.wecom.api import KfApi
from bot.channels.wecom.customers import WITH_PEOPLE, Customer, Customers, Leave, State
from bot.channels.wecom.renderer import KfMessage, Menu
from bot.channels.wecom.sessions import Sessions
from bot.conversations.message import Content
from bot.conversations.outbox import Refused

log = structlog.get_logger("wecom")

_SPENT = {Leave.QUOTA: wording.QUOTA_USED, Leave.WINDOW: wording.WINDOW_CLOSED}
# At the customer's next message these may be over.
_LATER = (Action.QUOTA_USED, Action.DAILY_QUOTA)
# To be tried again by whoever asked; everything else is settled.
_AGAIN = (Action.RETRY, Action.REFRESH_TOKEN, Action.MINUTE_QUOTA)
# What a menu is refused for, where a text would not be.
_NO_MENU = (Action.NO_RIGHT, Action.REDUCE, Action.OUR_BUG)


class SessionMoving(Exception):
    """The session is between two states; a moment later it can be said what becomes of the message."""


class WecomChannel:
    """A `PushChannel`; `external_id` as `customers.external_id` makes it."""

    def __init__(self, api: KfApi, customers: Customers, sessions: Sessions) -> None:
        self._api = api
        self._customers = customers
        self._sessions = sessions
        self._menus = True

    def render(self, contents: Sequence[Content]) -> list[KfMessage]:
        return list(renderer.render(contents))

    async def send(self, external_id: str, message: KfMessage, key: str) -> str:
        customer = await self._customers.of(external_id)
        if customer is None:
            raise Refused(wording.UNKNOWN_CUSTOMER)
        msgid = customer.msgid(key)
        if customer.state in WITH_PEOPLE:
            if await self._sessions.leaving(customer):
                raise SessionMoving
            raise Refused(wording.WITH_PEOPLE, keep=True)
        if customer.code is not None:
            await self._on_event(customer, customer.code, message, msgid)
            return msgid
        if customer.state is State.ENDED:
            raise Refused(wording.SESSION_ENDED, keep=True)
        leave = await self._customers.spend(customer, msgid)
        if leave in _SPENT:
            raise Refused(_SPENT[leave], keep=leave is Leave.QUOTA)
        try:
            await self._send(customer, message, msgid)
        except Unreachable:
            await self._forget(customer, msgid, leave)
            raise
        except ApiError as error:
            # Tried before, and what came of it was not known: a msgid that is used says that it went out.
            if leave is Leave.AGAIN and error.action is Action.OUR_BUG:
                return msgid
            await self._forget(customer, msgid, leave)
            await self._refused(customer, error)
        return msgid

    async def _send(self, customer: Customer, message: KfMessage, msgid: str) -> None:
        if not isinstance(message, Menu):
            await self._api.send(customer, message, msgid)
            return
        if self._menus:
            try:
                await self._api.send(customer, message, msgid)
                return
            except ApiError as error:
                if error.action not in _NO_MENU:
                    raise
                self._menus = error.action is not Action.NO_RIGHT
                log.warning("menu_refused", errcode=error.errcode)
        await self._api.send(customer, message.plain, msgid)

    async def _forget(self, customer: Customer, msgid: str, leave: Leave) -> None:
        if leave is Leave.FIRST:
            await self._customers.not_spent(customer, msgid)

    async def _refused(self, customer: Customer, error: ApiError) -> None:
        """Raises what the outbox has to know."""
        if error.action in _AGAIN:
            raise error
        if error.action is Action.STATE:
            # Read once, then believed. Where it says that the bot may speak after all, the outbox tries again.
            state = await self._sessions.look(customer)
            if state in (State.NEW, State.BOT):
                raise SessionMoving from None
            words = wording.SESSION_ENDED if state is State.ENDED else wording.WITH_PEOPLE
            raise Refused(words, keep=True) from None
        raise Refused(meaning(error.errcode).words, keep=error.action in _LATER) from None

    async def _on_event(self, customer: Customer, code: str, message: KfMessage, msgid: str) -> None:
        """The one message that may be said when a session begins without a word, or after its end."""
        try:
            await self._api.send_on_event(code, message, msgid)
        except ApiError as error:
            if error.action in _AGAIN:
                raise
            await self._customers.code_used(customer)
            raise Refused(wording.TOO_LATE) from None
        await self._customers.code_used(customer)
