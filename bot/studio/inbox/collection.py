"""Collects for the trainers what the bot missed, out of conversations that changed.

Whoever sweeps twice, or beside another gateway, writes the same rows once: their ids are made of what they are about.
"""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import sha256

from bot.conversations.errors import ConversationNotFound
from bot.conversations.message import Content, Message, MessageType, Sender
from bot.conversations.service import Conversations
from bot.conversations.understandings import Changed, UnderstoodTurn
from bot.studio.inbox.reasons import Finding, Reason, Said, findings
from bot.studio.inbox.store import InboxStore, NewQuestion
from bot.studio.inbox.votes import votes_of
from bot.studio.masking import marked, masked, names_in

# How far back the first look of all goes, and how much looks overlap: a turn's row may come a little later than its time.
_FIRST_LOOK = timedelta(days=31)
_OVERLAP = timedelta(minutes=1)
# Conversations per statement, and statements per sweep.
_AT_A_TIME = 50
_AT_MOST = 40
# Messages read of one conversation.
_LONGEST = 2_000
_PAGE = 500
_BAD_SCORE = 2
# An agent's words are an answer from here on.
_SUBSTANCE = 10
_GREETING = re.compile(
    r"^(?:您好|你好|亲|尊敬的)?[，,！!。\s]*(?:(?:我是|这里是|欢迎).{0,20}|(?:很高兴|请问).{0,16}(?:服务|帮您|帮到您|帮助您).{0,6}|请?(?:您)?稍等.{0,16}|.{0,8}(?:正在|马上|帮您)(?:为您)?(?:查|看|核).{0,10})[。！!～~？?\s]*$"
)
_SENTENCES = re.compile(r"(?<=[。！!？?\n])")


class Collection:
    def __init__(self, store: InboxStore, conversations: Conversations) -> None:
        self._store = store
        self._conversations = conversations

    async def sweep(self) -> int:
        """Look through what changed since the last time, a bounded number of conversations; how many questions were new."""
        now = self._store.clock.now()
        since = await self._store.looked_until() or now - _FIRST_LOOK
        place, new = Changed("", since), 0
        for _ in range(_AT_MOST):
            batch = await self._conversations.understandings.changed(place, _AT_A_TIME)
            new += await self._store.add(await self._found([each.id for each in batch]))
            if len(batch) < _AT_A_TIME:
                await self._store.look_from(now - _OVERLAP)
                return new
            place = batch[-1]
        await self._store.look_from(place.at)
        return new

    async def propose(self, conversation_id: str, question: str, answer: str, by: str) -> bool:
        """An agent's question and answer; False where the same one was proposed in this conversation before.

        `ConversationNotFound`.
        """
        status = await self._conversations.agents.get(conversation_id)
        turns = (await self._conversations.understandings.of([conversation_id])).get(conversation_id, [])
        names = names_of(turns, await self._messages(conversation_id))
        id = self._store.keyring.index(f"{conversation_id}\0{question.strip()}", "proposed")[:32]
        proposed = NewQuestion(
            id,
            conversation_id,
            status.last_seq,
            self._store.clock.now(),
            status.channel,
            Reason.PROPOSED,
            masked(question.strip(), (), names),
            marked(question, (), names),
            {},
            answer={"text": masked(answer.strip(), (), names), "by": by},
        )
        return await self._store.add([proposed]) == 1

    async def _found(self, conversation_ids: Sequence[str]) -> list[NewQuestion]:
        if not conversation_ids:
            return []
        turns = await self._conversations.understandings.of(conversation_ids)
        known = await self._store.known(conversation_ids)
        found: list[NewQuestion] = []
        for conversation_id in conversation_ids:
            try:
                found += await self._of_one(turns.get(conversation_id, []))
            except ConversationNotFound:
                # Erased meanwhile.
                continue
        return [each for each in found if _is_news(each, known.get(each.id))]

    async def _of_one(self, turns: Sequence[UnderstoodTurn]) -> list[NewQuestion]:
        if not any(turn.understanding.typed for turn in turns):
            return []
        conversation_id = turns[0].conversation_id
        messages = await self._messages(conversation_id)
        rating = await self._conversations.rating(conversation_id)
        texts = {message.seq: message.content.text for message in messages}
        said = [Said(turn, texts[turn.seq]) for turn in turns if turn.seq in texts]
        served = any(message.sender is Sender.AGENT for message in messages)
        score = rating.score if rating else None
        names = names_of(turns, messages)
        return [
            self._question(each, names, _answer_to(each, messages, names, score))
            for each in findings(said, score=score, served=served)
        ]

    def _question(self, found: Finding, names: set[str], answer: dict[str, str] | None) -> NewQuestion:
        turn, understood, text = found.said.turn, found.said.understood, found.said.text
        # No secret is in it, and it has to outlive the data keys.
        id = sha256(f"{turn.conversation_id}\0{turn.seq}".encode()).hexdigest()[:32]
        return NewQuestion(
            id,
            turn.conversation_id,
            turn.seq,
            turn.at,
            turn.channel,
            found.reason,
            masked(text, understood.mentions, names),
            marked(text, understood.mentions, names),
            votes_of(understood, chosen=found.chosen, refused=found.refused),
            turn.model,
            understood.intent,
            understood.confidence,
            understood.topic,
            answer,
        )

    async def _messages(self, conversation_id: str) -> list[Message]:
        found: list[Message] = []
        while len(found) < _LONGEST:
            after = found[-1].seq if found else 0
            page = await self._conversations.messages(conversation_id, after=after, limit=_PAGE)
            found += page
            if len(page) < _PAGE:
                break
            await asyncio.sleep(0)
        return found


def _is_news(question: NewQuestion, known: tuple[str, str] | None) -> bool:
    if known is None:
        return True
    reason, state = known
    return state == "open" and (
        question.answer is not None or reason == Reason.UNSURE.value != question.reason.value
    )


def names_of(turns: Iterable[UnderstoodTurn], messages: Iterable[Message]) -> set[str]:
    """Persons and addresses that customers named in these messages."""
    mentions = {turn.seq: turn.understanding.mentions for turn in turns}
    return {
        name
        for message in messages
        if message.seq in mentions
        for name in names_in(message.content.text, mentions[message.seq])
    }


def _answer_to(
    found: Finding, messages: Sequence[Message], names: set[str], score: int | None
) -> dict[str, str] | None:
    """The first thing of substance a person said to it; none of a conversation that was rated badly."""
    if not found.handed_off or (score is not None and score <= _BAD_SCORE):
        return None
    for message in messages:
        if message.seq <= found.said.turn.seq or message.sender is not Sender.AGENT:
            continue
        if text := _substance(message.content):
            return {"text": masked(text, (), names), "by": message.content.agent or ""}
    return None


def _substance(content: Content) -> str | None:
    """What an agent's message says beside greetings and 请稍等; None where that is too little, or only a question."""
    if content.type is not MessageType.TEXT:
        return None
    sentences = [each for each in _SENTENCES.split(content.text) if each.strip()]
    kept = [each for each in sentences if not _GREETING.match(each.strip())]
    text = "".join(kept).strip()
    asks = all(each.strip().endswith(("？", "?", "吗", "呢")) for each in kept)
    return None if asks or sum(map(str.isalnum, text)) < _SUBSTANCE else text
