"""A house with two customers, of whom C1 has left traces in every room."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.conversations.message import Content, Incoming
from bot.conversations.service import Conversations
from bot.gateway import migrations
from bot.gateway.erasure import ERASES
from bot.gateway.privacy import Privacy, privacy_of
from bot.outreach.ledger import Ledger
from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.staff.task import TaskKind
from bot.staff.tasks import SYSTEM, Tasks
from insurance.bootstrap import Services, bootstrap
from insurance.domain.leads import WORDING, LeadAnswers
from insurance.domain.policies import PolicyStatus
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.signals import LocalSignals
from tests.insurance.conftest import RememberingSms
from tests.insurance.samples import a_policy, fill, id_number

TABLES = migrations.all_tables()
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(64)
# Stands in everything C1 said and was told.
WORD = "蓝鲸"


@dataclass
class House:
    engine: AsyncEngine
    keyring: Keyring
    clock: FrozenClock
    services: Services
    sms: RememberingSms
    conversations: Conversations
    attachments: AttachmentFolder
    folder: Path
    privacy: Privacy
    tasks: Tasks
    talks: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> SqlStore:
        return SqlStore(self.engine, self.keyring)

    async def talk(self, *words: str, channel: str = "web") -> str:
        talk = (await self.conversations.open(channel)).id
        for number, text in enumerate(words):
            await self.conversations.receive(talk, Incoming(f"{number}", text=text))
            await self.answer(f"关于{text}")
        return talk

    async def answer(self, text: str) -> None:
        """As the bot does."""
        turn = await self.conversations.turns.claim("test")
        assert turn is not None
        assert await self.conversations.turns.commit(turn, [Content(text)])

    async def check(self, talk: str, serial: int = 1, *, binds: bool = False) -> None:
        """The real identity check, by phone and code."""
        self.clock.advance(timedelta(minutes=2))  # a code a minute and conversation
        key = f"{talk}{serial}"
        await self.services.identity.start(talk, f"1990000{serial:04d}", id_number(serial)[-4:], key)
        await self.services.identity.verify(talk, self.sms.last_code, key, binds=binds)

    async def send_file(self, talk: str, client_id: str = "file") -> str:
        async def chunks() -> Any:
            yield PNG

        stored = await self.attachments.store("p.png", chunks())
        id = await self.conversations.add_attachment(
            talk, stored.name, stored.media_type, stored.size, stored.path
        )
        await self.conversations.receive(talk, Incoming(client_id, attachment_id=id))
        await self.answer("收到")
        return id

    def files(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]

    async def rows(self, table: str, **where: Any) -> list[Any]:
        found = TABLES.tables[table]
        query = select(found).where(*(found.c[name] == value for name, value in where.items()))
        async with self.engine.connect() as connection:
            return list(await connection.execute(query))

    async def add(self, *rows: Any) -> None:
        async with self.engine.begin() as connection:
            for row in rows:
                values = {
                    column.name: getattr(row, column.name)
                    for column in type(row).__table__.columns
                    if getattr(row, column.name) is not None
                }
                await connection.execute(type(row).__table__.insert().values(values))


def outgoing(house: House, number: str, customer_no: str = "C1", **more: Any) -> Outgoing:
    now = house.clock.now()
    facts: dict[str, Any] = {
        "key": f"reminder:{number}",
        "kind": Kind.REMINDER,
        "customer_no": customer_no,
        "about": About(Noun.POLICY, number),
        "subject": WORD,
        "text": f"{WORD}提醒您",
        "sms": f"{WORD}",
        "due_at": now,
        "expires_at": now + timedelta(days=3),
    }
    return Outgoing(**(facts | more))


@pytest.fixture
async def house(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, tmp_path: Path) -> House:
    sms, signals = RememberingSms(), LocalSignals()
    services = bootstrap(engine=engine, keyring=keyring, clock=clock, sms=sms, faq_folder=tmp_path / "faq")
    attachments = AttachmentFolder(tmp_path / "files")
    house = House(
        engine,
        keyring,
        clock,
        services,
        sms,
        Conversations(engine, keyring, clock, signals, erases=ERASES),
        attachments,
        tmp_path / "files",
        privacy_of(engine, keyring, clock, services, attachments, signals),
        Tasks(engine, keyring, clock),
    )
    await fill(house.store)
    return house


@pytest.fixture
async def lived(house: House) -> House:
    """C1 with a conversation, a file that is no claim's and one that is, wishes, a complaint, messages, answers and tasks."""
    services, now = house.services, house.clock.now()
    talk = house.talks["own"] = await house.talk(f"我的{WORD}保单", WORD)
    await house.check(talk)
    known = await services.identity.of(talk)
    await house.send_file(talk)
    paper = await house.send_file(talk, "paper")
    await services.claims.hand_in(talk, known, "CLM-1", [("现场照片", paper)], "paper")
    await house.conversations.rate(talk, 1, 2, f"{WORD}不好")
    await house.conversations.notes.add(talk, "lili", "李丽", f"客户喜欢{WORD}", "n1")
    await services.complaints.lodge(
        talk, known, category="理赔", target=None, detail=f"{WORD}慢", demand="快", contact=None, key="k"
    )
    answers = LeadAnswers(concern=WORD)
    await services.leads.open(talk, known, answers, WORDING.version, "19900000001", "lead")
    await services.callbacks.open(talk, known, "19900000001", WORD, None, None, "call")
    ledger = Ledger(house.engine, house.keyring, house.clock)
    await ledger.add([outgoing(house, "POL-1"), outgoing(house, "POL-2", "C2")])
    for claimed in await ledger.claim(10, arrears=True):
        await ledger.sent(claimed)
    await house.add(
        SurveyAnswerRow(
            id="s1",
            occasion="claim",
            number="CLM-1",
            customer_no="C1",
            about="理赔",
            invited_at=now,
            answered_at=now,
            attitude=2,
            comment=house.keyring.encrypt(f"{WORD}太慢"),
        )
    )
    due = now + timedelta(days=1)
    for about, key in (
        ("customer:C1", "a"),
        ("claim:CLM-1", "b"),
        ("claim:CLM-2", "c"),
        (f"conversation:{talk}", "d"),
    ):
        await house.tasks.open(TaskKind.CALL, f"回访{WORD}", due, key, by=SYSTEM, about=about)
    return house


async def long_ago(house: House, on: date) -> None:
    """C1's contract ended on that day."""
    async with house.store.begin() as work:
        over = {"effective_on": date(2012, 1, 1), "expires_on": on, "next_due_on": None}
        await work.policies.put([a_policy(1, status=PolicyStatus.EXPIRED, **over)])
        await work.commit()
