"""What is done for a customer is done once: a worker dies before it commits, another repeats the turn, and the phone sends
the message again. Tasks whose own stories show it are named in `SHOWN_BY`.
"""

import importlib
import json
from uuid import uuid4

import pytest

from actions.tasks.registry import TASKS
from insurance.demo.service import DemoCustomer
from insurance.domain.identity import Level
from insurance.domain.servicing import ServicingKind
from insurance.domain.terms import DEFAULT_TERMS
from tests.dialogue.claimants import asked_for, claim, papers, stands
from tests.dialogue.conftest import Customer, World
from tests.dialogue.effects import leads_of, requests_of
from tests.dialogue.holders import Owned, holder

pytestmark = pytest.mark.asyncio(loop_scope="session")
ACCIDENT = Owned("QHA01", began=-200, ends=165)
FALL = "昨天在家里摔了一跤，手腕骨折"

HERE = "test_twice"
SHOWN_BY = {
    "claim_report": ("test_claim_report_ways", "test_a_worker_that_died_leaves_one_report"),
    "claim_supplement": (HERE, "test_a_photo_is_one_paper"),
    "claim_note": (HERE, "test_what_i_forgot_is_added_once"),
    "claim_agree": ("test_claim_decision", "test_agreed_once_whatever_happens"),
    "claim_dispute": (HERE, "test_i_dispute_once"),
    "claim_withdraw": (HERE, "test_i_withdraw_once"),
    "complaint_withdraw": ("test_craft_complaints", "test_taken_back_twice_by_a_bad_line_is_taken_back_once"),
    "contact_update": ("test_servicing_contact", "test_my_message_came_twice_and_one_notice_goes_out"),
    "policy_servicing": ("test_servicing_changes", "test_my_confirmation_came_twice"),
    "servicing_withdrawal": ("test_servicing_progress", "test_i_take_it_back"),
    "surrender": ("test_surrender", "test_my_confirmation_came_twice"),
    "premium_payment": (HERE, "test_a_link_comes_in_one_message"),
    "renewal_reminder": ("test_reminders", "test_my_choice_came_twice_and_counts_once"),
    "product_advice": (HERE, "test_my_number_is_one_lead"),
    "advice_withdrawal": (HERE, "test_my_consent_is_taken_back_and_i_hear_so"),
    "unbind": (HERE, "test_my_wechat_is_unbound_once"),
    "callback_request": ("test_callback", "test_my_last_word_came_twice"),
}


async def _claimant(customer: Customer, status: str) -> tuple[DemoCustomer, str]:
    """Somebody verified who has just looked at the one claim, in that state."""
    who = await holder(customer.world, ACCIDENT)
    claim_no = await claim(customer.world, who, status)
    await customer.says("我的理赔到哪一步了")
    await customer.verifies(who)
    return who, claim_no


async def _asked_for_papers(customer: Customer, *documents: str) -> tuple[DemoCustomer, str]:
    who = await holder(customer.world, ACCIDENT)
    claim_no = await asked_for(customer.world, who, *documents)
    await customer.says("我要补材料")
    await customer.verifies(who)
    customer.is_asked("documents")
    return who, claim_no


async def _consented(customer: Customer) -> Customer:
    """Asked for the number, after everything else."""
    await customer.says("想买保险")
    for title in ("本人", "18至40岁", "意外"):
        await customer.presses(title)
    for words in ("同意", "没有", "1"):
        await customer.says(words)
    return customer.is_asked("phone")


def _codes_to(world: World, who: DemoCustomer) -> int:
    """How many texts with a code went to their phone."""
    texts = [json.loads(line) for line in world.sms.read_text().splitlines()]
    return len([text for text in texts if text["phone"] == who.customer.phone and "code" in text])


async def _asked_for_the_code(customer: Customer) -> DemoCustomer:
    who = await holder(customer.world, ACCIDENT)
    await customer.says("查一下我的保单")
    await customer.says(who.customer.phone)
    (await customer.says_while_a_worker_dies(who.customer.id_number[-4:])).is_asked("otp")
    await customer.sends_again()
    return who


