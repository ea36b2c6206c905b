"""The way out of a gateway for what the house says first: WeChat, texts, e-mail and the inbox of the chat page."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import structlog
from aiohttp import web

from bot.channels.wechat.notice_outcome import Outcome
from bot.channels.wechat.notifier import Notifier
from bot.channels.wechat.templates import Values
from bot.conversations.message import Content, MessageType
from bot.conversations.service import Conversations
from bot.gateway import channels
from bot.gateway.parsers import Environment
from bot.gateway.parts import Parts
from bot.gateway.settings import Settings
from bot.outreach.ledger import Ledger
from bot.outreach.manners import manners_of
from bot.outreach.message import About, Outgoing
from bot.outreach.outreach import OUTREACH, Outreach
from bot.outreach.ways import Result, Target, Way
from insurance.domain.reminders import ReminderChannel
from insurance.mail import mailer_from
from insurance.services.contacts import Contact
from insurance.services.ports import Mailer, SmsSender
from insurance.services.ports.outside import AddressRefused, ProviderAway
from insurance.sms import sms_from
from kernel.clock import Clock
from kernel.schedule import Schedule

log = structlog.get_logger("outreach")

_EVERY = timedelta(seconds=20)
# So long an answer is understood as one to what we said.
_SPOKEN_OF = timedelta(days=3)


class Places:
    """The customer's conversations by channel, the latest first."""

    def __init__(self, conversations: Conversations, clock: Clock, chat_idle: timedelta) -> None:
        self._conversations = conversations
        self._clock = clock
        self._chat_idle = chat_idle

    async def wechat(self, contact: Contact) -> str | None:
        """Where the account may tell this customer of their own records."""
        return await self._first(contact.bound, "wechat")

    async def web(self, contact: Contact) -> str | None:
        """A page that showed this customer last and that can still be opened."""
        since = self._clock.now() - self._chat_idle
        return await self._first(contact.checked, "web", since)

    async def answers(self, contact: Contact) -> str | None:
        """Where this customer is likely to ask about what came by text or e-mail."""
        return await self.wechat(contact) or await self.web(contact)

    async def _first(self, ids: Sequence[str], channel: str, since: datetime | None = None) -> str | None:
        found = {each.id: each for each in await self._conversations.past.of(ids)} if ids else {}
        for id in ids:
            if (past := found.get(id)) is None or past.channel != channel:
                continue
            if since is None or (await self._conversations.get(id)).changed_at >= since:
                return id
        return None


class WechatWay:
    """By template. There is no notifier where no Official Account is set."""

    channel = ReminderChannel.WECHAT

    def __init__(self, places: Places) -> None:
        self._places = places
        self.notifier: Notifier | None = None

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        if self.notifier is None or message.template is None:
            return None
        conversation_id = before or await self._places.wechat(contact)
        return None if conversation_id is None else Target(conversation_id, conversation_id)

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        assert self.notifier is not None and message.template is not None
        try:
            values = _values(message.values)
        except (ValueError, TypeError, InvalidOperation):
            log.error("outreach_bad_value", template=message.template)
            return Result.REFUSED
        outcome = await self.notifier.send(target.to, message.template, values, key)
        if outcome.fall_back:
            return Result.REFUSED
        return {Outcome.LATER: Result.LATER, Outcome.UNSURE: Result.UNSURE}.get(outcome, Result.TAKEN)

    async def failures(self, since: datetime) -> Sequence[tuple[str, str]]:
        if self.notifier is None:
            return []
        return [(each.conversation_id, each.key) for each in await self.notifier.failures(since)]


def _values(said: Mapping[str, str]) -> Values:
    """As `Outgoing.values` writes them; `ValueError`, `TypeError`, `InvalidOperation` for anything else."""
    read: dict[str, Callable[[str], Any]] = {
        "due_on": date.fromisoformat,
        "amount": Decimal,
        "at": datetime.fromisoformat,
    }
    return Values(**{name: read.get(name, str)(value) for name, value in said.items()})


class SmsWay:
    channel = ReminderChannel.SMS

    def __init__(self, sms: SmsSender, places: Places) -> None:
        self._sms = sms
        self._places = places

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        if contact.phone is None:
            return None
        return Target(contact.phone, before or await self._places.answers(contact))

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        try:
            await self._sms.send(target.to, message.sms, key=key)
        except AddressRefused:
            return Result.REFUSED
        except ProviderAway:
            return Result.LATER
        return Result.TAKEN


class MailWay:
    channel = ReminderChannel.EMAIL

    def __init__(self, mailer: Mailer, places: Places) -> None:
        self._mailer = mailer
        self._places = places

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        if contact.email is None:
            return None
        return Target(contact.email, before or await self._places.answers(contact))

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        try:
            await self._mailer.send(target.to, message.subject, message.text, key=key)
        except AddressRefused:
            return Result.REFUSED
        except ProviderAway:
            return Result.LATER
        return Result.TAKEN


class WebWay:
    """A notice in the conversation of the chat page; once per key, for the conversation knows who said it before."""

    channel = ReminderChannel.WEB

    def __init__(self, conversations: Conversations, places: Places) -> None:
        self._conversations = conversations
        self._places = places

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        conversation_id = before or await self._places.web(contact)
        return None if conversation_id is None else Target(conversation_id, conversation_id)

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        said = Content(message.text, MessageType.NOTICE)
        await self._conversations.asides.say(target.to, f"outreach:{key}", said, to_anybody=True)
        return Result.TAKEN


def ways_of(
    settings: Settings, clock: Clock, conversations: Conversations, places: Places, wechat: WechatWay
) -> Sequence[Way]:
    """The preferred one first. In production what would only be printed is no way: it would count as sent, and reach nobody."""
    production = settings.env is Environment.PRODUCTION
    ways: list[Way] = [wechat]
    if not (production and settings.sms_backend == "console"):
        ways.append(SmsWay(sms_from(settings.sms_backend, clock, show_codes=not production), places))
    if not (production and settings.mail_backend == "console"):
        ways.append(MailWay(mailer_from(settings.mail_backend, clock), places))
    return [*ways, WebWay(conversations, places)]


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    places = Places(conversations, parts.clock, parts.settings.chat_idle)
    wechat = WechatWay(places)
    ways = ways_of(parts.settings, parts.clock, conversations, places, wechat)

    async def landed(conversation_id: str, about: About) -> None:
        until = parts.clock.now() + _SPOKEN_OF
        await conversations.subjects.put(conversation_id, about.noun.value, about.number, until)

    outreach = Outreach(
        Ledger(parts.engine, parts.keyring, parts.clock),
        parts.clock,
        manners_of(),
        parts.services.contacts,
        ways,
        {wechat.channel: wechat.failures},
        landed,
    )
    app[OUTREACH] = outreach
    schedule.every(_EVERY, "outreach", outreach.run, by_itself=parts.settings.scheduler)

    async def running(_: web.Application) -> AsyncIterator[None]:
        if parts.settings.wechat_app_id is None:
            yield
            return
        async with channels.wechat_client(parts.settings, parts.clock) as client:
            wechat.notifier = channels.wechat_notifier(parts.settings, parts.engine, parts.clock, client)
            yield
            wechat.notifier = None

    app.cleanup_ctx.append(running)
