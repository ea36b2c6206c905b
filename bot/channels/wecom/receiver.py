"""Rows of the platform's queue → messages, and changes of who has the conversation. A row twice is harmless."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.channels.attachments import AttachmentFolder, StoredFile
from bot.channels.choices import chosen
from bot.channels.tencent.errors import BadMedia, CallError, OutcomeUnknown, Unreachable
from bot.channels.wecom import renderer, wording
from bot.channels.wecom.api import KfApi
from bot.channels.wecom.customers import Customer, Customers, State, external_id
from bot.channels.wecom.models import CHANNEL
from bot.channels.wecom.rows import Origin, Row, words
from bot.channels.wecom.sessions import Sessions
from bot.conversations.errors import EmptyMessage, PayloadNotOffered, PayloadSpent
from bot.conversations.message import MAX_TEXT, Content, Incoming
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.http.errors import RequestError
from bot.http.uploads import AttachmentType

log = structlog.get_logger("wecom")

WELCOME_WITHIN = timedelta(seconds=20)
# change_type of session_status_change.
_TAKEN, _TRANSFERRED, _ENDED, _REOPENED = 1, 2, 3, 4
# Menus further back than this offer nothing any more.
_LOOK_BACK = 200
_TRIES = 3


class Receiver:
    """One account's. `pause`: seconds between tries to download a file."""

    def __init__(
        self,
        account: str,
        api: KfApi,
        customers: Customers,
        sessions: Sessions,
        conversations: Conversations,
        attachments: AttachmentFolder,
        *,
        pause: float = 1.0,
    ) -> None:
        self._account = account
        self._api = api
        self._customers = customers
        self._sessions = sessions
        self._conversations = conversations
        self._attachments = attachments
        self._pause = pause
        self._events: dict[str, Callable[[Row, Customer], Awaitable[None]]] = {
            "enter_session": self._entered,
            "msg_send_fail": self._failed,
            "session_status_change": self._changed,
        }

    async def receive(self, row: Row) -> None:
        """Deal with one row whole; an exception means that it should come again."""
        if not row.customer:
            # A servicer's status, a setting of the account: nobody's conversation.
            log.info("wecom_event", kind=row.kind)
            return
        who = external_id(self._account, row.open_kfid, row.customer)
        customer = await self._customer(who)
        if row.origin == Origin.CUSTOMER:
            await self._customers.heard(customer, row.at)
            await self._heard(row, customer)
            await self._sessions.wrote(await self._customer(who))
        elif row.origin == Origin.SERVICER:
            await self._said(row, customer)
        elif handle := self._events.get(row.kind):
            await handle(row, customer)
        else:
            # A message taken back, a customer who takes none any more: nothing of ours changes.
            log.info("wecom_event", kind=row.kind, conversation=customer.conversation_id)

    async def _customer(self, who: str) -> Customer:
        known = await self._customers.of(who)
        if known is not None:
            return known
        conversation = await self._conversations.open(CHANNEL, external_id=who)
        return await self._customers.meet(conversation.id, who)

    async def _heard(self, row: Row, customer: Customer) -> None:
        menu_id = row.text("menu_id")
        if (score := renderer.grade(menu_id)) is not None:
            await self._conversations.rate(customer.conversation_id, score)
            await self._aside(row, customer, wording.THANKS, heard=wording.GRADES[score])
        elif row.kind in ("image", "file"):
            await self._file(row, customer)
        elif said := words(row):
            await self._words(row, customer, said[:MAX_TEXT], menu_id)
        else:
            await self._aside(row, customer, wording.VOICE if row.kind == "voice" else wording.NOT_READ)

    async def _words(self, row: Row, customer: Customer, said: str, menu_id: str) -> None:
        payload = await self._choice(customer, said, menu_id)
        try:
            if payload is not None and await self._chose(row, customer, payload):
                return
            await self._conversations.receive(customer.conversation_id, Incoming(row.msgid, text=said))
        except PayloadSpent:
            # As words, a second 「确认」 could confirm what was asked since.
            await self._aside(row, customer, wording.SPENT, heard=said)
        except EmptyMessage:
            await self._aside(row, customer, wording.NOT_READ)

    async def _choice(self, customer: Customer, said: str, menu_id: str) -> str | None:
        status = await self._conversations.status(customer.conversation_id)
        after = max(0, status.last_seq - _LOOK_BACK)
        messages = await self._conversations.messages(customer.conversation_id, after, _LOOK_BACK)
        if menu_id:
            return renderer.clicked(messages, menu_id)
        # A number said to a person is for that person.
        return None if status.owner is Owner.AGENT else chosen(messages, said)

    async def _chose(self, row: Row, customer: Customer, payload: str) -> bool:
        try:
            await self._conversations.receive(customer.conversation_id, Incoming(row.msgid, payload=payload))
        except PayloadNotOffered:
            return False  # of a menu days ago: its words are a question like any other
        return True

    async def _file(self, row: Row, customer: Customer) -> None:
        try:
            stored = await self._download(row.text("media_id"))
        except (AttachmentType, RequestError, BadMedia):
            await self._aside(row, customer, wording.FILE_KIND)
            return
        except CallError as error:
            log.warning(
                "file_not_loaded", conversation=customer.conversation_id, code=error.code, **error.data
            )
            await self._aside(row, customer, wording.FILE_LOST)
            return
        attachment_id = await self._conversations.add_attachment(
            customer.conversation_id, stored.name, stored.media_type, stored.size, stored.path
        )
        incoming = Incoming(row.msgid, attachment_id=attachment_id)
        await self._conversations.receive(customer.conversation_id, incoming)

    async def _download(self, media_id: str) -> StoredFile:
        tries = 1
        while True:
            try:
                return await self._attachments.store("", self._api.client.download(media_id))
            except (Unreachable, OutcomeUnknown):
                if tries == _TRIES:
                    raise
            await asyncio.sleep(self._pause * tries)
            tries += 1

    async def _aside(self, row: Row, customer: Customer, content: Content, heard: str | None = None) -> None:
        """An answer without a turn; while people have the conversation, only the record of what came."""
        heard = heard or wording.HEARD.get(row.kind, wording.HEARD_OTHER)
        await self._conversations.asides.say(customer.conversation_id, row.msgid, content, heard=heard)

    async def _said(self, row: Row, customer: Customer) -> None:
        """A person wrote in WeCom."""
        if customer.state is not State.HUMAN:
            await self._sessions.learn(customer, State.HUMAN, row.servicer)
        name = wording.SERVICER.format(servicer=row.servicer)
        text = (words(row) or wording.HEARD.get(row.kind, wording.HEARD_OTHER))[:MAX_TEXT]
        await self._conversations.elsewhere.said(
            customer.conversation_id, row.servicer, name, text, row.msgid
        )

    async def _entered(self, row: Row, customer: Customer) -> None:
        if code := row.text("welcome_code"):
            await self._customers.welcomed(customer, code, row.at + WELCOME_WITHIN)
            await self._conversations.asides.say(customer.conversation_id, row.msgid, wording.WELCOME)

    async def _failed(self, row: Row, customer: Customer) -> None:
        reason = wording.FAILED.get(row.number("fail_type") or 0, wording.FAILED_OTHERWISE)
        await self._conversations.deliveries.came_back(
            customer.conversation_id, row.text("fail_msgid"), reason
        )

    async def _changed(self, row: Row, customer: Customer) -> None:
        change = row.number("change_type")
        if change in (_TAKEN, _TRANSFERRED, _REOPENED):
            await self._sessions.learn(customer, State.HUMAN, row.text("new_servicer_userid"))
        elif change == _ENDED and await self._sessions.learn(
            customer, State.ENDED, code=row.text("msg_code")
        ):
            # Who had a person is asked how it was.
            await self._conversations.asides.say(customer.conversation_id, row.msgid, wording.ENDED)
