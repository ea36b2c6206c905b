"""Who is asked how they liked it, and what becomes of the answers."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.message import Kind
from bot.outreach.notices.feed import Feed
from bot.outreach.outreach import Outreach
from bot.outreach.surveys.answers import Answers
from bot.outreach.surveys.campaigns import CampaignPast, Campaigns, Draft, Prospect
from bot.outreach.surveys.invitations import ASK_AFTER, READER, Invitations
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.outreach.surveys.outcomes import Mark
from bot.outreach.surveys.survey import (
    Against,
    NothingAnswered,
    Occasion,
    Scores,
    Source,
    SurveyAnswered,
    SurveyNotFound,
    SurveyOver,
    Tokens,
)
from bot.staff.task_models import TaskRow
from bot.staff.tasks import Tasks
from insurance.domain.claims import Claim
from insurance.domain.complaints import Complaint, Outcome
from insurance.domain.errors import RecordNotFound
from insurance.domain.products import Line
from insurance.services.segments import Segment
from kernel.clock import FrozenClock, today
from kernel.crypto import Keyring
from tests.outreach.conftest import House
from tests.outreach.records import OWNER, STAFF, Book

TOKENS = Tokens(b"s" * 32)
PAGE = "https://kf.example/survey"
RECEIPT = "TS-20261116-0001"
PLEASED = Scores({"attitude": 5, "speed": 4, "quality": 5, "ease": 5}, 9, "很快")
DISPLEASED = Scores({"attitude": 2, "speed": 1}, 3, "等了一个月，打 13812345678 找我")


class Room:
    """Invitations and answers over one book, as one process has them."""

    def __init__(self, book: Book, outreach: Outreach) -> None:
        changes = book.services.changes
        feed = Feed(book.engine, book.clock, changes, READER)
        self.outreach = outreach
        self.book = book
        self.invitations = Invitations(book.engine, book.clock, feed, changes, outreach, TOKENS, PAGE)
        tasks = Tasks(book.engine, book.keyring, book.clock)
        self.answers = Answers(book.engine, book.keyring, book.clock, TOKENS, changes, tasks)
        self.campaigns = Campaigns(book.engine, book.clock, book.services.segments, self.invitations)
        outreach.recheck(Kind.SURVEY, self.invitations.recheck)

    async def rows(self) -> list[Any]:
        async with self.book.engine.connect() as connection:
            order = (SurveyAnswerRow.invited_at, SurveyAnswerRow.id)
            return list(await connection.execute(select(SurveyAnswerRow.__table__).order_by(*order)))

    async def token(self) -> str:
        [row] = await self.rows()
        return TOKENS.make(row.id, Source.SMS)

    async def tasks(self) -> list[Any]:
        async with self.book.engine.connect() as connection:
            return list(await connection.execute(select(TaskRow.__table__)))


@pytest.fixture
async def book(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring) -> Book:
    book = Book(engine, clock, keyring)
    await book.fill()
    return book


@pytest.fixture
def room(book: Book, house: House) -> Room:
    return Room(book, house.another())


async def paid(book: Book, serial: int = 1, **facts: object) -> None:
    await book.claim(serial, **facts)
    await book.act(f"CLM-{serial}", *steps(book, "submit", "accept", "register", "review", "approve", "pay"))


def steps(book: Book, *names: str) -> list[Callable[[Claim], None]]:
    now = book.clock.now
    more: dict[str, dict[str, Any]] = {
        "approve": {"amount": Decimal("800.00")},
        "deny": {"reason": "免责", "clause": "第五条"},
    }
    return [
        lambda claim, name=name: getattr(claim, name)(at=now(), by=STAFF, **more.get(name, {}))  # type: ignore[misc]
        for name in names
    ]


async def answered(book: Book) -> None:
    now = book.clock.now
    await book.complaint(RECEIPT)
    acts: list[Callable[[Complaint], None]] = [
        lambda each: each.register(at=now(), by="boss", owner=OWNER),
        lambda each: each.investigate(at=now(), by="lili"),
        lambda each: each.decide(at=now(), by="lili", outcome=Outcome("补赔")),
        lambda each: each.notify(at=now(), by="lili", public_note="已经补赔"),
    ]
    await book.handle(RECEIPT, *acts)


async def test_who_was_paid_is_asked_once_an_hour_later_and_not_again_when_it_is_closed(
    book: Book, room: Room, house: House
) -> None:
    await paid(book)
    assert [await room.invitations.collect() for _ in range(2)] == [1, 0]
    await room.outreach.run()
    assert house.delivered == []

    book.later(hours=1)
    await book.act("CLM-1", *steps(book, "close"))
    assert await room.invitations.collect() == 0
    await room.outreach.run()

    [sent] = house.delivered
    [row] = await room.rows()
    assert (row.occasion, row.number, row.customer_no) == ("claim", "CLM-1", "C1")
    assert f"{PAGE}#{TOKENS.make(row.id, Source.CHAT)}" in sent.message.text
    assert f"{PAGE}#{TOKENS.make(row.id, Source.SMS)}" in sent.message.sms
    assert not sent.message.essential


async def test_who_got_an_answer_to_a_complaint_is_asked_about_its_handling(book: Book, room: Room) -> None:
    await answered(book)

    assert await room.invitations.collect() == 1
    await room.answers.put(await room.token(), Scores({"resolved": 4, "attitude": 5}))

    [row] = await room.rows()
    assert (row.occasion, row.resolved, row.attitude, row.quality) == ("complaint", 4, 5, None)


async def test_a_denied_claim_is_asked_about_once_closed_and_a_withdrawn_or_unfiled_one_never(
    book: Book, room: Room
) -> None:
    await book.fill(customers=3)
    for serial in (1, 2, 3):
        await book.claim(serial)
    await book.act("CLM-1", *steps(book, "submit", "accept", "register", "review", "deny"))
    await book.act("CLM-3", lambda claim: claim.close(at=book.clock.now(), by=STAFF, note="三个月没有申请"))
    assert await room.invitations.collect() == 0

    await book.act("CLM-1", *steps(book, "close"))

    assert await room.invitations.collect() == 1
    assert [row.number for row in await room.rows()] == ["CLM-1"]


async def test_nobody_is_asked_how_they_liked_it_where_somebody_died(book: Book, room: Room) -> None:
    await paid(book, cause="车祸身故")

    assert await room.invitations.collect() == 0


async def test_nobody_is_asked_twice_within_thirty_days(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()
    book.later(days=29)
    await answered(book)
    assert await room.invitations.collect() == 0

    book.later(days=2)
    await book.handle(
        RECEIPT, lambda each: each.archive(at=book.clock.now(), by="lili", corrective_action="培训")
    )
    assert await room.invitations.collect() == 1


async def test_an_invitation_does_not_go_out_once_it_is_out_of_place(
    book: Book, room: Room, house: House
) -> None:
    await book.fill(customers=4)
    for serial in (1, 2, 3, 4):
        await paid(book, serial)
    await room.invitations.collect()
    tokens = {row.customer_no: TOKENS.make(row.id, Source.CHAT) for row in await room.rows()}
    await room.answers.put(tokens["C1"], PLEASED)
    await room.answers.refuse(tokens["C2"], True)
    await book.act("CLM-3", lambda claim: claim.dispute(at=book.clock.now(), by=STAFF))
    await book.complaint(customer_no="C4")
    book.later(hours=2)

    ran = await room.outreach.run()

    assert house.delivered == []
    assert dict(ran.skipped) == {"superseded": 2, "opted_out": 1, "complaint_open": 1}


async def test_who_does_not_want_to_be_asked_is_not_and_may_think_again(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()
    token = await room.token()
    await room.answers.refuse(token, True)
    await room.answers.refuse(token, True)
    assert (await room.answers.open(token))[1]
    await room.answers.refuse(token, False)
    assert not (await room.answers.open(token))[1]
    await room.answers.refuse(token, True)

    book.later(days=40)
    await answered(book)

    assert await room.invitations.collect() == 0


async def test_two_processes_invite_to_a_record_once(book: Book, room: Room, house: House) -> None:
    await book.fill(customers=8)
    for serial in range(1, 9):
        await paid(book, serial)
    other = Room(book, house.another())

    await asyncio.gather(room.invitations.collect(), other.invitations.collect())
    book.later(hours=2)
    await asyncio.gather(room.outreach.run(), other.outreach.run())

    assert Counter(row.number for row in await room.rows()) == {f"CLM-{each}": 1 for each in range(1, 9)}
    assert Counter(each.message.customer_no for each in house.delivered) == {
        f"C{each}": 1 for each in range(1, 9)
    }


async def test_an_invitation_whose_process_fell_before_the_message_gets_its_message(
    book: Book, room: Room, house: House
) -> None:
    await paid(book)

    async def falls(_: object) -> int:
        raise ConnectionError

    plan, room.outreach.plan = room.outreach.plan, falls  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await room.invitations.collect()
    room.outreach.plan = plan  # type: ignore[method-assign]

    await Room(book, room.outreach).invitations.collect()

    assert len(await house.rows()) == len(await room.rows()) == 1


async def test_a_bad_answer_is_one_task_however_often_it_is_changed_or_looked_at(
    book: Book, room: Room, keyring: Keyring
) -> None:
    await paid(book)
    await room.invitations.collect()
    token = await room.token()
    await asyncio.gather(*(room.answers.put(token, DISPLEASED) for _ in range(3)))
    await room.answers.put(token, PLEASED)
    await room.answers.put(token, DISPLEASED)
    await room.answers.follow_up()

    [task] = await room.tasks()

    text = keyring.decrypt(task.text)
    assert (task.kind, task.about) == ("bad_rating", "claim:CLM-1")
    assert "服务态度 2 分" in text and "等了一个月" in text and "13812345678" not in text


async def test_a_bad_answer_whose_process_fell_before_the_task_is_followed_up(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()

    async def falls(_: object) -> Any:
        raise ConnectionError

    room.answers._followed_up = falls  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await room.answers.put(await room.token(), DISPLEASED)
    assert await room.tasks() == []

    await Room(book, room.outreach).answers.follow_up()

    assert len(await room.tasks()) == 1


@pytest.mark.parametrize(
    ("scores", "bad"),
    [
        (Scores({"attitude": 3, "speed": 5}), False),
        (Scores({"attitude": 5, "ease": 2}), True),
        (Scores({}, 6, "一般般"), True),
        (Scores({}, 6), False),
        (Scores({}, 7, "还行"), False),
    ],
)
def test_what_somebody_should_look_at(scores: Scores, bad: bool) -> None:
    assert scores.bad is bad


async def test_an_answer_counts_until_its_days_are_over_and_the_last_one_stands(
    book: Book, room: Room
) -> None:
    await paid(book)
    await room.invitations.collect()
    token = await room.token()
    await room.answers.put(token, DISPLEASED)
    book.later(days=13, hours=23)
    changed = await room.answers.put(token, Scores({"speed": 3}))
    assert changed.scores == Scores({"speed": 3}) and changed.source is Source.SMS

    book.later(hours=1)
    for asked in (
        room.answers.open(token),
        room.answers.put(token, PLEASED),
        room.answers.refuse(token, True),
    ):
        with pytest.raises(SurveyOver):
            await asked


async def test_only_its_own_token_opens_a_survey(book: Book, room: Room) -> None:
    await paid(book, 1)
    await paid(book, 2)
    await room.invitations.collect()
    mine, others = [TOKENS.make(row.id, Source.CHAT) for row in await room.rows()]
    spliced = others[:22] + mine[22:]
    forged = Tokens(b"x" * 32).make((await room.rows())[0].id, Source.CHAT)

    for token in (forged, spliced, mine[:-1], mine + "A", "", "ü", TOKENS.make("f" * 32, Source.CHAT)):
        with pytest.raises(SurveyNotFound):
            await room.answers.open(token)
    assert (await room.answers.open(mine))[0].number != (await room.answers.open(others))[0].number


async def test_what_was_not_asked_is_not_answered(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()
    token = await room.token()

    for scores in (Scores(), Scores({"resolved": 5})):
        with pytest.raises(NothingAnswered):
            await room.answers.put(token, scores)


async def test_a_colleague_writes_down_what_a_customer_says_on_the_phone(book: Book, room: Room) -> None:
    await paid(book)
    entered = await room.answers.enter("lili", Occasion.CLAIM, "CLM-1", DISPLEASED, Source.PHONE)
    assert (entered.customer_no, entered.source, entered.entered_by) == ("C1", Source.PHONE, "lili")
    assert len(await room.tasks()) == 1

    assert await room.invitations.collect() == 0, "who has answered is not asked"
    with pytest.raises(RecordNotFound):
        await room.answers.enter("lili", Occasion.CLAIM, "CLM-9", PLEASED, Source.PHONE)


async def test_what_a_customer_said_is_not_written_over_by_a_colleague(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()
    await room.answers.put(await room.token(), DISPLEASED)

    with pytest.raises(SurveyAnswered):
        await room.answers.enter("lili", Occasion.CLAIM, "CLM-1", PLEASED, Source.PHONE)

    given, against = await room.answers.of_record(Occasion.CLAIM, "CLM-1")
    assert (given.scores, given.source, given.entered_by, against) == (DISPLEASED, Source.SMS, None, None)


async def test_what_was_told_by_phone_is_told_once_and_gives_way_to_the_customers_own_word(
    book: Book, room: Room
) -> None:
    await paid(book)
    await room.invitations.collect()
    token = await room.token()
    await room.answers.enter("lili", Occasion.CLAIM, "CLM-1", PLEASED, Source.PHONE)
    with pytest.raises(SurveyAnswered):
        await room.answers.enter("zhouwei", Occasion.CLAIM, "CLM-1", DISPLEASED, Source.PHONE)

    changed = await room.answers.put(token, DISPLEASED)

    assert (changed.scores, changed.source, changed.entered_by) == (DISPLEASED, Source.SMS, None)


async def test_whether_a_customer_may_be_asked_is_known_before_the_call(book: Book, room: Room) -> None:
    await paid(book)
    asked, against = await room.answers.of_record(Occasion.CLAIM, "CLM-1")
    assert (asked.customer_no, asked.answered_at, against) == ("C1", None, None)
    await room.invitations.collect()
    await room.answers.refuse(await room.token(), True)

    assert (await room.answers.of_record(Occasion.CLAIM, "CLM-1"))[1] is Against.REFUSED
    async with book.store.begin() as work:
        await work.customers.set_deceased({"C1": today(book.clock)})
        await work.commit()
    assert (await room.answers.of_record(Occasion.CLAIM, "CLM-1"))[1] is Against.DEATH
    with pytest.raises(RecordNotFound):
        await room.answers.of_record(Occasion.CLAIM, "CLM-9")


async def test_words_of_customers_are_stored_encrypted(book: Book, room: Room) -> None:
    await paid(book)
    await room.invitations.collect()
    await room.answers.put(await room.token(), DISPLEASED)

    [row] = await room.rows()

    assert "一个月" not in row.comment
    [given] = await room.answers.given(book.clock.now(), book.clock.now() + timedelta(seconds=1))
    assert given.scores == DISPLEASED


def draft(book: Book, **changes: Any) -> Draft:
    plain: dict[str, Any] = {
        "name": "年中调查",
        "segment": Segment(),
        "share": 100,
        "most": 1000,
        "starts_on": today(book.clock),
    }
    return Draft(**(plain | changes))


async def test_a_campaign_asks_its_group_on_its_day_and_once(book: Book, room: Room) -> None:
    await book.fill(customers=6)
    await room.campaigns.create("boss", draft(book, starts_on=date(2026, 11, 18)))
    assert await room.campaigns.run() == 0

    book.later(days=2)

    assert [await room.campaigns.run() for _ in range(2)] == [6, 0]
    [campaign] = (await room.campaigns.calendar()).campaigns
    assert (campaign.outcome.invited, campaign.outcome.answered, campaign.done_at) == (6, 0, book.clock.now())


async def test_a_campaign_never_asks_more_than_its_cap_also_after_a_fall(book: Book, room: Room) -> None:
    await book.fill(customers=9)
    await room.campaigns.create("boss", draft(book, most=4))
    invite, asked = room.invitations.invite, 0

    async def falls(who: Any) -> bool:
        nonlocal asked
        asked += 1
        if asked > 3:
            raise ConnectionError
        return await invite(who)

    room.invitations.invite = falls  # type: ignore[assignment, method-assign]
    with pytest.raises(ConnectionError):
        await room.campaigns.run()

    assert await Room(book, room.outreach).campaigns.run() == 1
    assert len(await room.rows()) == 4


async def test_a_share_is_drawn_by_chance_and_is_the_same_when_drawn_again(book: Book, room: Room) -> None:
    await book.fill(customers=60)
    await room.campaigns.create("boss", draft(book, share=50))

    invited = await room.campaigns.run()

    assert 15 < invited < 45
    assert len({row.customer_no for row in await room.rows()}) == invited


async def test_a_campaign_spares_who_was_asked_lately_or_wants_none(book: Book, room: Room) -> None:
    await book.fill(customers=3)
    await paid(book, 1)
    await paid(book, 2)
    await room.invitations.collect()
    refusing = next(row for row in await room.rows() if row.customer_no == "C2")
    await room.answers.refuse(TOKENS.make(refusing.id, Source.CHAT), True)
    book.later(days=20)
    await room.campaigns.create("boss", draft(book))

    assert await room.campaigns.run() == 1
    assert (await room.rows())[-1].customer_no == "C3"


async def test_what_a_campaign_would_meet_is_what_it_then_asks(book: Book, room: Room) -> None:
    await book.fill(customers=9)
    for serial in (1, 2, 3):
        await paid(book, serial)
    await room.invitations.collect()
    for row in await room.rows():
        if row.customer_no == "C2":
            await room.answers.refuse(TOKENS.make(row.id, Source.CHAT), True)
    plan = draft(book)

    found = await room.campaigns.prospect(plan.segment, 100, 1000, plan.starts_on)

    # C2 wants none, C1 and C3 were asked today; C4 to C9 are left
    assert found == Prospect(customers=9, refused=1, asked_lately=2, expected=6)
    capped = await room.campaigns.prospect(plan.segment, 50, 1000, plan.starts_on)
    assert capped.expected == 3
    assert (await room.campaigns.prospect(plan.segment, 50, 2, plan.starts_on)).expected == 2
    later = await room.campaigns.prospect(plan.segment, 100, 1000, plan.starts_on + timedelta(days=31))
    assert (later.asked_lately, later.expected) == (0, 8)
    await room.campaigns.create("boss", plan)
    assert await room.campaigns.run() == found.expected


async def test_what_came_of_a_campaign_is_counted_by_hand_and_of_few_answers_is_a_count_alone(
    book: Book, room: Room
) -> None:
    await book.fill(customers=8)
    await room.campaigns.create("boss", draft(book))
    await room.campaigns.run()
    tokens = {row.customer_no: TOKENS.make(row.id, Source.SMS) for row in await room.rows()}
    said = [
        Scores({"attitude": 5, "speed": 4}, recommend=10),
        Scores({"attitude": 4, "speed": 2}, recommend=9),
        Scores({"attitude": 4, "speed": 5}, recommend=8),
        Scores({"attitude": 3, "speed": 4}, recommend=6),
        Scores({"attitude": 1}, recommend=9),
        Scores({}, recommend=0),
    ]
    for number, scores in enumerate(said, start=1):
        await room.answers.put(tokens[f"C{number}"], scores)
    await room.answers.refuse(tokens["C8"], True)

    [campaign] = (await room.campaigns.calendar()).campaigns

    outcome = campaign.outcome
    assert (outcome.invited, outcome.answered, outcome.refused) == (8, 6, 1)
    assert outcome.items == {
        "attitude": Mark(5, 60.0),  # 5 4 4 of 5 4 4 3 1
        "speed": Mark(4, None),
        "quality": Mark(0, None),
        "ease": Mark(0, None),
    }
    assert outcome.nps == Mark(6, 16.7)  # 10 9 9 less 6 0, of six


async def test_a_group_is_narrowed_by_line_claims_and_conversations(book: Book, room: Room) -> None:
    await book.fill(customers=4)
    await book.claim(1, reported_at=book.clock.now() - timedelta(days=20))
    await book.claim(2, reported_at=book.clock.now() - timedelta(days=40))
    async with book.store.begin() as work:
        await work.identity.put_proven("a" * 32, "C1", book.clock.now() - timedelta(days=3))
        await work.identity.put_proven("b" * 32, "C3", book.clock.now() - timedelta(days=3))
        await work.customers.set_deceased({"C4": today(book.clock)})
        await work.commit()
    of = book.services.segments.customers

    assert await of(Segment()) == {"C1", "C2", "C3"}
    assert await of(Segment(line=Line.HOME)) == {"C1", "C2", "C3"}
    assert await of(Segment(line=Line.LIFE)) == set()
    assert await of(Segment(claim_days=30)) == {"C1"}
    assert await of(Segment(conversation_days=7)) == {"C1", "C3"}
    assert await of(Segment(claim_days=60, conversation_days=7)) == {"C1"}


async def test_a_stopped_campaign_asks_nobody_else_and_does_not_count(book: Book, room: Room) -> None:
    planned = await room.campaigns.create("boss", draft(book, starts_on=date(2026, 12, 1)))
    await room.campaigns.stop("boss", planned.id)
    book.later(days=30)

    assert await room.campaigns.run() == 0
    calendar = await room.campaigns.calendar()
    assert (calendar.this_year, calendar.next_due_on) == (0, date(2026, 12, 16))
    with pytest.raises(CampaignPast):
        await room.campaigns.stop("boss", planned.id)
    with pytest.raises(CampaignPast):
        await room.campaigns.create("boss", draft(book, starts_on=date(2026, 12, 15)))


async def test_the_next_campaign_is_due_four_months_after_the_last(book: Book, room: Room) -> None:
    await room.campaigns.create("boss", draft(book))
    calendar = await room.campaigns.calendar()

    assert (calendar.this_year, calendar.wanted, calendar.next_due_on) == (1, 3, date(2027, 3, 17))


async def test_an_invitation_waits_an_hour_and_is_good_for_fourteen_days(
    book: Book, room: Room, house: House
) -> None:
    await paid(book)
    await room.invitations.collect()
    [row] = (await house.rows()).values()

    assert row.due_at == book.clock.now() + ASK_AFTER
    answer, _ = await room.answers.open(await room.token())
    assert answer.invited_at == book.clock.now()
    async with book.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(SurveyAnswerRow)) == 1