async def test_every_task_has_its_test() -> None:
    missing = {
        task
        for task in TASKS
        if not (
            task in SHOWN_BY
            and hasattr(importlib.import_module(f"tests.dialogue.{SHOWN_BY[task][0]}"), SHOWN_BY[task][1])
        )
    }
    assert missing == set()


async def test_a_photo_is_one_paper(customer: Customer, world: World) -> None:
    _, claim_no = await _asked_for_papers(customer, "病历", "费用发票")
    (await customer.sends_file_while_a_worker_dies()).hears("第 1 份")
    await customer.sends_again()
    assert len(await papers(world, claim_no)) == 1
    (await customer.says("就这些")).hears("一共收到 1 份")


async def test_a_paper_is_named_once(customer: Customer, world: World) -> None:
    who, claim_no = await _asked_for_papers(customer, "病历", "费用发票")
    await customer.sends_file()
    before = len((await stands(world, who, claim_no)).timeline)
    (await customer.says_while_a_worker_dies("这张是病历")).hears("「病历」收到了", "还缺：费用发票。")
    await customer.sends_again()
    assert [paper.kind for paper in await papers(world, claim_no)] == ["病历"]
    assert len((await stands(world, who, claim_no)).timeline) <= before + 1


async def test_the_last_paper_hands_the_claim_in_once(customer: Customer, world: World) -> None:
    who, claim_no = await _asked_for_papers(customer, "病历")
    await customer.says("下面是病历")
    (await customer.sends_file_while_a_worker_dies()).hears("都齐了")
    await customer.sends_again()
    statuses = [entry.status for entry in (await stands(world, who, claim_no)).timeline]
    # Once as it was made, once with this paper.
    assert statuses.count("submitted") == 2


async def test_photos_kept_for_the_report_go_with_it_once(customer: Customer, world: World) -> None:
    await customer.says(FALL)
    await customer.sends_file()
    await customer.says("家里")
    for _ in range(3):
        await customer.says("不清楚")
    (await customer.presses_while_a_worker_dies("确认提交")).hears("第 1 份收到了")
    await customer.sends_again()
    [report] = await world.services.claim_reports.of_conversation(customer.conversation_id)
    assert len(await papers(world, report.claim_no)) == 1


async def test_what_i_forgot_is_added_once(customer: Customer, world: World) -> None:
    who, claim_no = await _claimant(customer, "reported")
    (await customer.says_while_a_worker_dies("刚才忘了说，当时楼道的灯坏了")).hears("记下了", claim_no)
    await customer.sends_again()
    notes = [entry.note for entry in (await stands(world, who, claim_no)).timeline if entry.status == "note"]
    assert notes == ["刚才忘了说，当时楼道的灯坏了"]


async def test_i_dispute_once(customer: Customer, world: World) -> None:
    who, claim_no = await _claimant(customer, "await_agreement")
    await customer.says("这个金额不对，少算了一张住院发票")
    (await customer.presses_while_a_worker_dies("确认提交")).hears("异议登记好了")
    await customer.sends_again()
    view = await stands(world, who, claim_no)
    assert [entry.status for entry in view.timeline].count("disputed") == 1


async def test_a_photo_with_the_dispute_is_one_paper(customer: Customer, world: World) -> None:
    _, claim_no = await _claimant(customer, "await_agreement")
    (await customer.says("我不同意这个金额")).is_asked("dispute_reason")
    await customer.sends_file_while_a_worker_dies()
    (await customer.sends_again()).is_asked("dispute_reason")
    assert len(await papers(world, claim_no)) == 1


async def test_i_withdraw_once(customer: Customer, world: World) -> None:
    who, claim_no = await _claimant(customer, "submitted")
    await customer.says("我要撤案")
    (await customer.presses_while_a_worker_dies("确认提交")).hears(claim_no, "撤回")
    await customer.sends_again()
    view = await stands(world, who, claim_no)
    assert [entry.status for entry in view.timeline].count("withdrawn") == 1


