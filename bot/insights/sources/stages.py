"""Which stage of the customer's journey 客户旅程 something was about."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import UnderstandingRow
from insurance.domain.journey import INTENT_STAGES, Stage

# What a FAQ entry is about, by the first part of its name; a question about a claim belongs to the claim, not to "inquiry".
_FAQ_STAGES: Mapping[str, Stage] = {
    "application": Stage.APPLICATION,
    "claims": Stage.CLAIM,
    "documents": Stage.CLAIM,
    "payment": Stage.RENEWAL,
    "servicing": Stage.SERVICING,
    "loan": Stage.SERVICING,
    "beneficiary": Stage.SERVICING,
    "cooling_off": Stage.TERMINATION,
    "complaints": Stage.CARE,
    "disputes": Stage.CARE,
    "privacy": Stage.CARE,
    "contact": Stage.CONTACT,
}
_IN = 500


def stage_of(intent: str, faq: str | None) -> Stage | None:
    """None for small talk, and for what was not understood."""
    if faq is not None:
        return _FAQ_STAGES.get(faq.partition(".")[0], Stage.INQUIRY)
    return INTENT_STAGES.get(intent)


async def stages_of(reading: AsyncEngine, conversation_ids: Sequence[str]) -> dict[str, str]:
    """Conversation → the last stage it was about."""
    row = UnderstandingRow
    found: dict[str, str] = {}
    async with reading.connect() as connection:
        for start in range(0, len(conversation_ids), _IN):
            query = (
                select(row.conversation_id, row.intent, row.faq)
                .where(row.conversation_id.in_(conversation_ids[start : start + _IN]))
                .order_by(row.conversation_id, row.seq)
            )
            for id, intent, faq in await connection.execute(query):
                if (stage := stage_of(intent, faq)) is not None:
                    found[id] = stage.value
    return found
