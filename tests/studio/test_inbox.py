"""From conversations to groups of questions, and from a trainer's word to a commit."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Content, Sender
from bot.conversations.service import Conversations
from bot.conversations.turns import Handoff
from bot.conversations.understandings import Understanding
from bot.gateway import migrations
from bot.gateway.erasure import ERASES
from bot.studio.errors import AlreadyLabelled, BadExamples, ItemNotFound, VersionConflict
from bot.studio.inbox.inbox import TrainersInbox
from bot.studio.inbox.labels import Chosen, Label
from bot.studio.inbox.page import Group
from bot.studio.inbox.store import COMES_BACK, InboxStore
from bot.studio.knowledge.faq import NewFaqEntry, Source
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.knowledge.reviews import ReviewTasks
from bot.studio.repository.repository import Author
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.studio.inbox_turns import answered, intends, missed, said
from tests.studio.knowledge_project import LI, make_repository, text

migrations.all_tables()
WANG = Author("wang", "王老师")


@dataclass
class Room:
    """An inbox, and customers who fill it."""

    inbox: TrainersInbox
    conversations: Conversations
    clock: FrozenClock

    async def asks(self, text: str, understood: Understanding | None = None) -> str:
        """A customer of their own, whom the bot did not understand."""
        self.clock.advance(timedelta(seconds=1))
        conversation_id = (await self.conversations.open("web")).id
        await said(self.conversations, conversation_id, text, understood or missed())
        return conversation_id

    async def swept(self) -> list[Group]:
        await self.inbox.sweep()
        return await self.groups()

    async def groups(self) -> list[Group]:
        return (await self.inbox.pages.open(reason=None, after=None, limit=100)).groups

    async def done(self) -> list[Group]:
        return (await self.inbox.pages.done(reason=None, after=None, limit=100)).groups

    async def examples(self, file: str = "data/nlu/claims.yml") -> str:
        return await text(self.inbox.knowledge.repository, file)


@pytest.fixture
async def room(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, tmp_path: Path) -> Room:
    return room_of(engine, keyring, clock, tmp_path)


def room_of(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, tmp_path: Path) -> Room:
    conversations = Conversations(engine, keyring, clock, LocalSignals(), erases=ERASES)
    knowledge = Knowledge.of(make_repository(tmp_path, clock), ReviewTasks(engine, clock), clock)
    return Room(
        TrainersInbox(InboxStore(engine, keyring, clock), conversations, knowledge), conversations, clock
    )


CLAIM = Label("intent", "claim_report")


def whole(group: Group) -> Chosen:
    return Chosen(group.id, group.version)


async def test_questions_that_are_alike_stand_together_the_largest_group_first(room: Room) -> None:
    for question in ("能开发票吗", "礼赔到哪了", "保费发票怎么开", "我要发票", "理赔到哪一步了"):
        await room.asks(question)

    groups = await room.swept()

    assert [sorted(each.text for each in group.items) for group in groups] == [
        sorted(["能开发票吗", "保费发票怎么开", "我要发票"]),
        sorted(["礼赔到哪了", "理赔到哪一步了"]),
    ]
    assert groups[0].reasons == {"missed": 3}
    assert groups[0].trend == [0] * 13 + [3]


async def test_a_second_sweep_and_one_beside_it_write_nothing_twice(room: Room) -> None:
    for question in ("能开发票吗", "保费发票怎么开"):
        await room.asks(question)

    await asyncio.gather(room.inbox.sweep(), room.inbox.sweep())
    await room.inbox.sweep()

    assert [group.size for group in await room.groups()] == [2]


async def test_a_changed_data_key_writes_nothing_twice(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, tmp_path: Path
) -> None:
    before = room_of(engine, keyring, clock, tmp_path / "before")
    asked = await before.asks("能开发票吗")
    await before.swept()

    after = room_of(engine, Keyring([b"n" * 32, b"k" * 32]), clock, tmp_path / "after")
    clock.advance(timedelta(minutes=2))
    await said(after.conversations, asked, "保费发票怎么开", missed())
    await after.inbox.sweep()

    assert [group.size for group in await after.groups()] == [2]


async def test_what_comes_later_is_found_from_where_the_last_look_ended(room: Room) -> None:
    await room.asks("能开发票吗")
    await room.swept()
    room.clock.advance(timedelta(hours=2))
    await room.asks("我要发票")

    assert [group.size for group in await room.swept()] == [2]


async def test_what_is_stored_is_encrypted_and_masked(room: Room, engine: AsyncEngine) -> None:
    await room.asks("我叫王小明能开发票吗", missed(mentions=(("person", 2, 5),)))
    (group,) = await room.swept()

    assert [(each.text, each.marked) for each in group.items] == [
        ("我叫王**能开发票吗", "我叫[王小明](person)能开发票吗")
    ]
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql("SELECT * FROM missed_questions")
        assert "发票" not in str(rows.all())


async def test_the_first_good_answer_of_an_agent_is_proposed(room: Room) -> None:
    conversation_id = await room.asks("能开发票吗")
    await said(
        room.conversations,
        conversation_id,
        "转人工",
        intends("handoff"),
        handoff=Handoff("general", "requested"),
    )
    agents = room.conversations.agents
    await agents.accept(conversation_id, "lili", "李莉")
    await agents.say(conversation_id, "lili", "李莉", "您好，我是客服李莉，很高兴为您服务。", "1")
    await agents.say(
        conversation_id, "lili", "李莉", "张伟先生，保费到账次日可以在公众号里下载电子发票。", "2"
    )

    (group,) = await room.swept()

    assert group.proposed_answer == {
        "text": "张*先生，保费到账次日可以在公众号里下载电子发票。",
        "by": "李莉",
    }


async def test_an_answer_the_customer_rated_badly_is_not_proposed(room: Room) -> None:
    conversation_id = await room.asks("能开发票吗")
    await said(
        room.conversations,
        conversation_id,
        "转人工",
        intends("handoff"),
        handoff=Handoff("general", "requested"),
    )
    await room.conversations.agents.accept(conversation_id, "lili", "李莉")
    await room.conversations.agents.say(
        conversation_id, "lili", "李莉", "这个我们这边开不了，您自己去柜台。", "1"
    )
    await room.conversations.rate(conversation_id, 1)

    (group,) = await room.swept()

    assert group.proposed_answer is None


async def test_a_doubtful_answer_that_then_led_to_a_person_counts_as_handed_off(room: Room) -> None:
    doubtful = answered(ranking=(("faq", 0.5),))
    conversation_id = await room.asks("隔了几天还能报案吗", doubtful)
    assert (await room.swept())[0].reasons == {"unsure": 1}

    await said(
        room.conversations,
        conversation_id,
        "转人工",
        intends("handoff"),
        handoff=Handoff("general", "requested"),
    )

    assert (await room.swept())[0].reasons == {"handed_off": 1}


async def test_an_agents_proposal_comes_with_its_answer_and_once(room: Room) -> None:
    conversation_id = await room.asks("你好", intends("greet"))

    for _ in range(2):
        await room.inbox.collection.propose(
            conversation_id, "宠物能投保吗", "目前没有宠物险，可以留意公众号。", "李莉"
        )

    (group,) = await room.groups()
    assert (group.title, group.reasons) == ("宠物能投保吗", {"proposed": 1})
    assert group.proposed_answer == {"text": "目前没有宠物险，可以留意公众号。", "by": "李莉"}
    assert group.proposal is not None and group.proposal.kind == "new_faq"


async def test_an_erased_conversation_leaves_nothing_in_the_inbox(room: Room) -> None:
    conversation_id = await room.asks("能开发票吗")
    await room.swept()

    await room.conversations.erase(conversation_id)

    assert await room.swept() == []


async def test_a_label_for_a_group_becomes_one_commit_in_the_trainers_name(room: Room) -> None:
    await room.asks("车子追尾了咋整", missed())
    await room.asks("车子追尾咋整啊", missed(ranking=(("claim_report", 0.5),)))
    (group,) = await room.swept()

    made = await room.inbox.labels.annotate(whole(group), CLAIM, LI)

    assert made.missed == 2 and made.change is not None
    assert made.change.author == LI
    assert "- 车子追尾了咋整\n" in await room.examples()
    assert await room.groups() == []
    (done,) = await room.done()
    assert done.labelled is not None
    assert (done.labelled.by, done.labelled.label, done.labelled.change) == (
        "李老师",
        {"kind": "intent", "intent": "claim_report"},
        made.change.id,
    )


async def test_the_same_words_twice_held_out_or_elsewhere_are_left_out_and_said(room: Room) -> None:
    for question in ("过了犹豫期再退亏不亏", "我要报案！", "犹豫期几天", "追尾了找谁啊这", "追尾了找谁这啊"):
        await room.asks(question)
    ids = [item.id for group in await room.swept() for item in group.items]

    made = await room.inbox.labels.annotate(Chosen(missed_ids=ids), CLAIM, LI)

    assert sorted(each.why for each in made.skipped) == ["elsewhere", "held_out", "there", "twice"]
    assert made.missed == 5
    assert await room.groups() == []


async def test_what_a_trainer_marks_is_written_as_marked(room: Room) -> None:
    await room.asks("前天车被撞了找谁")
    (group,) = await room.swept()
    chosen = Chosen(group.id, group.version, texts={group.items[0].id: "[前天](date)车被撞了找谁"})

    await room.inbox.labels.annotate(chosen, CLAIM, LI)

    assert "- [前天](date)车被撞了找谁\n" in await room.examples()


async def test_a_similar_question_is_written_without_marks(room: Room) -> None:
    await room.asks("买了以后能反悔几天", missed(mentions=()))
    (group,) = await room.swept()
    chosen = Chosen(group.id, group.version, texts={group.items[0].id: "[今天](date)买的能反悔几天"})

    made = await room.inbox.labels.annotate(chosen, Label("faq", "cooling_off.days"), LI)

    assert made.change is not None
    assert "- 今天买的能反悔几天\n" in await room.examples("data/faq/cooling_off.yml")


async def test_a_new_entry_takes_the_questions_as_similar_ones(room: Room) -> None:
    for question in ("犹豫期怎么算第一天", "犹豫期第一天怎么算的"):
        await room.asks(question)
    (group,) = await room.swept()
    entry = NewFaqEntry(
        category="F2",
        question="犹豫期从哪天算起？",
        answer="从您签收保险合同的次日零时起算。",
        source=Source("保险条款"),
        mark="C",
    )

    made = await room.inbox.labels.annotate(whole(group), Label("new_faq", entry=entry), LI)

    assert made.label["kind"] == "new_faq" and made.label["faq"].startswith("cooling_off.")
    assert "- 犹豫期怎么算第一天\n" in await room.examples("data/faq/cooling_off.yml")


async def test_the_second_trainer_hears_who_was_first_and_what_they_said(room: Room) -> None:
    await room.asks("车子追尾了咋整")
    (group,) = await room.swept()
    await room.inbox.labels.annotate(whole(group), CLAIM, LI)

    with pytest.raises(AlreadyLabelled) as refused:
        await room.inbox.labels.annotate(whole(group), Label("out_of_scope"), WANG)

    assert refused.value.data == {"by": "李老师", "label": {"kind": "intent", "intent": "claim_report"}}


async def test_of_two_at_the_same_moment_one_is_first(room: Room) -> None:
    await room.asks("车子追尾了咋整")
    (group,) = await room.swept()

    results = await asyncio.gather(
        *(room.inbox.labels.annotate(whole(group), CLAIM, who) for who in (LI, WANG)), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in results) == ["AlreadyLabelled", "Annotation"]
    assert (await room.examples()).count("车子追尾了咋整") == 1


async def test_a_question_that_joined_after_the_page_was_read_is_not_labelled_unseen(room: Room) -> None:
    await room.asks("车子追尾了咋整")
    (group,) = await room.swept()
    await room.asks("车子追尾咋整呢现在")
    await room.swept()

    made = await room.inbox.labels.annotate(whole(group), CLAIM, LI)

    assert made.missed == 1
    assert [item.text for each in await room.groups() for item in each.items] == ["车子追尾咋整呢现在"]


async def test_a_group_that_was_split_meanwhile_is_read_anew_first(room: Room) -> None:
    for question in ("车子追尾了咋整", "车子追尾咋整呢现在"):
        await room.asks(question)
    (group,) = await room.swept()
    await room.inbox.labels.split([group.items[0].id])

    with pytest.raises(VersionConflict):
        await room.inbox.labels.annotate(whole(group), CLAIM, LI)

    assert sorted(each.size for each in await room.groups()) == [1, 1]


async def test_what_cannot_be_written_gives_the_questions_back(room: Room) -> None:
    await room.asks("车子追尾了咋整")
    (group,) = await room.swept()
    broken = Chosen(group.id, group.version, texts={group.items[0].id: "[车子](wheel)追尾了"})

    with pytest.raises(BadExamples):
        await room.inbox.labels.annotate(broken, CLAIM, LI)

    (again,) = await room.groups()
    assert (await room.inbox.labels.annotate(whole(again), CLAIM, LI)).missed == 1


async def test_questions_nobody_knows_cannot_be_labelled(room: Room) -> None:
    with pytest.raises(ItemNotFound):
        await room.inbox.labels.annotate(Chosen(missed_ids=["0" * 32]), CLAIM, LI)


async def test_what_is_ignored_stays_away_until_it_was_asked_often(room: Room) -> None:
    await room.asks("你们老板是谁")
    (group,) = await room.swept()
    made = await room.inbox.labels.annotate(whole(group), Label("ignore", why="闲聊"), LI)
    assert made.change is None

    for number in range(COMES_BACK - 1):
        await room.asks(f"你们老板是谁{'啊' * number}")
    assert await room.swept() == []
    await room.asks("老板是谁呀你们")

    assert [each.size for each in await room.swept()] == [COMES_BACK]


async def test_what_the_customer_pressed_next_says_what_the_question_was(room: Room) -> None:
    conversation_id = await room.asks("买了能反悔不")
    press = Understanding("faq", 1.0, typed=False, choice='/faq{"topic": "cooling_off.days"}')
    await said(room.conversations, conversation_id, "犹豫期有多少天？", press)

    (group,) = await room.swept()

    assert group.proposal is not None
    assert (group.proposal.kind, group.proposal.id) == ("faq", "cooling_off.days")


async def test_the_conversation_around_a_question_is_masked(room: Room) -> None:
    conversation_id = await room.asks("我叫王小明", intends("inform", mentions=(("person", 2, 5),)))
    await said(
        room.conversations,
        conversation_id,
        "能开发票吗，手机13812345678",
        missed(mentions=(("phone", 8, 19),)),
    )
    (group,) = await room.swept()

    around = await room.inbox.around(group.items[0].id)

    customers = [shown for message, shown in around.messages if message.sender is Sender.CUSTOMER]
    assert customers == ["我叫王**", "能开发票吗，手机138****5678"]
    assert Content("好的").text in [shown for _, shown in around.messages]
