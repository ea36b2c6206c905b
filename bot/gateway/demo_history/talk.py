"""One conversation of the past as the rows that the rooms would have left: messages, turns, what was understood, people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.conversations.message import Sender
from bot.conversations.models import (
    ConversationRow,
    EngagementRow,
    MessageRow,
    OwnerEventRow,
    RatingRow,
    TurnRow,
    UnderstandingRow,
    WaitRow,
)
from bot.desk.assist.models import SuggestionUsedRow
from bot.gateway.demo_history.sayings import ASKS_FOR_PERSON, COMMENTS, FALLBACK, HANDED_OFF, TALKS
from insurance.domain.faq import FaqEntry
from kernel.crypto import Keyring
from kernel.database import Base

Row = dict[str, Any]
Rows = defaultdict[type[Base], list[Row]]
# Agent → the name customers see, the queues they serve (`bot.gateway.demo`).
_AGENTS = {
    "general": (("lili", "李丽"), ("zhouwei", "周伟")),
    "claims": (("lili", "李丽"),),
    "complaints": (("lili", "李丽"),),
    "servicing": (("zhouwei", "周伟"),),
    "sales": (("zhouwei", "周伟"),),
}
_CANNED = ("greeting", "thanks", "documents")


class Talk:
    """Writes itself into `rows`; `engagement` is the number of the next stay with people."""

    def __init__(
        self, rows: Rows, keyring: Keyring, random: Random, id: str, channel: str, at: datetime
    ) -> None:
        self.id = id
        self._rows = rows
        self._keyring = keyring
        self._random = random
        self._channel = channel
        self._opened = self._at = at
        self._seq = 0
        self._intents: list[str] = []
        self._owner = "bot"

    def ask_entry(self, entry: FaqEntry, stray: bool) -> None:
        """`stray`: the answer is not the one that everybody else gets."""
        words = self._random.choice((entry.question, *entry.similar[:12]))
        answer = entry.answer_on(self._channel) + ("具体以保险合同为准。" if stray else "")
        sure = self._random.choice((0.45, *(0.9,) * 15))
        details = {"ranking": [["faq", 0.95]], "topics": [[entry.id, sure]]}
        self._turn(
            words,
            answer,
            intent="faq",
            topic=entry.id,
            faq=entry.id,
            template="utter_faq",
            details=details,
        )

    def ask(self, intent: str, words: str, answer: str) -> None:
        self._turn(words, answer, intent=intent)

    def miss(self, words: str, guess: str) -> None:
        """Not understood; `guess` is the likeliest intent."""
        details = {"ranking": [["nlu_fallback", 0.4], [guess, 0.3]]}
        self._turn(
            words,
            FALLBACK,
            intent="nlu_fallback",
            confidence=0.4,
            missed=True,
            details=details,
            template="utter_fallback",
        )

    def hand_off(self, queue: str, engagement: int, wait_s: int, patience_s: int, reason: str) -> bool:
        """To people; whether somebody answered before the customer left after `patience_s` seconds.

        `reason` `escalated`: the bot does so with its last answer; `requested`: the customer asks for them.
        """
        if reason == "escalated":
            self._rows[UnderstandingRow][-1]["handed_off"] = True
        else:
            self._turn(
                self._random.choice(ASKS_FOR_PERSON),
                HANDED_OFF,
                intent="handoff",
                handed_off=True,
                template="utter_handoff",
            )
        queued = self._at
        self._owned(
            "queue", "bot", {"reason": reason, "intents": self._intents[-3:], "slots": {}, "queue": queue}
        )
        stay: Row = {
            "id": engagement,
            "conversation_id": self.id,
            "channel": self._channel,
            "queue": queue,
            "priority": 0,
            "queued_at": queued,
            "agent": None,
            "engaged_at": None,
            "accepted_at": None,
            "first_reply_at": None,
            "longest_reply_s": None,
            "replies": 0,
            "transfers": 0,
            "wrap_up": None,
        }
        if wait_s > patience_s:
            self._at += timedelta(seconds=patience_s)
            self._owned("bot", "customer", {"reason": "cancelled"})
            self._rows[EngagementRow].append(stay | {"ended_at": self._at, "ending": "cancelled"})
            return False
        agent, name = self._random.choice(_AGENTS[queue])
        lines, wrap_ups = TALKS[queue]
        self._at += timedelta(seconds=wait_s * 0.7)
        accepted = self._at
        self._owned("agent", agent, {"agent": agent})
        longest = self._served(engagement, queue, agent, name, lines, queued, wait_s)
        wrap_up = self._random.choice(wrap_ups)
        self._at += timedelta(seconds=self._random.randint(20, 120))
        self._owned("closed", agent, {"reason": "closed", "wrap_up": wrap_up, "summary": lines[-2][0]})
        done = {"agent": agent, "engaged_at": accepted, "accepted_at": accepted, "ended_at": self._at}
        said = {"first_reply_at": queued + timedelta(seconds=wait_s), "replies": len(lines)}
        ended = {"longest_reply_s": longest, "ending": "closed", "wrap_up": wrap_up}
        self._rows[EngagementRow].append(stay | done | said | ended)
        return True

    def _served(
        self,
        engagement: int,
        queue: str,
        agent: str,
        name: str,
        lines: Sequence[tuple[str, str]],
        queued: datetime,
        wait_s: int,
    ) -> int | None:
        """Speak the lines; the longest wait behind the first, in seconds."""
        asked, longest = queued, None
        for place, (words, reply) in enumerate(lines):
            self._at = (
                queued + timedelta(seconds=wait_s)
                if place == 0
                else self._at + timedelta(seconds=self._random.randint(15, 150))
            )
            self._say(Sender.AGENT, words, agent=name)
            waited = int((self._at - asked).total_seconds())
            if place:
                longest = max(waited, longest or 0)
            about = {"engagement_id": engagement, "conversation_id": self.id, "queue": queue, "agent": agent}
            times = {"asked_at": asked, "answered_at": self._at, "waited_s": waited}
            self._rows[WaitRow].append(about | times | {"first": place == 0})
            if self._random.random() < 0.72:
                kind = self._random.choice(("canned", "canned", "product", "card"))
                used = {"at": self._at + timedelta(seconds=1), "username": agent, "conversation_id": self.id}
                self._rows[SuggestionUsedRow].append(
                    used | {"kind": kind, "suggestion": self._random.choice(_CANNED)}
                )
            self._at += timedelta(seconds=self._random.randint(5, 60))
            self._say(Sender.CUSTOMER, reply)
            asked = self._at
        return longest

    def rate(self, score: int) -> None:
        at = self._at + timedelta(seconds=40)
        comment = self._random.choice(COMMENTS[score])
        recommend = None
        if self._random.random() < 0.6:
            recommend = min(10, max(0, 2 * score + self._random.choice((-1, 0, 0, 1))))
        sealed = None if comment is None else self._keyring.encrypt(comment)
        self._rows[RatingRow].append(
            {"conversation_id": self.id, "at": at, "score": score, "recommend": recommend, "comment": sealed}
        )

    def end(self) -> None:
        self._rows[ConversationRow].append(
            {
                "id": self.id,
                "channel": self._channel,
                "external_id": None if self._channel == "web" else f"past-{self.id}",
                "opened_at": self._opened,
                "changed_at": self._at,
                "last_seq": self._seq,
                "owner": self._owner,
            }
        )

    def _turn(self, words: str, answer: str, *, intent: str, **understood: Any) -> None:
        if self._seq:
            self._at += timedelta(seconds=self._random.randint(8, 90))
        self._intents.append(intent)
        at, seq = self._at, self._say(Sender.CUSTOMER, words)
        template = understood.get("template")
        self._at += timedelta(milliseconds=self._random.randint(250, 900))
        self._say(Sender.BOT, answer, turn=seq, **({"template": template} if template else {}))
        mine: Row = {"conversation_id": self.id, "seq": seq}
        self._rows[TurnRow].append(
            mine | {"state": "done", "attempts": 1, "created_at": at, "ended_at": self._at}
        )
        usual: Row = {
            "at": at,
            "channel": self._channel,
            "intent": intent,
            "confidence": round(self._random.uniform(0.72, 0.99), 3),
            "topic": None,
            "template": None,
            "faq": None,
            "typed": True,
            "in_task": False,
            "missed": False,
            "handed_off": False,
            "details": {},
        }
        self._rows[UnderstandingRow].append(mine | usual | understood)

    def _say(self, sender: Sender, text: str, *, turn: int | None = None, **more: Any) -> int:
        self._seq += 1
        self._rows[MessageRow].append(
            {
                "conversation_id": self.id,
                "seq": self._seq,
                "client_id": f"past-{self._seq}" if sender is Sender.CUSTOMER else None,
                "at": self._at,
                "sender": sender.value,
                "turn": turn,
                "body": self._keyring.encrypt_json({"text": text, "type": "text"} | more),
            }
        )
        return self._seq

    def _owned(self, target: str, by: str, details: Mapping[str, Any]) -> None:
        self._rows[OwnerEventRow].append(
            {
                "conversation_id": self.id,
                "at": self._at,
                "source": self._owner,
                "target": target,
                "by": by,
                "body": self._keyring.encrypt_json({"agent": None, "queue": None} | dict(details)),
            }
        )
        self._owner = target
