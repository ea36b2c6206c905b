"""Sending notices about a customer's own policy or claim, outside any conversation: by template or by subscription.

A notice goes out once for its key. Before the platform is asked, that it will be is noted; a template message then has
a key on the wire as well (`client_msg_id`), by which the platform tells a repeat for ten minutes. A subscription message
has none, so one of unknown outcome is never sent again.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.tencent.client import ApiClient
from bot.channels.tencent.errors import ApiError, CallError, OutcomeUnknown
from bot.channels.wechat.models import CHANNEL, NoticeResultRow
from bot.channels.wechat.notice_models import NoticeRow
from bot.channels.wechat.notice_outcome import Outcome, ended, refused
from bot.channels.wechat.notices import Notices
from bot.channels.wechat.templates import Template, Unsuitable, Values, data
from bot.conversations.models import ConversationRow
from kernel.clock import Clock, local
from kernel.database import readonly

log = structlog.get_logger("wechat")

TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"

REMEMBERED = timedelta(minutes=10)  # for so long the platform knows a client_msg_id
# Who switched template messages off is not asked of the platform again for so long.
BLOCK_HOLDS = timedelta(days=30)
# Nor a template that is wrong, or that the account has no right to: somebody may have mended it.
SWITCHED_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Failure:
    """A notice that the platform took and did not deliver."""

    conversation_id: str
    key: str
    notice: str
    outcome: Outcome


class Notifier:
    """One account's notices. `templates`: by the notice's name, as `renewal` and `claim`."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        client: ApiClient,
        notices: Notices,
        templates: Mapping[str, Template],
        *,
        pause_s: float = 1.0,
    ) -> None:
        """`pause_s`: before a template message of unknown outcome is sent once more."""
        self._engine = engine
        self._clock = clock
        self._client = client
        self._notices = notices
        self._templates = templates
        self._pause_s = pause_s
        self._off: dict[str, tuple[datetime, Outcome]] = {}

    async def send(self, conversation_id: str, notice: str, values: Values, key: str) -> Outcome:
        """Send it, unless one of this conversation with this `key` (at most 64 characters) went out: then how that fared.

        After `LATER` the same call may be made again, after `UNSURE` of a template within ten minutes; whatever else is
        said stays so for the key.
        """
        template = self._templates.get(notice)
        if template is None:
            return Outcome.NO_TEMPLATE
        openid, before = await self._begin(conversation_id, notice, template, key)
        if before is not None:
            return before
        try:
            answer = await self._call(template, openid, values, _client_msg_id(conversation_id, key))
        except Unsuitable as error:
            log.error("wechat_notice_lacks_value", notice=notice, field=error.field)
            outcome, number = Outcome.BAD_VALUE, ""
        except ApiError as error:
            outcome, number = await self._refused(conversation_id, template, error), ""
        except OutcomeUnknown:
            log.warning("wechat_notice_unconfirmed", notice=notice)
            return Outcome.UNSURE
        except CallError:
            outcome, number = Outcome.LATER, ""
        else:
            outcome, number = Outcome.SENT, str(answer.get("msgid", ""))
            if template.kind == "subscription":
                await self._notices.used(conversation_id, template.id)
        await self._note(conversation_id, key, outcome, number)
        return outcome

    async def outcome(self, conversation_id: str, key: str) -> Outcome | None:
        """How a notice fared as far as is known; None: never sent, or erased."""
        async with readonly(self._engine).connect() as connection:
            return await _known(connection, conversation_id, key)

    async def failures(self, since: datetime) -> list[Failure]:
        """What was `SENT`, and since then turned out not to have arrived: another channel has to carry it."""
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(NoticeRow.conversation_id, NoticeRow.key, NoticeRow.notice, NoticeResultRow.outcome)
                .join(NoticeResultRow, NoticeResultRow.notice == NoticeRow.number)
                .where(NoticeResultRow.at >= since, NoticeRow.outcome == Outcome.SENT.value)
                .order_by(NoticeResultRow.at)
            )
        failures = [
            Failure(conversation_id, key, notice, ended(told)) for conversation_id, key, notice, told in found
        ]
        return [failure for failure in failures if failure.outcome.fall_back]

    async def _begin(
        self, conversation_id: str, notice: str, template: Template, key: str
    ) -> tuple[str, Outcome | None]:
        """Note that it is about to be sent: the openid, or what speaks against sending."""
        now = self._clock.now()
        mine = (NoticeRow.conversation_id == conversation_id, NoticeRow.key == key)
        async with self._engine.begin() as connection:
            found = await connection.execute(
                select(ConversationRow.external_id)
                .where(ConversationRow.id == conversation_id, ConversationRow.channel == CHANNEL)
                .with_for_update()
            )
            external_id = found.scalar_one_or_none()
            if external_id is None:
                return "", Outcome.NOT_FOLLOWING
            openid = external_id.partition(":")[2]
            noted = await connection.execute(select(NoticeRow.outcome, NoticeRow.at).where(*mine))
            row = noted.one_or_none()
            if row is not None and not row.outcome:
                # Interrupted, or under way elsewhere at this moment.
                known = template.kind == "template" and now - row.at < REMEMBERED
                return openid, None if known else Outcome.UNSURE
            if row is not None and row.outcome != Outcome.LATER:
                return openid, await _known(connection, conversation_id, key)
            against = self._switched_off(template) or await self._blocked(
                connection, conversation_id, template
            )
            if (
                against is None
                and template.kind == "subscription"
                and not await self._notices.may(connection, conversation_id, template.id)
            ):
                against = Outcome.NO_CONSENT
            await connection.execute(delete(NoticeRow).where(*mine))
            await connection.execute(
                insert(NoticeRow).values(
                    conversation_id=conversation_id,
                    key=key,
                    notice=notice,
                    template_id=template.id,
                    outcome=against.value if against else "",
                    at=now,
                )
            )
        return openid, against

    async def _call(
        self, template: Template, openid: str, values: Values, client_msg_id: str
    ) -> dict[str, Any]:
        body = {"touser": openid, "template_id": template.id, "data": data(template, values)}
        if template.kind == "subscription":
            return await self._client.post(SUBSCRIPTION, body)
        body["client_msg_id"] = client_msg_id
        try:
            return await self._client.post(TEMPLATE, body)
        except OutcomeUnknown as unknown:
            await asyncio.sleep(self._pause_s)
            try:
                return await self._client.post(TEMPLATE, body)
            except CallError as error:
                if isinstance(error, ApiError) and refused(error.action) is not Outcome.LATER:
                    raise
                raise unknown from None

    async def _refused(self, conversation_id: str, template: Template, error: ApiError) -> Outcome:
        outcome = refused(error.action)
        if outcome is Outcome.NO_CONSENT:
            await self._notices.refused(conversation_id, template.id)
        elif outcome is Outcome.DAILY_QUOTA:
            self._off[template.id] = (_midnight(self._clock.now()), outcome)
        elif outcome in (Outcome.NO_RIGHT, Outcome.SETUP):
            self._off[template.id] = (self._clock.now() + SWITCHED_OFF, outcome)
        if outcome not in (Outcome.NO_CONSENT, Outcome.NOT_FOLLOWING, Outcome.LATER):
            log.error("wechat_notice_refused", errcode=error.errcode, outcome=outcome.value, **error.hints)
        return outcome

    def _switched_off(self, template: Template) -> Outcome | None:
        until, outcome = self._off.get(template.id, (None, None))
        return outcome if until is not None and self._clock.now() < until else None

    async def _blocked(
        self, connection: AsyncConnection, conversation_id: str, template: Template
    ) -> Outcome | None:
        """Where the last of these was not delivered because the customer does not want them."""
        found = await connection.execute(
            select(NoticeResultRow.outcome)
            .join(NoticeRow, NoticeResultRow.notice == NoticeRow.number)
            .where(
                NoticeRow.conversation_id == conversation_id,
                NoticeRow.template_id == template.id,
                NoticeResultRow.at > self._clock.now() - BLOCK_HOLDS,
            )
            .order_by(NoticeResultRow.at.desc())
            .limit(1)
        )
        last = found.scalar_one_or_none()
        return Outcome.BLOCKED if last is not None and ended(last) is Outcome.BLOCKED else None

    async def _note(self, conversation_id: str, key: str, outcome: Outcome, number: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(NoticeRow)
                .where(NoticeRow.conversation_id == conversation_id, NoticeRow.key == key)
                .values(outcome=outcome.value, number=number[:32] or None)
            )


async def _known(connection: AsyncConnection, conversation_id: str, key: str) -> Outcome | None:
    found = await connection.execute(
        select(NoticeRow.outcome, NoticeResultRow.outcome.label("told"))
        .outerjoin(NoticeResultRow, NoticeResultRow.notice == NoticeRow.number)
        .where(NoticeRow.conversation_id == conversation_id, NoticeRow.key == key)
    )
    row = found.one_or_none()
    if row is None:
        return None
    if row.outcome == Outcome.SENT and row.told is not None:
        return ended(row.told)
    return Outcome(row.outcome) if row.outcome else Outcome.UNSURE


def _client_msg_id(conversation_id: str, key: str) -> str:
    """At most 32 characters."""
    return hashlib.sha256(f"{conversation_id}\0{key}".encode()).hexdigest()[:32]


def _midnight(now: datetime) -> datetime:
    """The next one in Shanghai, when the platform counts anew."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
