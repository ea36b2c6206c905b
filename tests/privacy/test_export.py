"""The copy a customer may have: everything of theirs, readable, and nothing of anybody else."""

import json

import pytest

from bot.conversations.models import NoteRow
from bot.conversations.notes import NoteKind
from insurance.domain.complaints import Handler
from insurance.domain.errors import RecordNotFound
from tests.insurance.samples import a_policy
from tests.privacy.conftest import WORD, House

SECTIONS = {
    "about",
    "bindings",
    "callbacks",
    "claim_documents",
    "claim_reports",
    "claims",
    "complaints",
    "conversations",
    "customer",
    "due_days",
    "leads",
    "outgoing_messages",
    "payments",
    "policies",
    "reminder_choices",
    "servicing_requests",
    "survey_answers",
    "survey_refusals",
    "tasks",
}


async def test_every_section_is_there_and_readable(lived: House) -> None:
    copy = json.loads(json.dumps(await lived.privacy.export("C1")))
    assert set(copy) == SECTIONS
    assert copy["customer"]["phone"] == "19900000001" and copy["customer"]["name"] == "演示客户"
    [talk] = copy["conversations"]
    assert [each["text"] for each in talk["messages"][:2]] == [f"我的{WORD}保单", f"关于我的{WORD}保单"]
    assert [each["text"] for each in talk["notes"]] == [f"客户喜欢{WORD}"]
    assert talk["ratings"][0]["comment"] == f"{WORD}不好"
    assert copy["leads"][0]["answers"]["concern"] == copy["callbacks"][0]["topic"] == WORD
    assert copy["complaints"][0]["detail"] == f"{WORD}慢"
    assert [each["text"] for each in copy["outgoing_messages"]] == [f"{WORD}提醒您"]
    assert copy["survey_answers"][0]["comment"] == f"{WORD}太慢"
    assert {each["about"].partition(":")[0] for each in copy["tasks"]} == {
        "customer",
        "claim",
        "conversation",
    }
    assert [each["kind"] for each in copy["claim_documents"]] == ["现场照片"]


async def test_nothing_of_another_customer_is_in_it(lived: House) -> None:
    await lived.check(await lived.talk("另一个人说的话"), 2)
    text = json.dumps(await lived.privacy.export("C1"), ensure_ascii=False)
    for strange in ("C2", "POL-2", "CLM-2", "19900000002", "另一个人说的话"):
        assert strange not in text


async def test_what_several_customers_said_in_one_conversation_is_named_and_withheld(house: House) -> None:
    talk = await house.talk(WORD)
    await house.check(talk, 1)
    await house.check(talk, 2)
    for customer_no in ("C1", "C2"):
        copy = await house.privacy.export(customer_no)
        assert copy["conversations"] == []
        assert [each["conversation_id"] for each in copy["about"]["withheld_conversations"]] == [talk]


async def test_what_is_about_colleagues_is_not_in_it(lived: House) -> None:
    whisper = lived.keyring.encrypt_json({"text": "这句答得不好", "name": "陈静"})
    await lived.add(
        NoteRow(
            conversation_id=lived.talks["own"],
            client_id="w1",
            at=lived.clock.now(),
            by="chenjing",
            kind=NoteKind.WHISPER.value,
            after_seq=1,
            body=whisper,
        )
    )
    [complaint] = await lived.rows("complaints")
    async with lived.store.begin() as work:
        handled = await work.complaints.get(complaint.receipt_no)
        assert handled is not None
        handled.register(at=lived.clock.now(), by="lili", owner=Handler("lili", "李丽"), note="同事语气不好")
        assert await work.complaints.put(handled)
        await work.commit()
    text = json.dumps(await lived.privacy.export("C1"), ensure_ascii=False)
    for internal in ("这句答得不好", "同事语气不好", "chenjing", "lili"):
        assert internal not in text


async def test_what_tells_of_somebody_elses_health_is_not_in_it(house: House) -> None:
    async with house.store.begin() as work:
        await work.policies.put([a_policy(1, insured_name="另一位")])
        await work.commit()
    [claim] = (await house.privacy.export("C1"))["claims"]
    assert claim["claim_no"] == "CLM-1" and "cause" not in claim and "injury" not in claim


async def test_a_copy_is_audited_without_a_word_of_it(lived: House) -> None:
    await lived.privacy.export("C1")
    last = (await lived.services.audit.entries("C1"))[-1]
    assert (last.who, last.what, last.data) == ("console", "privacy.exported", {})


async def test_nobody_of_that_number_has_no_copy(house: House) -> None:
    with pytest.raises(RecordNotFound):
        await house.privacy.export("C9")