async def test_my_complaint_is_one_and_no_second_one(customer: Customer, world: World) -> None:
    await customer.says("我要投诉")
    await customer.presses("理赔")
    for words in ("材料交了三次每次都说还缺一份", "一次说清楚还缺什么", "不留"):
        await customer.says(words)
    await customer.presses_while_a_worker_dies("确认提交")
    receipt_no = customer.card("complaint")["receipt_no"]
    # A second one would go to a person at once.
    cards = [message.content.card["kind"] for message in customer.heard if message.content.card]
    assert cards == ["complaint"]
    await customer.sends_again()
    nobody = await world.services.identity.of(customer.conversation_id)
    lodged = await world.services.complaints.list_for(customer.conversation_id, nobody)
    assert [(each.receipt_no, each.escalated) for each in lodged] == [(receipt_no, False)]


async def test_my_new_phone_is_one_request(customer: Customer, world: World) -> None:
    who = await holder(world, Owned("QHH01", due=100))
    await customer.says("手机号换成13912345678了")
    await customer.verifies(who)
    await customer.presses_while_a_worker_dies("确认提交")
    await customer.sends_again()
    assert [request.kind for request in await requests_of(customer)] == [ServicingKind.PHONE_CHANGE]


async def test_a_link_comes_in_one_message(customer: Customer, world: World) -> None:
    """Nothing is kept of a link; what it says is the same."""
    who = await holder(world, Owned("QHH01", due=-10), Owned("QHL02", due=20, premium="20000.00"))
    await customer.says("我要交保费")
    await customer.verifies(who)
    (await customer.says_while_a_worker_dies("1")).hears("1,200.00 元")
    await customer.sends_again()
    assert customer.text.count("https://pay.example.com") == 1


async def test_my_number_is_one_lead(customer: Customer) -> None:
    await _consented(customer)
    (await customer.says_while_a_worker_dies("13800138000")).hears("138****8000")
    await customer.sends_again()
    assert len(await leads_of(customer)) == 1


async def test_my_consent_is_taken_back_and_i_hear_so(customer: Customer) -> None:
    await _consented(customer)
    await customer.says("13800138000")
    (await customer.presses_while_a_worker_dies("撤回，不用联系了")).hears("已经撤回")
    (await customer.sends_again()).hears("已经撤回")
    assert await leads_of(customer) == []


async def test_one_code_is_texted(customer: Customer, world: World) -> None:
    who = await _asked_for_the_code(customer)
    assert _codes_to(world, who) == 1
    (await customer.says(world.code_for(who.customer.phone))).hears(*who.policy_nos)


async def test_one_new_code_is_texted(customer: Customer, world: World) -> None:
    who = await _asked_for_the_code(customer)
    world.clock.advance(DEFAULT_TERMS.code_pause)
    await customer.says_while_a_worker_dies("重发验证码")
    await customer.sends_again()
    assert _codes_to(world, who) == 2


async def test_a_wrong_code_is_one_try_and_the_right_one_verifies(customer: Customer, world: World) -> None:
    who = await _asked_for_the_code(customer)
    code = world.code_for(who.customer.phone)
    await customer.says_while_a_worker_dies("000000" if code != "000000" else "111111")
    customer.hears(f"还可以再试 {DEFAULT_TERMS.code_tries - 1} 次").is_asked("otp")
    await customer.sends_again()
    (await customer.says_while_a_worker_dies(code)).hears(*who.policy_nos)
    assert (await world.services.identity.of(customer.conversation_id)).level is Level.VERIFIED


async def test_my_wechat_is_unbound_once(world: World) -> None:
    who = await holder(world, ACCIDENT)
    conversation = await world.conversations.open("wechat", external_id=f"default:{uuid4().hex}")
    follower = Customer(world, conversation.id)
    await follower.says("查我的保单")
    (await follower.verifies(who)).hears("绑定")
    await follower.says("解绑")
    (await follower.presses_while_a_worker_dies("确认解绑")).hears("已经解除绑定")
    (await follower.sends_again()).hears("已经解除绑定")
    assert (await world.services.identity.of(follower.conversation_id)).level is Level.ANONYMOUS


async def test_i_am_handed_over_once(customer: Customer, world: World) -> None:
    await customer.says_while_a_worker_dies("转人工")
    await customer.sends_again()
    assert len(await world.conversations.agents.history(customer.conversation_id)) == 1
    waiting = [listed.id for listed in await world.conversations.agents.queue()]
    assert waiting.count(customer.conversation_id) == 1
