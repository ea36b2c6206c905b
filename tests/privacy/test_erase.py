"""What no law keeps goes, what it keeps stays with its reason; broken off anywhere, it is done again."""

from datetime import date
from typing import Any

import pytest

from bot.gateway.holdings import HOLDINGS
from bot.outreach.ledger import Ledger
from bot.outreach.surveys.models import SurveyAnswerRow
from insurance.domain.claims import ClaimStatus
from insurance.domain.errors import RecordNotFound
from insurance.domain.identity import Level
from kernel.crypto import Undecryptable
from kernel.privacy import Basis, Fate
from tests.insurance.samples import a_claim
from tests.privacy.conftest import TABLES, WORD, House, long_ago, outgoing

# Their papers stay, with what was said in them.
_PAPERS = {"complaints", "complaint_events"}


async def texts(house: House) -> dict[str, str]:
    """Table → everything in it, opened."""
    found = {}
    async with house.engine.connect() as connection:
        for table in TABLES.sorted_tables:
            values = [value for row in await connection.execute(table.select()) for value in row]
            found[table.name] = " ".join(opened(house, value) for value in values)
    return found


def opened(house: House, value: Any) -> str:
    if isinstance(value, str) and value.startswith("gAAAA"):
        try:
            return house.keyring.decrypt(value)
        except Undecryptable:
            return ""
    return str(value)


def counts(entries: Any) -> dict[tuple[str, Basis], int]:
    return {(each.noun, each.basis): each.count for each in entries}


async def test_no_word_is_left_but_in_the_papers_that_are_kept(lived: House) -> None:
    talk = lived.talks["own"]
    assert sum(WORD in text for text in (await texts(lived)).values()) > 8  # there was something to erase

    await lived.privacy.erase("C1")

    left = await texts(lived)
    assert {table for table, text in left.items() if WORD in text} - _PAPERS == {
        # C2's message, and the open tasks about claims that stay.
        "outreach_messages",
        "staff_tasks",
    }
    assert "C2" in left["outreach_messages"]
    named = {table for table, text in left.items() if talk in text}
    assert all(HOLDINGS[table] in (Fate.KEPT, Fate.NOT_THEIRS) for table in named), named


async def test_both_lists_say_what_and_why(lived: House) -> None:
    done = await lived.privacy.erase("C1")
    assert counts(done.gone) == {
        ("conversation", Basis.ASKED): 1,
        ("file", Basis.ASKED): 1,
        ("lead", Basis.ASKED): 1,
        ("callback", Basis.ASKED): 1,
        ("outgoing_words", Basis.ASKED): 1,
        ("survey_comment", Basis.ASKED): 1,
        ("task", Basis.ASKED): 1,
    }
    kept = counts(done.kept)
    audited = kept.pop(("audit_entry", Basis.AUDIT))
    assert kept == {
        ("policy", Basis.RUNNING): 1,
        ("claim", Basis.RUNNING): 1,
        ("complaint", Basis.RUNNING): 1,
        ("customer", Basis.RUNNING): 1,
        ("outgoing_message", Basis.CONTRACT): 1,
        ("survey_answer", Basis.FIGURE): 1,
        ("task", Basis.TO_DO): 1,
    }
    assert audited == len(await lived.services.audit.entries("C1"))


async def test_files_go_but_for_papers_of_a_claim(lived: House) -> None:
    assert len(lived.files()) == 2
    await lived.privacy.erase("C1")
    [paper] = await lived.rows("claim_documents")
    assert [str(each.relative_to(lived.folder)) for each in lived.files()] == [paper.kept_path]


async def test_who_it_was_is_forgotten(lived: House) -> None:
    await lived.privacy.erase("C1")
    assert (await lived.services.identity.of(lived.talks["own"])).level is Level.ANONYMOUS
    assert await lived.services.identity.conversations_of("C1", 10) == []


async def test_a_second_time_there_is_nothing_left_to_go(lived: House) -> None:
    first = await lived.privacy.erase("C1")
    second = await lived.privacy.erase("C1")
    assert second.gone == []
    assert [each for each in second.kept if each.basis is not Basis.AUDIT] == [
        each for each in first.kept if each.basis is not Basis.AUDIT
    ]


async def test_another_customer_keeps_everything(lived: House) -> None:
    other = await lived.talk("留着")
    await lived.check(other, 2)
    before = await lived.privacy.export("C2")
    await lived.privacy.erase("C1")
    after = await lived.privacy.export("C2")
    before["about"] = after["about"]
    assert after == before


async def test_the_trail_says_how_much_and_nothing_personal(lived: House) -> None:
    await lived.privacy.erase("C1")
    last = (await lived.services.audit.entries("C1"))[-1]
    assert (last.who, last.what, last.data["gone_conversation"]) == ("console", "privacy.erased", "1")
    assert all(value.isdigit() for value in last.data.values())
    assert (await lived.services.audit.verify()).broken_at is None


