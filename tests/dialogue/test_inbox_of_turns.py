"""What the real model leaves of real turns, as the trainers' inbox finds it."""

from pathlib import Path

import pytest

from bot.studio.inbox.inbox import TrainersInbox
from bot.studio.inbox.page import Group
from bot.studio.inbox.store import InboxStore
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.knowledge.reviews import ReviewTasks
from bot.studio.repository.repository import DataRepository
from tests.dialogue.conftest import ROOT, Customer


@pytest.fixture
def inbox(customer: Customer, tmp_path: Path) -> TrainersInbox:
    world = customer.world
    ledger = world.conversations._ledger
    repository = DataRepository.at(tmp_path / "repository", ROOT, world.clock)
    knowledge = Knowledge.of(repository, ReviewTasks(ledger.engine, world.clock), world.clock)
    store = InboxStore(ledger.engine, ledger.keyring, world.clock)
    return TrainersInbox(store, world.conversations, knowledge)


async def _of(inbox: TrainersInbox, customer: Customer) -> list[tuple[str, str]]:
    """Text and reason of what was found of this conversation."""
    await inbox.sweep()
    groups: list[Group] = (await inbox.pages.open(reason=None, after=None, limit=100)).groups
    return [
        (item.text, item.reason)
        for group in groups
        for item in group.items
        if item.conversation_id == customer.conversation_id
    ]


async def test_what_it_cannot_answer_comes_to_the_trainers(customer: Customer, inbox: TrainersInbox) -> None:
    await customer.says("紫色的大象会不会跳华尔兹")
    assert await _of(inbox, customer) == [("紫色的大象会不会跳华尔兹", "missed")]


async def test_what_it_answers_and_what_a_task_asks_does_not(
    customer: Customer, inbox: TrainersInbox
) -> None:
    await customer.says("你好")
    await customer.says("出了事几天之内要报案")
    await customer.says("谢谢")
    await customer.says("我要报案")
    await customer.says("昨天")
    assert await _of(inbox, customer) == []


async def test_an_answer_that_is_rejected_comes_to_the_trainers(
    customer: Customer, inbox: TrainersInbox
) -> None:
    await customer.says("出了事几天之内要报案")
    await customer.says("我问的不是这个")
    assert ("出了事几天之内要报案", "corrected") in await _of(inbox, customer)


async def test_asking_for_a_person_after_an_answer_comes_to_the_trainers(
    customer: Customer, inbox: TrainersInbox
) -> None:
    await customer.says("出了事几天之内要报案")
    await customer.says("转人工")
    assert ("出了事几天之内要报案", "handed_off") in await _of(inbox, customer)
