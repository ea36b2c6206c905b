"""A worker and its models: who is answered by which, while models come and go."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Incoming, Sender
from bot.conversations.models import TurnRow
from bot.release.choice import STAYS
from bot.release.registry import TrainedModel
from bot.release.states import Act
from tests.release.conftest import Customer, Floor
from tests.release.two_models import NEW, QUESTION

# What the database does is tried elsewhere; here models are loaded, which takes seconds.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
_PATIENCE_S = 30.0


async def until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not found():
            await asyncio.sleep(0.02)


async def loaded(floor: Floor, *models: str) -> None:
    await until(lambda: floor.engines.loaded == {*models})


async def followed(floor: Floor, live: str) -> None:
    await until(lambda: floor.engines.model == live)


async def went_live(floor: Floor) -> None:
    """The new model, after a while as the old one's successor."""
    await floor.release((Act.APPROVE, floor.models.new), (Act.LIVE, floor.models.new))
    await loaded(floor, floor.models.new, floor.models.old)
    await followed(floor, floor.models.new)


async def test_a_promotion_brings_the_new_answer_and_a_rollback_the_old_one_back(floor: Floor) -> None:
    asked_before = await (await floor.opens()).says(QUESTION)
    await went_live(floor)
    asked_after = await (await floor.opens()).says(QUESTION)
    await floor.release((Act.ROLLBACK, floor.models.new))
    await followed(floor, floor.models.old)
    asked_again = await (await floor.opens()).says(QUESTION)

    assert NEW not in asked_before and NEW in asked_after and asked_again == asked_before


async def test_a_conversation_stays_with_its_model_until_it_has_been_silent_for_long(floor: Floor) -> None:
    customer = await floor.opens()
    await customer.says(QUESTION)
    await went_live(floor)

    floor.clock.advance(timedelta(minutes=5))
    in_between = await customer.says(QUESTION)
    floor.clock.advance(STAYS)
    later = await customer.says(QUESTION)

    assert NEW not in in_between and NEW in later


async def test_a_report_goes_on_through_canary_promotion_and_rollback(floor: Floor) -> None:
    """Two customers tell the same loss, one of them while models change under it."""
    undisturbed, customer = await floor.opens(), await floor.opens()
    said = ["我要报案", "昨天", "在家门口摔了一跤"]
    expected = [await undisturbed.says(text) for text in said]
    new, old = floor.models.new, floor.models.old

    heard = [await customer.says(said[0])]
    await floor.release((Act.APPROVE, new), (Act.CANARY, new))
    await loaded(floor, new, old)
    heard.append(await customer.says(said[1]))
    await floor.release((Act.LIVE, new))
    await followed(floor, new)
    await floor.release((Act.ROLLBACK, new))
    await followed(floor, old)
    heard.append(await customer.says(said[2]))

    assert heard == expected


async def test_a_conversation_of_a_canary_goes_on_with_the_live_model_after_a_rollback(floor: Floor) -> None:
    """In the middle of a report, and at once."""
    new = floor.models.new
    undisturbed = await floor.opens()
    expected = [await undisturbed.says(text) for text in ("我要报案", "昨天")]
    await floor.release((Act.APPROVE, new), (Act.CANARY, new))
    await loaded(floor, new, floor.models.old)
    customer = await floor.opens()

    first = await customer.says("我要报案")
    await floor.release((Act.ROLLBACK, new))
    await loaded(floor, floor.models.old)
    second = await customer.says("昨天")

    assert [first, second] == expected
    assert await models_of(floor, customer) == [new, floor.models.old]


async def test_each_answer_knows_its_model(floor: Floor) -> None:
    customer = await floor.opens()
    await customer.says("你好")
    await went_live(floor)
    floor.clock.advance(STAYS)
    await customer.says("你好")

    assert await models_of(floor, customer) == [floor.models.old, floor.models.new]


async def models_of(floor: Floor, customer: Customer) -> list[str | None]:
    """The model of every answered turn."""
    engine: AsyncEngine = floor.releases._engine
    async with engine.connect() as connection:
        query = select(TurnRow.model).where(TurnRow.conversation_id == customer.id).order_by(TurnRow.seq)
        return list((await connection.scalars(query)).all())


async def test_turns_are_answered_while_a_model_is_loaded(floor: Floor) -> None:
    """Nothing waits for it, nothing is said twice."""
    working = asyncio.create_task(floor.worker.run())
    customers = [await floor.opens() for _ in range(4)]

    await floor.release((Act.APPROVE, floor.models.new), (Act.LIVE, floor.models.new))
    heard = await asyncio.gather(*(asks(floor, customer, 5) for customer in customers))
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)

    assert heard == [5] * len(customers)


async def asks(floor: Floor, customer: Customer, times: int) -> int:
    """How many answers come to so many questions asked one by one."""
    answers = 0
    for _ in range(times):
        received = await floor.conversations.receive(customer.id, Incoming(uuid4().hex, text=QUESTION))
        async with asyncio.timeout(_PATIENCE_S):
            while not (said := await floor.conversations.messages(customer.id, after=received.seq)):
                await asyncio.sleep(0.02)
        answers += sum(message.sender is Sender.BOT for message in said)
    return answers


async def test_a_model_that_cannot_be_loaded_answers_nobody(floor: Floor) -> None:
    await floor.releases.registry.register(TrainedModel("broken", floor.clock.now(), job="1"))
    broken = floor.models.folder / "broken.tar.gz"
    broken.write_bytes(b"no archive")
    try:
        await floor.release((Act.APPROVE, "broken"), (Act.CANARY, "broken"))
        customer = await floor.opens()
        answer = await customer.says(QUESTION)
    finally:
        broken.unlink()

    assert answer and await models_of(floor, customer) == [floor.models.old]


async def test_only_the_models_that_may_answer_stay_loaded(floor: Floor) -> None:
    new = floor.models.new
    await floor.release((Act.APPROVE, new), (Act.CANARY, new))
    await loaded(floor, new, floor.models.old)

    await floor.release((Act.STOP, new))

    await loaded(floor, floor.models.old)


async def test_a_shadow_reads_along_and_is_not_heard(floor: Floor) -> None:
    new = floor.models.new
    await floor.release((Act.APPROVE, new), (Act.SHADOW, new))
    await loaded(floor, new, floor.models.old)
    customer = await floor.opens()

    answers = []
    for text in ("你好", QUESTION):
        answers.append(await customer.says(text))
        await floor.shadow.settled()

    assert not any(NEW in answer for answer in answers)
    assert await floor.comparisons.counts(new) == (2, 1)
    (differing,) = await floor.comparisons.differing(new)
    assert (differing.text, differing.against) == (QUESTION, floor.models.old)
    assert differing.live | {"answer": None} == differing.candidate | {"answer": None}
    assert NEW in differing.candidate["answer"] and NEW not in differing.live["answer"]