async def test_while_a_contract_runs_its_customer_can_be_reached_and_told(lived: House) -> None:
    ledger = Ledger(lived.engine, lived.keyring, lived.clock)
    await ledger.add([outgoing(lived, "POL-1", key="reminder:next")])
    done = await lived.privacy.erase("C1")
    assert counts(done.kept)["outgoing_message", Basis.UNSENT] == 1
    [waiting] = await ledger.claim(10, arrears=True)
    assert waiting.message.text == f"{WORD}提醒您"
    assert (await lived.privacy.export("C1"))["customer"]["phone"] == "19900000001"


async def test_where_nothing_runs_contacts_go_and_the_rest_of_the_record_stays(house: House) -> None:
    await ended(house, date(2025, 11, 1))
    ledger = Ledger(house.engine, house.keyring, house.clock)
    await ledger.add([outgoing(house, "POL-1")])
    done = await house.privacy.erase("C1")
    assert counts(done.gone) == {("contact", Basis.ASKED): 1, ("outgoing_words", Basis.ASKED): 1}
    lines = {each.noun: each for each in done.kept}
    assert lines["policy"].until == date(2036, 11, 16) and lines["policy"].basis is Basis.CONTRACT
    copy = (await house.privacy.export("C1"))["customer"]
    assert copy["phone"] is None and copy["name"] == "演示客户"
    assert await ledger.claim(10, arrears=True) == []


async def test_ten_years_later_everything_goes(lived: House) -> None:
    await ended(lived, date(2013, 1, 1), closed=False)
    async with lived.store.begin() as work:
        await work.claims.drop(["CLM-1"])
        claim = a_claim(1, reported_at=lived.clock.now().replace(year=2012), status=ClaimStatus.PAID)
        await work.claims.put([claim])
        await work.complaints.drop([each.receipt_no for each in await work.complaints.of(None, "C1")])
        await work.commit()
    done = await lived.privacy.erase("C1")
    assert {each.noun for each in done.kept} == {"audit_entry"}
    assert {"customer", "policy", "claim", "outgoing_message", "survey_answer"} <= {
        each.noun for each in done.gone
    }
    assert lived.files() == []
    left = {table for table, text in (await texts(lived)).items() if "C1" in text.split()}
    assert left <= {"audit_entries"}
    assert (await lived.privacy.erase("C1")).gone == []


async def test_a_conversation_of_two_forgets_the_one_and_goes_with_the_other(house: House) -> None:
    talk = await house.talk(WORD)
    await house.check(talk, 1, binds=True)
    await house.check(talk, 2)
    done = await house.privacy.erase("C1")
    assert counts(done.kept)["conversation", Basis.SHARED] == 1
    assert (await house.privacy.erase("C1")).gone == []
    # Nobody learns afterwards what the one said whose name is gone.
    assert (await house.privacy.export("C2"))["conversations"] == []
    assert [row.customer_no for row in await house.rows("customer_conversations", customer_no="C1")] == []


async def test_an_answer_about_a_complaint_without_a_name_is_silenced_too(lived: House) -> None:
    nobody = await lived.talk("投诉")
    known = await lived.services.identity.of(nobody)
    lodged = await lived.services.complaints.lodge(
        nobody, known, category="理赔", target=None, detail="慢", demand="快", contact=None, key="k"
    )
    await lived.check(nobody)
    comment = lived.keyring.encrypt(f"{WORD}一直没人管")
    number = lodged.receipt_no
    survey = {"occasion": "complaint", "about": "投诉", "answered_at": lived.clock.now(), "comment": comment}
    await lived.add(SurveyAnswerRow(id="s2", number=number, **survey))
    await lived.add(SurveyAnswerRow(id="s3", number="TS-OTHER", **survey))
    copy = await lived.privacy.export("C1")
    assert f"{WORD}一直没人管" in [each["comment"] for each in copy["survey_answers"]]
    await lived.privacy.erase("C1")
    answers = {row.id: row.comment for row in await lived.rows("survey_answers")}
    assert answers["s2"] is None and answers["s3"] is not None


async def test_nobody_of_that_number_touches_nothing(lived: House) -> None:
    before = await texts(lived)
    with pytest.raises(RecordNotFound):
        await lived.privacy.erase("C9")
    assert await texts(lived) == before


async def ended(house: House, on: date, *, closed: bool = True) -> None:
    """C1's contract ended on that day; with `closed` the claim under it today."""
    await long_ago(house, on)
    if closed:
        async with house.store.begin() as work:
            await work.claims.drop(["CLM-1"])
            await work.claims.put([a_claim(1, status=ClaimStatus.PAID, reported_at=house.clock.now())])
            await work.commit()
