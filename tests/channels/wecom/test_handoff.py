"""人工 → queue → person → bot, at our desk and in WeCom; who speaks and who is silent."""

import asyncio

from bot.conversations.agents import OwnerEvent
from bot.conversations.owner import Owner

from .conftest import ANNA, SEND, TRANS, OpenStage, Stage, soon

POOL, HUMAN, ENDED = 2, 3, 4


async def in_the_pool(stage: Stage) -> None:
    await stage.says("转人工")

    async def pooled() -> bool:
        return await stage.state() == POOL

    await soon(pooled)


async def taken(stage: Stage) -> None:
    await in_the_pool(stage)
    await stage.wechat.kf_human("accept", ANNA)
    await stage.owned_by(Owner.AGENT)


class TestAtOurDesk:
    async def test_a_session_is_claimed_for_the_bot_once(self, stage: Stage) -> None:
        for number in range(3):
            await stage.says(str(number))
        await stage.reads(3)
        assert [call.body["service_state"] for call in stage.wechat.find_calls(TRANS)] == [1]

    async def test_a_person_takes_over_and_gives_back(self, stage: Stage) -> None:
        await stage.says("转人工")
        assert (await stage.reads(1))[0].startswith("好的，给您转人工。\n\n已在排队，您是下一位")
        await stage.owned_by(Owner.QUEUE)
        agents, chat = stage.conversations.agents, await stage.chat()
        await agents.accept(chat, "lin", "小林")
        await agents.say(chat, "lin", "小林", "您好，我看一下。", "1")
        assert (await stage.reads(3))[1:] == [
            "客服小林来了，之前的对话都看得到，您不用重复说。",
            "您好，我看一下。",
        ]
        await stage.says("好的")
        await stage.recorded("customer：好的")
        await agents.give_back(chat, "lin")
        await stage.says("还在吗")
        assert (await stage.reads(5))[-1] == "答：还在吗"
        assert [turn.content.text for turn in stage.bot.heard] == ["转人工", "还在吗"]
        assert await stage.state() == 1

    async def test_the_end_is_rated_with_a_click(self, stage: Stage) -> None:
        await stage.says("转人工")
        await stage.owned_by(Owner.QUEUE)
        agents, chat = stage.conversations.agents, await stage.chat()
        await agents.accept(chat, "lin", "小林")
        await agents.close(chat, "lin")
        assert (await stage.reads(3))[-1].endswith("非常满意\n满意\n一般\n不满意\n非常不满意")
        await stage.clicks("满意")
        assert (await stage.reads(4))[-1] == "谢谢您的评价。"
        rating = await stage.conversations.rating(chat)
        assert rating is not None
        assert rating.score == 4
        assert len(stage.bot.heard) == 1

    async def test_who_stops_waiting_has_the_bot_again(self, stage: Stage) -> None:
        await stage.says("转人工")
        await stage.reads(1)
        await stage.clicks("不等了，先问机器人")
        assert "已取消排队" in (await stage.reads(2))[-1]
        assert await stage.owner() is Owner.BOT


class TestInWecom:
    async def test_the_card_goes_first_and_the_session_after(self, open_stage: OpenStage) -> None:
        stage = await open_stage("wecom")
        await in_the_pool(stage)
        assert "已在排队" in (await stage.reads(1))[0]
        assert stage.calls(SEND, 95018) == 0

    async def test_a_person_takes_over_the_bot_is_silent_and_wakes_up_after(
        self, open_stage: OpenStage
    ) -> None:
        stage = await open_stage("wecom")
        await taken(stage)
        await stage.wechat.kf_human("human_reply", ANNA, text="我来处理")
        await stage.says("谢谢")
        await stage.recorded("customer：谢谢")
        assert (await stage.record())[-2:] == ["agent：我来处理", "customer：谢谢"]
        assert len(stage.bot.heard) == 1
        sends = stage.calls(SEND)

        await stage.wechat.kf_human("end", ANNA)
        await stage.owned_by(Owner.BOT)
        assert "您对这次服务满意吗？" in (await stage.reads(1, channel="kf_event"))[0]
        assert stage.calls(SEND) == sends

        await stage.says("还有个问题")
        assert (await stage.reads(4))[-1] == "答：还有个问题"
        assert [turn.content.text for turn in stage.bot.heard] == ["转人工", "还有个问题"]
        # What the person said was shown by WeCom and by nobody else.
        assert [row.channel for row in stage.wechat.find_sent(openid=ANNA, contains="我来处理")] == ["human"]

    async def test_the_end_is_rated_with_a_click(self, open_stage: OpenStage) -> None:
        stage = await open_stage("wecom")
        await taken(stage)
        await stage.wechat.kf_human("end", ANNA)
        await stage.reads(1, channel="kf_event")
        await stage.clicks("非常满意")
        assert (await stage.reads(3))[-1] == "谢谢您的评价。"
        rating = await stage.conversations.rating(await stage.chat())
        assert rating is not None
        assert rating.score == 5
        assert len(stage.bot.heard) == 1

    async def test_a_transfer_between_colleagues_is_recorded(self, open_stage: OpenStage) -> None:
        stage = await open_stage("wecom")
        await taken(stage)
        await stage.wechat.kf_human("transfer", ANNA, servicer_userid="agent02")

        async def transferred() -> bool:
            history: list[OwnerEvent] = await stage.conversations.agents.history(await stage.chat())
            return [event.by for event in history] == ["bot", "wecom:agent01", "wecom:agent02"]

        await soon(transferred)

    async def test_nobody_comes_and_the_bot_has_it_again(self, open_stage: OpenStage) -> None:
        stage = await open_stage("wecom")
        await in_the_pool(stage)
        await stage.wechat.kf_human("end", ANNA)
        await stage.owned_by(Owner.BOT)
        await stage.says("那你说")
        assert (await stage.reads(2))[-1] == "答：那你说"

    async def test_who_stops_waiting_leaves_the_pool_and_is_told(self, open_stage: OpenStage) -> None:
        stage = await open_stage("wecom")
        await in_the_pool(stage)
        await stage.clicks("不等了，先问机器人")
        assert "已取消排队" in (await stage.reads(1, channel="kf_event"))[0]
        assert await stage.state() == ENDED
        await stage.says("那你说")
        assert (await stage.reads(3))[-1] == "答：那你说"

    async def test_what_cannot_be_said_while_people_have_it_is_not_asked_for_again_and_again(
        self, open_stage: OpenStage
    ) -> None:
        stage = await open_stage("wecom")
        await taken(stage)
        sends = stage.calls(SEND)
        for number in range(3):
            await stage.says(f"喂{number}")
        await stage.wechat.kf_push("voice", ANNA)
        await stage.recorded("customer：[语音]")
        await asyncio.sleep(0.5)
        assert stage.calls(SEND) == sends

    async def test_a_platform_that_does_not_take_the_transfer_is_not_pestered(
        self, open_stage: OpenStage
    ) -> None:
        stage = await open_stage("wecom")
        stage.wechat.fault(TRANS, errcode=48002, count=50)
        await stage.says("转人工")
        await stage.reads(1)
        await asyncio.sleep(3)
        assert stage.calls(TRANS) == 1
        assert await stage.owner() is Owner.QUEUE
