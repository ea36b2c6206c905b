"""What the house says first, by the Official Account: to whom it is bound, once, and by text where it does not arrive."""

import asyncio
import dataclasses
import json
from datetime import time
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wechat.notifier import TEMPLATE
from bot.gateway.middleware import SETTINGS
from bot.gateway.outreach import Places, SmsWay, WechatWay
from bot.outreach.ledger import Ledger
from bot.outreach.manners import manners_of
from bot.outreach.outreach import Outreach
from insurance.bootstrap import bootstrap
from insurance.sms import FileSms
from insurance.store.unit_of_work import SqlStore
from kernel.crypto import Keyring
from tests.channels.wechat.conftest import Stage
from tests.channels.wechat.test_notices import follower, notifier_of
from tests.gateway_fixtures import FAQ_FOLDER
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import fill, id_number
from tests.outreach.conftest import message_of

VALUES = {"product": "青禾安康", "policy_no": "QHL0120230001234", "due_on": "2026-12-01", "amount": "1200.00"}


class House:
    """A customer bound to the account, and the way out with WeChat first and texts second."""

    def __init__(self, stage: Stage, database: AsyncEngine, texts: Path) -> None:
        self.stage, self.clock, self.texts = stage, stage.gateway.clock, texts
        self.keyring = Keyring(stage.gateway.app[SETTINGS].data_keys)
        self.sms = RememberingSms()
        self.engine = database
        self.services = bootstrap(
            engine=database, keyring=self.keyring, clock=self.clock, sms=self.sms, faq_folder=FAQ_FOLDER
        )
        places = Places(stage.conversations, self.clock, stage.gateway.app[SETTINGS].chat_idle)
        self.wechat = WechatWay(places)
        always = dataclasses.replace(manners_of(), opens=time.min, closes=time.max)
        self.outreach = Outreach(
            Ledger(database, self.keyring, self.clock),
            self.clock,
            always,
            self.services.contacts,
            (self.wechat, SmsWay(FileSms(texts, self.clock), places)),
            {self.wechat.channel: self.wechat.failures},
        )

    async def bound(self) -> str:
        await fill(SqlStore(self.engine, self.keyring))
        conversation_id = await follower(self.stage)
        identity = self.services.identity
        await identity.start(conversation_id, "19900000001", id_number(1)[-4:], "start")
        await identity.verify(conversation_id, self.sms.last_code, "check", binds=True)
        return conversation_id

    async def plan(self) -> None:
        await self.outreach.plan([message_of(self.clock.now(), values=VALUES)])

    def texted(self) -> list[str]:
        if not self.texts.exists():
            return []
        return [json.loads(line)["text"] for line in self.texts.read_text("utf-8").splitlines()]


async def test_a_bound_customer_is_told_by_template_and_once(
    stage: Stage, database: AsyncEngine, tmp_path: Path
) -> None:
    house = House(stage, database, tmp_path / "texts.jsonl")
    await house.bound()
    async with notifier_of(stage, database) as house.wechat.notifier:
        for _ in range(2):
            await house.plan()
            await house.outreach.run()
    assert len(stage.wechat.find_calls(TEMPLATE)) == 1 and house.texted() == []


async def test_what_the_account_may_not_send_goes_out_as_a_text(
    stage: Stage, database: AsyncEngine, tmp_path: Path
) -> None:
    house = House(stage, database, tmp_path / "texts.jsonl")
    await house.bound()
    stage.wechat.fault(TEMPLATE, errcode=48001)
    async with notifier_of(stage, database) as house.wechat.notifier:
        await house.plan()
        assert (await house.outreach.run()).sent == 1
    assert len(house.texted()) == 1


async def test_what_was_taken_and_then_not_delivered_goes_out_as_a_text(
    stage: Stage, database: AsyncEngine, tmp_path: Path
) -> None:
    house = House(stage, database, tmp_path / "texts.jsonl")
    await house.bound()
    stage.wechat.user("oCustomer").blocks_templates = True
    async with notifier_of(stage, database) as house.wechat.notifier:
        await house.plan()
        assert (await house.outreach.run()).sent == 1
        assert house.texted() == []
        for _ in range(50):
            if await house.wechat.failures(house.clock.now().replace(year=2020)):
                break
            await asyncio.sleep(0.1)
        assert (await house.outreach.run()).sent == 1
        assert (await house.outreach.run()).sent == 0
    assert len(house.texted()) == 1
