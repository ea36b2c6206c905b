"""Below the needed identity nothing is read or changed: the dialogue leads to the check, and the services refuse."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from actions.tasks.registry import TASKS
from bot.conversations.errors import PayloadNotOffered
from bot.conversations.message import Incoming
from insurance.bootstrap import Services
from insurance.demo.service import DEMO_CUSTOMERS
from insurance.domain.errors import IdentityRequired, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.servicing import ServicingKind
from kernel.clock import today
from tests.dialogue.conftest import Customer, World

pytestmark = pytest.mark.asyncio(loop_scope="session")
WANG, CHEN, LIN = DEMO_CUSTOMERS
POLICY, CLAIM = WANG.policy_nos[0], WANG.claim_nos[0]
Act = Callable[[Services, Identity], Awaitable[Any]]

# Anybody may do these: they take in what is told, and tell nothing of the record of anybody.
OPEN_TO_ALL = {"claim_report", "product_advice", "advice_withdrawal", "callback_request", "unbind"}
# Words that begin what needs an identity; a task without words here begins with a button below a record.
WISHES = {
    "policy_servicing": "我要开发票",
    "contact_update": "我要改地址",
    "surrender": "我要退保",
    "premium_payment": "我要交保费",
    "renewal_reminder": "不要再给我发续期提醒了",
    "claim_supplement": "我要补交理赔材料",
    "complaint_withdraw": "我要撤回投诉",
    "claim_agree": None,
    "claim_note": None,
    "servicing_withdrawal": None,
    "claim_dispute": "我要提出异议",
    "claim_withdraw": "我要撤案",
}
LOOK_UPS = {
    "policy_lookup": "查一下我的保单",
    "claim_status": "我的理赔到哪了",
    "renewal_query": "下期保费什么时候交",
}

READS: dict[str, tuple[Level, Act]] = {
    "policies": (Level.BOUND, lambda s, i: s.policies.list_for(i)),
    "policy": (Level.VERIFIED, lambda s, i: s.policies.get(i, POLICY)),
    "claims": (Level.BOUND, lambda s, i: s.claims.list_for(i)),
    "dues": (Level.BOUND, lambda s, i: s.renewals.due_for(i, today(s.clock))),
    "requests": (Level.VERIFIED, lambda s, i: s.servicing.list_for(i)),
    "surrender facts": (Level.VERIFIED, lambda s, i: s.servicing.surrender_facts(i, POLICY)),
    "reminders": (Level.VERIFIED, lambda s, i: s.reminders.state(i)),
}
CHANGES: dict[str, tuple[Level, Act]] = {
    "agree": (Level.VERIFIED, lambda s, i: s.claims.agree(i, CLAIM, "k")),
    "dispute": (Level.VERIFIED, lambda s, i: s.claims.dispute(i, CLAIM, "算少了", "k")),
    "withdraw": (Level.VERIFIED, lambda s, i: s.claims.withdraw(i, CLAIM, "k")),
    "address": (
        Level.VERIFIED,
        lambda s, i: s.servicing.change_contact("t", i, "address", "深圳市南山区1号", "k"),
    ),
    "surrender": (
        Level.VERIFIED,
        lambda s, i: s.servicing.open("t", i, ServicingKind.SURRENDER, POLICY, {}, "k"),
    ),
    "request taken back": (Level.VERIFIED, lambda s, i: s.servicing.withdraw(i, "BQ-20261116-0001", "k")),
    "e-policy": (Level.VERIFIED, lambda s, i: s.servicing.send_policy("t", i, POLICY, "k")),
    "invoice": (Level.VERIFIED, lambda s, i: s.servicing.send_invoice("t", i, POLICY, "k")),
    "payment link": (Level.VERIFIED, lambda s, i: s.payments.link(i, POLICY)),
    "reminders off": (Level.BOUND, lambda s, i: s.reminders.set("t", i, False, "k")),
}


def at(level: Level, world: World) -> Identity:
    """As Wang would be known at this level; nobody below BOUND."""
    if level is Level.ANONYMOUS:
        return Identity("t", level, None, None)
    return Identity("t", level, WANG.customer.customer_no, world.clock.now() + timedelta(minutes=15))


def below(table: dict[str, tuple[Level, Act]]) -> list[Any]:
    return [
        pytest.param(act, level, id=f"{name}-{level.name}")
        for name, (needed, act) in table.items()
        for level in Level
        if level < needed
    ]


async def test_every_task_is_in_the_table() -> None:
    assert set(TASKS) == OPEN_TO_ALL | set(WISHES)


@pytest.mark.parametrize("words", [words for words in (WISHES | LOOK_UPS).values() if words])
async def test_in_words_it_leads_to_the_check(customer: Customer, words: str) -> None:
    (await customer.says(words)).is_asked("phone").hears_not(*WANG.policy_nos, *WANG.claim_nos)


@pytest.mark.parametrize("name", WISHES)
async def test_a_button_nobody_was_offered_cannot_be_pressed(customer: Customer, name: str) -> None:
    payload = json.dumps({"task": name, "policy_no": POLICY, "claim_no": CLAIM, "confirm": "yes"})
    pressed = Incoming(uuid4().hex, payload=f"/claim_status{payload}")
    with pytest.raises(PayloadNotOffered):
        await customer.world.conversations.receive(customer.conversation_id, pressed)


@pytest.mark.parametrize(("act", "level"), below(READS))
async def test_nothing_is_read_below_its_level(world: World, act: Act, level: Level) -> None:
    with pytest.raises(IdentityRequired):
        await act(world.services, at(level, world))


@pytest.mark.parametrize(("act", "level"), below(CHANGES))
async def test_nothing_is_changed_below_its_level(world: World, act: Act, level: Level) -> None:
    with pytest.raises(IdentityRequired):
        await act(world.services, at(level, world))


@pytest.mark.parametrize(
    ("act", "needed"), [pytest.param(act, level, id=name) for name, (level, act) in READS.items()]
)
async def test_at_its_level_it_is_read(customer: Customer, act: Act, needed: Level) -> None:
    assert await act(customer.world.services, at(needed, customer.world)) is not None


@pytest.mark.parametrize("act", [act for _, act in (READS | CHANGES).values()], ids=list(READS | CHANGES))
async def test_an_identity_that_has_ended_is_none(world: World, act: Act) -> None:
    ended = Identity("t", Level.VERIFIED, WANG.customer.customer_no, world.clock.now())
    with pytest.raises(IdentityRequired):
        await act(world.services, ended)


@pytest.mark.parametrize(
    ("act", "record"),
    [(READS["policy"][1], "policy"), (CHANGES["surrender"][1], "surrender"), (CHANGES["agree"][1], "agree")],
)
async def test_verified_as_another_the_record_does_not_exist(world: World, act: Act, record: str) -> None:
    other = Identity(
        "t", Level.VERIFIED, CHEN.customer.customer_no, world.clock.now() + timedelta(minutes=15)
    )
    with pytest.raises(RecordNotFound):
        await act(world.services, other)
