"""What the house said first, and what was answered to surveys: a customer's copy of it, and its erasure.

That something was sent, when and about what, is a paper of the policy, claim or complaint and stays with it; its words go. What
is not sent yet and belongs to a contract that runs has to be told.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.outreach.ledger import State
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow, SurveyRefusalRow
from kernel.crypto import Keyring
from kernel.database import readonly
from kernel.privacy import Basis, Entry, entries

Copy = dict[str, Any]

# As `bot.outreach.ledger` stores a message, without a word.
WORDLESS: dict[str, Any] = {"subject": "", "text": "", "sms": "", "values": {}}
_OVER = (State.SENT.value, State.SKIPPED.value)
# Why one that waited did not go out.
_ERASED = "erased"
_SCORES = ("attitude", "speed", "quality", "ease", "recommend", "resolved")


class OutreachPrivacy:
    """`abouts`: the customer's claims and complaints, `claim:NO`; a survey about one may have been answered without a name."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._engine = engine
        self._keyring = keyring

    async def export(self, customer_no: str, abouts: Collection[str]) -> Copy:
        async with readonly(self._engine).connect() as connection:
            outgoing = await _rows(connection, OutgoingRow, customer_no)
            answers = await _found(connection, SurveyAnswerRow, _answers(customer_no, abouts))
            refusals = await _rows(connection, SurveyRefusalRow, customer_no)
            periods = await _rows(connection, PeriodRow, customer_no)
        return {
            "outgoing_messages": [self._outgoing(each) for each in outgoing],
            "survey_answers": [self._answer(each) for each in answers],
            "survey_refusals": [{"at": each.at} for each in refusals],
            "due_days": [
                {
                    "policy_no": each.policy_no,
                    "due_on": each.period,
                    "grace_until": each.grace_until,
                    "outcome": each.outcome,
                    "ended_on": each.ended_on,
                }
                for each in periods
            ],
        }

    async def erase(
        self, customer_no: str, abouts: Collection[str], *, running: bool, known: bool
    ) -> tuple[list[Entry], list[Entry]]:
        """What went, what stays. `running`: contracts or cases go on; `known`: the customer's record stays. One transaction."""
        async with self._engine.begin() as connection:
            if not known:
                return await self._drop(connection, customer_no, abouts), []
            words = await self._wordless(connection, customer_no, running=running)
            theirs = _answers(customer_no, abouts)
            comments = await self._silence(connection, theirs)
            outgoing = await _rows(connection, OutgoingRow, customer_no)
            answers = await _found(connection, SurveyAnswerRow, theirs)
            refusals = await _rows(connection, SurveyRefusalRow, customer_no)
            periods = await _rows(connection, PeriodRow, customer_no)
        over = sum(each.state in _OVER for each in outgoing)
        gone = entries(
            Entry("outgoing_words", words, Basis.ASKED), Entry("survey_comment", comments, Basis.ASKED)
        )
        kept = entries(
            Entry("outgoing_message", over, Basis.CONTRACT),
            Entry("outgoing_message", len(outgoing) - over, Basis.UNSENT),
            Entry("survey_answer", len(answers), Basis.FIGURE),
            Entry("survey_refusal", len(refusals), Basis.CONSENT),
            Entry("due_day", len(periods), Basis.CONTRACT),
        )
        return gone, kept

    async def _drop(
        self, connection: AsyncConnection, customer_no: str, abouts: Collection[str]
    ) -> list[Entry]:
        """Nothing is left that it could belong to."""
        nouns: dict[str, tuple[Any, Any]] = {
            "outgoing_message": (OutgoingRow, OutgoingRow.customer_no == customer_no),
            "survey_answer": (SurveyAnswerRow, _answers(customer_no, abouts)),
            "survey_refusal": (SurveyRefusalRow, SurveyRefusalRow.customer_no == customer_no),
            "due_day": (PeriodRow, PeriodRow.customer_no == customer_no),
        }
        dropped = {
            noun: await connection.execute(delete(row).where(theirs)) for noun, (row, theirs) in nouns.items()
        }
        return entries(*(Entry(noun, each.rowcount, Basis.OVER) for noun, each in dropped.items()))

    async def _wordless(self, connection: AsyncConnection, customer_no: str, *, running: bool) -> int:
        """How many had words. What nobody has to be told any more is not sent."""
        row = OutgoingRow
        if not running:
            waiting = (row.customer_no == customer_no, row.state == State.PLANNED.value)
            values = {"state": State.SKIPPED.value, "reason": _ERASED}
            await connection.execute(update(row).where(*waiting, row.channel.is_(None)).values(values))
        over = (row.customer_no == customer_no, row.state.in_(_OVER))
        found = (await connection.execute(select(row.key, row.personal).where(*over))).all()
        spoken = [each.key for each in found if self._keyring.decrypt_json(each.personal) != WORDLESS]
        for key in spoken:
            silent = {"personal": self._keyring.encrypt_json(WORDLESS)}
            await connection.execute(update(row).where(row.key == key).values(silent))
        return len(spoken)

    async def _silence(self, connection: AsyncConnection, theirs: Any) -> int:
        row = SurveyAnswerRow
        said = (theirs, row.comment.is_not(None))
        return int((await connection.execute(update(row).where(*said).values(comment=None))).rowcount)

    def _outgoing(self, row: Any) -> Copy:
        said = self._keyring.decrypt_json(row.personal)
        return {
            "kind": row.kind,
            "about": {"noun": row.noun, "number": row.number},
            "planned_at": row.planned_at,
            "sent_at": row.sent_at,
            "state": row.state,
            "reason": row.reason,
            "channel": row.channel,
            **said,
        }

    def _answer(self, row: Any) -> Copy:
        return {
            "occasion": row.occasion,
            "about": row.about,
            "invited_at": row.invited_at,
            "answered_at": row.answered_at,
            "scores": {name: getattr(row, name) for name in _SCORES if getattr(row, name) is not None},
            "comment": self._keyring.decrypt(row.comment) if row.comment else None,
            "channel": row.channel,
        }


def _answers(customer_no: str, abouts: Collection[str]) -> Any:
    row = SurveyAnswerRow
    nameless = row.customer_no.is_(None) & (row.occasion + ":" + row.number).in_(abouts)
    return (row.customer_no == customer_no) | nameless


async def _rows(connection: AsyncConnection, model: Any, customer_no: str) -> list[Any]:
    return await _found(connection, model, model.customer_no == customer_no)


async def _found(connection: AsyncConnection, model: Any, theirs: Any) -> list[Any]:
    query = select(model.__table__).where(theirs).order_by(*model.__table__.primary_key)
    return list(await connection.execute(query))
