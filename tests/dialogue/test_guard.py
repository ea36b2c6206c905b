"""What the bot must not say never becomes true; what it reads back does. All but the last are given their answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from prometheus_client import REGISTRY
from rasa.shared.core.events import BotUttered
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from bot.conversations.message import Button, Content, Incoming, MessageType, Sender
from bot.conversations.service import Conversations
from bot.dialogue.guard import ConductGuard
from bot.dialogue.replies import Answer, Reply, reply_of
from bot.dialogue.worker import Worker
from insurance.domain.conduct import breaches
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.quotes import Span, quoted
from kernel.signals import LocalSignals
from tests.dialogue.conftest import Customer

PERSON = Button("转人工", "/handoff")


async def judge(text: str, spans: Sequence[Span], faq: str | None) -> list[tuple[str, str]]:
    antifraud = (faq or "").startswith("antifraud.")
    return [(b.guard.id, b.safe) for b in breaches(text, quoted=spans, antifraud=antifraud)]


@pytest.fixture
def guard() -> ConductGuard:
    return ConductGuard(judge)


async def test_what_may_be_said_passes_unchanged(guard: ConductGuard) -> None:
    content = Content("是否赔付以核定结果为准", buttons=(Button("查进度", "/claim_status"),))

    assert await guard.passed(Answer(content)) is content


async def test_a_breach_is_exchanged_for_safe_words_and_a_way_to_a_person(guard: ConductGuard) -> None:
    buttons = tuple(Button(title, f"/{title}") for title in "一二三")
    content = Content(
        "这款保本，肯定赔",
        type=MessageType.CARD,
        buttons=buttons,
        card={"kind": "product"},
        source={"faq": None, "clause": "条款", "version": "1"},
        template="utter_product_answer",
    )

    said = await guard.passed(Answer(content))

    assert "保本" not in said.text and not breaches(said.text)
    assert "以合同写明的保证利益为准" in said.text and "以合同约定和核定结果为准" in said.text
    assert said.buttons == (*buttons[:2], PERSON)
    assert said.type is MessageType.TEXT and said.card is None and said.source is None
    assert said.template == "utter_product_answer"


async def test_a_question_stays_open_when_its_words_are_exchanged(guard: ConductGuard) -> None:
    options = (Button("确认提交", '/affirm{"confirm": "1"}', once=True), Button("先不办", "/cancel"))
    ask = {"slot": "confirm", "input": "choice"}

    said = await guard.passed(Answer(Content("一定能赔，确认吗", buttons=options, ask=ask)))

    assert "一定能赔" not in said.text and said.ask == ask and said.buttons == options


async def test_an_answer_on_fraud_may_name_it(guard: ConductGuard) -> None:
    warned = Content("说能全额退保的多半是骗子", source={"faq": "antifraud.full_refund"})

    assert await guard.passed(Answer(warned)) is warned
    assert (await guard.passed(Answer(Content(warned.text)))).text != warned.text


def test_marks_around_other_peoples_words_never_reach_the_customer() -> None:
    [answer] = reply_of([BotUttered(f"经过：{quoted('业务员说保本')}\n没问题我就提交")]).answers

    assert answer.content.text == "经过：业务员说保本\n没问题我就提交"
    assert list(answer.quoted) == [(3, 9)]


async def test_a_complaint_is_read_back_as_it_was_written(guard: ConductGuard) -> None:
    [answer] = reply_of([BotUttered(f"经过：{quoted('业务员说保证收益，还返现')}")]).answers

    assert (await guard.passed(answer)).text == "经过：业务员说保证收益，还返现"


@dataclass
class Speaks:
    """An engine that says what it was given."""

    answer_: Answer
    model: str = "given"

    @property
    def store(self) -> "Speaks":
        return self

    async def answer(self, turn: Any) -> Reply:
        return Reply([self.answer_])

    async def write(self, *_: Any) -> None: ...

    def written(self, *_: Any) -> None: ...

    def drop(self, *_: Any) -> None: ...


async def said_by(answer: Answer, engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> Content:
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    conversation = await conversations.open("web")
    await conversations.receive(conversation.id, Incoming("1", text="这个保本吗，肯定赔吧"))
    worker = Worker(conversations, Speaks(answer), judge)  # type: ignore[arg-type]
    assert await worker.run_once()
    asked, told = await conversations.messages(conversation.id)
    assert asked.sender is Sender.CUSTOMER and asked.content.text == "这个保本吗，肯定赔吧"
    return told.content


async def test_the_worker_lets_no_breach_become_true(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("baowen_conduct_breaches_total", {"guard": "yield"}) or 0

    before = counted()
    with capture_logs() as logs:
        said = await said_by(Answer(Content("保本的", template="utter_x")), engine, keyring, clock)

    assert "保本" not in said.text and PERSON in said.buttons
    assert counted() == before + 1
    [line] = [line for line in logs if line["event"] == "conduct_breach"]
    assert (line["guard"], line["template"]) == ("yield", "utter_x") and "保本的" not in str(line)


async def test_the_worker_commits_what_is_read_back(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    [answer] = reply_of([BotUttered(f"您说：{quoted('他说保本')}")]).answers

    assert (await said_by(answer, engine, keyring, clock)).text == "您说：他说保本"


@pytest.mark.asyncio(loop_scope="session")
async def test_a_complaint_full_of_what_must_not_be_said_is_read_back_word_for_word(
    customer: Customer,
) -> None:
    story = "业务员说这款保本保收益，肯定赔，还给我返现"
    await customer.says("我要投诉")
    await customer.says("销售误导")
    await customer.says(story)
    await customer.says("要求全额退保")
    (await customer.says("不留")).hears(story, "要求全额退保")
    (await customer.presses("确认提交")).card("complaint")
