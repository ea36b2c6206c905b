"""WeCom customer service from settings: its calls, its account, its loops."""

import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.tokens import CorpToken, TokenKeeper
from bot.channels.tencent.transport import Observer, Transport
from bot.channels.wecom.api import KfApi
from bot.channels.wecom.callback import Account
from bot.channels.wecom.channel import WecomChannel
from bot.channels.wecom.cursors import Cursors
from bot.channels.wecom.customers import Customers
from bot.channels.wecom.pull import Puller
from bot.channels.wecom.receiver import Receiver
from bot.channels.wecom.sessions import Sessions
from bot.conversations.service import Conversations
from bot.gateway.settings import Settings
from kernel.clock import Clock


class Hearer(Observer, Protocol):
    """Counts. `kind`: of a push or why it was refused; of a row that was pulled."""

    def pushed(self, kind: str) -> None: ...

    def pulled(self, kind: str) -> None: ...


@dataclass(frozen=True)
class Wecom:
    """`loops` run as long as the account is open."""

    account: Account
    channel: WecomChannel
    loops: Sequence[Callable[[], Coroutine[Any, Any, None]]]


@asynccontextmanager
async def opened(
    name: str,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    conversations: Conversations,
    attachments: AttachmentFolder,
    observer: Hearer,
) -> AsyncIterator[Wecom]:
    """The account of the settings, under `name` in our addresses."""
    corp = settings.wecom_corp_id or ""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        transport = Transport(session, settings.wecom_api_base, observer=observer)
        source = CorpToken(transport, corp, settings.wecom_kf_secret or "")
        api = KfApi(ApiClient(transport, TokenKeeper(source, clock)))
        customers = Customers(engine, clock)
        sessions = Sessions(api, customers, conversations, clock, to_people=settings.wecom_handoff == "wecom")
        receiver = Receiver(name, api, customers, sessions, conversations, attachments)
        cursors = Cursors(engine, clock, name, secrets.token_hex(8))
        puller = Puller(api, cursors, receiver.receive, clock, seen=observer.pulled)
        envelope = Envelope(
            token=settings.wecom_token or "", key=settings.wecom_aes_key or "", receiver=corp, clock=clock
        )
        yield Wecom(
            Account(envelope, puller, observer.pushed),
            WecomChannel(api, customers, sessions),
            (puller.run, sessions.run),
        )
