"""When the business system cannot be reached: it is said, nothing is guessed, and what needs no store still works."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from actions import runtime
from insurance.bootstrap import bootstrap
from insurance.sms import FileSms
from kernel.crypto import Keyring
from kernel.database import create_engine
from tests.dialogue.conftest import ROOT, Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def cut_off(customer: Customer, world: World, tmp_path: Path) -> AsyncIterator[Customer]:
    """A customer whose insurer's store is gone; conversations are kept elsewhere and go on."""
    nowhere = create_engine(f"sqlite:///{tmp_path / 'gone' / 'away.db'}")
    runtime.provide(
        bootstrap(
            engine=nowhere,
            keyring=Keyring([b"w" * 32]),
            clock=world.clock,
            sms=FileSms(tmp_path / "sms.jsonl", world.clock),
            faq_folder=ROOT / "data" / "faq",
        )
    )
    yield replace(customer)
    runtime.provide(world.services)
    await nowhere.dispose()


@pytest.mark.parametrize("wish", ["查一下我的保单", "我的理赔到哪一步了", "下一期保费什么时候交"])
async def test_a_look_up_says_so_and_offers_a_person(cut_off: Customer, wish: str) -> None:
    (await cut_off.says(wish)).hears("暂时连不上").is_asked(None)
    await cut_off.presses("转人工")
    cut_off.card("handoff")


async def test_a_question_is_still_answered(cut_off: Customer) -> None:
    (await cut_off.says("犹豫期多少天")).hears("具体以保险合同条款为准")
