"""What a channel says by itself, without a turn: a welcome, or that it could not take what the customer sent."""

from datetime import timedelta

from bot.conversations.ledger import Ledger
from bot.conversations.message import Content, Sender
from bot.conversations.owner import Owner


class Asides:
    """Stored and delivered like every message; silent while people have the conversation."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def say(
        self,
        conversation_id: str,
        client_id: str,
        content: Content,
        *,
        heard: str | None = None,
        reply_within: timedelta | None = None,
        to_anybody: bool = False,
    ) -> bool:
        """Say `content` because of what the channel names `client_id`; False where that was there already.

        `heard`: what stands for the customer's own message in the record, as 「[语音]」. `reply_within` as in
        `Inbox.receive`. `to_anybody`: also while people have the conversation.
        """
        async with self._ledger.locked(conversation_id) as conversation:
            for sender in (Sender.SYSTEM, Sender.CUSTOMER):
                if await conversation.seq_of(sender, client_id) is not None:
                    return False
            if heard is not None:
                await conversation.append(Sender.CUSTOMER, Content(heard), client_id=client_id)
                await conversation.free_held()
            if to_anybody or conversation.owner in (Owner.BOT, Owner.CLOSED):
                conversation.reply_until = conversation.now + reply_within if reply_within else None
                await conversation.append(Sender.SYSTEM, content, client_id=client_id)
        return True
