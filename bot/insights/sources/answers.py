"""Answers 答复: whether the same question gets the same answer, and how much agents write from what is approved.

The same question is the same entry of the knowledge base. Its answer on a day is the one most customers got of the bot then;
whoever got another one, on whatever channel, from whatever model, was served differently. An agent's answer counts where it
was taken from that entry: it may add words, not change the entry's. Where an entry has words of its own for a channel, these
are compared among themselves.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Sender
from bot.conversations.models import MessageRow, UnderstandingRow
from bot.desk.assist.models import SuggestionUsedRow
from bot.insights.seen import Seen, day_of
from insurance.services.faq import FaqService
from kernel.crypto import Keyring
from kernel.database import readonly

# An answer follows its question, and what was taken is noted after it was sent.
_SOON = timedelta(minutes=10)
_NOTED_WITHIN = timedelta(minutes=1)
_SPACES = re.compile(r"\s+")
_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class _Answer:
    at: datetime
    entry: str
    channel: str
    conversation_id: str
    by: str
    text: str


class Answers:
    id = "answers"
    measures = frozenset({"inconsistent", "template_used"})
    # What was asked just before midnight is answered after it.
    settles = _SOON

    def __init__(self, engine: AsyncEngine, keyring: Keyring, faq: FaqService) -> None:
        self._reading = readonly(engine)
        self._keyring = keyring
        self._faq = faq

    async def begins(self) -> datetime | None:
        async with self._reading.connect() as connection:
            return await connection.scalar(select(func.min(MessageRow.at)))

    async def touched(self, since: datetime) -> Collection[date]:
        """What was said stays."""
        return ()

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        answers = [each async for each in self._by_bot(since, until)]
        taken: defaultdict[str, list[tuple[datetime, str]]] = defaultdict(list)
        row = SuggestionUsedRow
        used = select(row.at, row.conversation_id, row.kind, row.suggestion).where(
            row.at >= since, row.at < until
        )
        async with self._reading.connect() as connection:
            for at, id, kind, entry in await connection.execute(used):
                yield Seen("template_used", at, n=0, dims={"kind": kind}, number=id, text="采用了话术")
                if kind == "faq":
                    taken[id].append((at, entry))
        said = MessageRow
        agents = select(said.conversation_id, said.at, said.body).where(
            said.at >= since, said.at < until, said.sender == Sender.AGENT.value
        )
        async with self._reading.connect() as connection:
            async for rows in (await connection.stream(agents)).partitions(_ROWS):
                for id, at, body in rows:
                    yield Seen("template_used", at, 0, number=id, text="人工回复")
                    for noted, entry in taken.get(id, ()):
                        if timedelta() <= noted - at <= _NOTED_WITHIN:
                            answers.append(_Answer(at, entry, "", id, "person", self._plain(body)))
        if not answers:
            return
        own_words = {entry.id: frozenset(entry.channels) for entry in self._faq.all(day_of(now))}
        for seen in _compared(answers, own_words):
            yield seen

    async def _by_bot(self, since: datetime, until: datetime) -> AsyncIterator[_Answer]:
        """The first words of the bot after a question that an entry answers."""
        row, said = UnderstandingRow, MessageRow
        asked = select(row.conversation_id, row.seq, row.at, row.channel, row.faq).where(
            row.at >= since, row.at < until, row.faq.is_not(None), row.missed.is_(False)
        )
        told = (
            select(said.conversation_id, said.turn, said.body)
            .where(said.at >= since, said.at < until + _SOON, said.sender == Sender.BOT.value)
            .order_by(said.at, said.conversation_id, said.seq)
        )
        async with self._reading.connect() as connection:
            questions = {
                (one.conversation_id, one.seq): one for one in (await connection.execute(asked)).all()
            }
            async for rows in (await connection.stream(told)).partitions(_ROWS):
                for id, turn, body in rows:
                    one = questions.pop((id, turn), None)
                    if one is not None:
                        yield _Answer(one.at, one.faq, one.channel, id, "bot", self._plain(body))

    def _plain(self, body: str) -> str:
        return _SPACES.sub("", str(self._keyring.decrypt_json(body)["text"]))


def _compared(answers: Collection[_Answer], own_words: Mapping[str, Collection[str]]) -> Iterator[Seen]:
    by_entry: defaultdict[tuple[date, str, str], list[_Answer]] = defaultdict(list)
    for each in answers:
        apart = each.channel if each.channel in own_words.get(each.entry, ()) else ""
        by_entry[day_of(each.at), each.entry, apart].append(each)
    for some in by_entry.values():
        texts = Counter(each.text for each in some if each.by == "bot")
        if not texts:
            continue  # nothing to compare with
        # The most frequent; of two as frequent always the same one.
        usual = max(texts, key=lambda text: (texts[text], hashlib.sha256(text.encode()).digest()))
        for each in some:
            other = each.text != usual if each.by == "bot" else usual not in each.text
            dims = {"entry": each.entry, "by": each.by} | ({"channel": each.channel} if each.channel else {})
            text = "与多数客户得到的答复不同" if other else "与多数客户得到的答复一致"
            yield Seen("inconsistent", each.at, other, dims=dims, number=each.conversation_id, text=text)
