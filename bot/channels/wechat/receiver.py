"""What is done with each push: who it is from, what it says, and what may answer it in the reply."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channels import choices
from bot.channels.wechat import menu, messages, wording
from bot.channels.wechat.messages import Inbound
from bot.channels.wechat.models import CHANNEL
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.pictures import Pictures, time_left
from bot.channels.wechat.quota import Quota, Window
from bot.channels.wechat.renderer import item_id
from bot.conversations.deliveries import Delivery
from bot.conversations.errors import EmptyMessage, PayloadNotOffered, PayloadSpent
from bot.conversations.message import MAX_TEXT, Content, Incoming, Message
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations

log = structlog.get_logger("wechat")

# What a customer presses or picks was offered lately.
_LOOK_BACK = 60
# Between the answer and the end of the reply's time: rendering, sealing, the way back.
_MARGIN_S = 0.4

# Forget a conversation and the files in it.
Forget = Callable[[str], Awaitable[None]]


class Receiver:
    """One account. `account`: the name in our addresses."""

    def __init__(
        self,
        account: str,
        conversations: Conversations,
        quota: Quota,
        pictures: Pictures,
        notices: Notices,
        forget: Forget,
    ) -> None:
        self._account = account
        self._conversations = conversations
        self._quota = quota
        self._pictures = pictures
        self._notices = notices
        self._forget = forget

    async def take(self, inbound: Inbound, until: float) -> str | None:
        """Store it; the conversation whose next words may answer it in the reply, None where there is nothing to wait for.

        `until`: when the reply has to be out, on the loop's clock. A push that came before is nothing new.
        """
        pushed = inbound.pushed
        if isinstance(pushed, messages.Other):
            return None
        external_id = f"{self._account}:{inbound.openid}"
        if isinstance(pushed, messages.NoticeEnded):
            await self._notices.ended(external_id, pushed.notice, pushed.outcome)
            return None
        conversation = await self._conversations.open(CHANNEL, external_id=external_id)
        if isinstance(pushed, messages.Unfollowed):
            # The platform's terms ask for it.
            await self._forget(conversation.id)
            return None
        if isinstance(pushed, messages.ConsentGiven):
            for template_id, agreed in pushed.answers:
                await self._notices.consented(external_id, template_id, agreed, inbound.key)
            return None
        await self._quota.opened(conversation.id, _window(pushed), inbound.key)
        new = await self._said(conversation.id, pushed, inbound.key, until)
        return conversation.id if new else None

    async def reply(self, conversation_id: str, until: float) -> Delivery | None:
        """What answers it in time, taken for the reply."""
        left = until - _MARGIN_S - asyncio.get_running_loop().time()
        return await self._conversations.replies.take(conversation_id, left)

    async def _said(self, conversation_id: str, pushed: messages.Said, key: str, until: float) -> bool:
        """Whether this is new and may be answered in the reply."""

        async def received(text: str) -> bool:
            return await self._text(conversation_id, text, key, until)

        async def aside(content: Content, heard: str | None = None) -> bool:
            return await self._conversations.asides.say(
                conversation_id, key, content, heard=heard, reply_within=time_left(until)
            )

        match pushed:
            case messages.Text(text, pressed):
                if pressed is not None:
                    return await self._pressed(conversation_id, text, pressed, key, until)
                return await received(text)
            case messages.Picture(media_id):
                return await self._picture(conversation_id, media_id, key, until)
            case messages.Voice(recognised):
                if recognised:
                    return await received(recognised)
                return await aside(wording.VOICE, wording.VOICE_HEARD)
            case messages.Video():
                return await aside(wording.VIDEO, wording.VIDEO_HEARD)
            case messages.Location(label, latitude, longitude):
                return await received(f"我在{label or f'纬度 {latitude}，经度 {longitude} 的地方'}")
            case messages.Link(title, url):
                return await received(f"{title} {url}".strip())
            case messages.Followed(scene):
                if scene:
                    await self._quota.came_by(conversation_id, scene)
                return await aside(wording.WELCOME)
            case messages.Scanned(scene):
                await self._quota.came_by(conversation_id, scene)
                return await aside(wording.SCANNED)
            case messages.Clicked(item):
                if item not in menu.TEXTS:
                    log.warning("wechat_menu_key_unknown")
                    return await aside(wording.WELCOME)
                return await received(menu.TEXTS[item])

    async def _text(self, conversation_id: str, text: str, key: str, until: float) -> bool:
        status = await self._conversations.status(conversation_id)
        # A number said to a person is for that person.
        payload = None
        if status.owner is not Owner.AGENT:
            payload = choices.chosen(await self._lately(conversation_id, status.last_seq), text)
        return await self._receive(conversation_id, text, payload, key, until)

    async def _pressed(self, conversation_id: str, text: str, pressed: str, key: str, until: float) -> bool:
        status = await self._conversations.status(conversation_id)
        offered = (
            payload
            for message in reversed(await self._lately(conversation_id, status.last_seq))
            for _, payload in choices.offered(message.content)
        )
        payload = next((each for each in offered if item_id(each) == pressed), None)
        return await self._receive(conversation_id, text, payload, key, until)

    async def _receive(
        self, conversation_id: str, text: str, payload: str | None, key: str, until: float
    ) -> bool:
        """The choice where it still counts, else the words."""
        within = time_left(until)
        if payload is not None:
            try:
                incoming = Incoming(key, payload=payload)
                received = await self._conversations.receive(conversation_id, incoming, reply_within=within)
                return not received.duplicate
            except (PayloadNotOffered, PayloadSpent):
                log.info("wechat_choice_gone", conversation=conversation_id)
        try:
            incoming = Incoming(key, text=text[:MAX_TEXT])
            received = await self._conversations.receive(conversation_id, incoming, reply_within=within)
        except EmptyMessage:
            return await self._conversations.asides.say(
                conversation_id, key, wording.EMPTY, heard=wording.EMPTY_HEARD, reply_within=within
            )
        return not received.duplicate

    async def _picture(self, conversation_id: str, media_id: str, key: str, until: float) -> bool:
        number = await self._pictures.note(conversation_id, key, media_id)
        if number is None:
            return False
        fetching = self._pictures.start(number, until)
        left = until - _MARGIN_S - asyncio.get_running_loop().time()
        done, _ = await asyncio.wait({fetching}, timeout=max(left, 0))
        return bool(done) and fetching.exception() is None and fetching.result()

    async def _lately(self, conversation_id: str, last_seq: int) -> list[Message]:
        return await self._conversations.messages(conversation_id, after=max(0, last_seq - _LOOK_BACK))


def _window(pushed: messages.Said) -> Window:
    # An item of a message menu counts as a click, says the platform's page on menus.
    if isinstance(pushed, messages.Followed | messages.Scanned | messages.Clicked):
        return Window.EVENT
    if isinstance(pushed, messages.Text) and pushed.menu_id is not None:
        return Window.EVENT
    return Window.MESSAGE
