"""People who answer outside the desk, in the channel's own tool: what they do is recorded here and delivered there.

Nothing of this room is sent to the customer meanwhile: the channel does not take it, and its own tool has told them.
"""

from bot.conversations.errors import LostRace
from bot.conversations.ledger import Ledger, LockedConversation
from bot.conversations.message import Content, Received, Sender
from bot.conversations.owner import Owner


class Elsewhere:
    """`agent` is the person's id in the channel's tool, with a prefix no username has; `name` what the record shows."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def taken(self, conversation_id: str, agent: str) -> None:
        """A person has taken the conversation, from whoever held it. Taken by the same again is nothing new."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.owner is Owner.AGENT and conversation.agent == agent:
                return
            await self._to_the_queue(conversation)
            if conversation.owner not in (Owner.QUEUE, Owner.AGENT):
                raise LostRace(owner=conversation.owner.value)
            await conversation.hand_to(Owner.AGENT, by=agent, agent=agent, details={"reason": "elsewhere"})

    async def said(self, conversation_id: str, agent: str, name: str, text: str, client_id: str) -> Received:
        """What the person wrote, which the customer has read already. The same `client_id` again is the same message."""
        async with self._ledger.locked(conversation_id) as conversation:
            known = await conversation.seq_of(Sender.AGENT, client_id)
            if known is not None:
                return Received(known, duplicate=True)
            content = Content(text, agent=name)
            return Received(
                await conversation.append(Sender.AGENT, content, client_id=client_id, deliver=False)
            )

    async def ended(self, conversation_id: str, by: str) -> None:
        """The person is done, or nobody came: the bot has the conversation again."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.owner in (Owner.QUEUE, Owner.AGENT):
                await conversation.hand_to(Owner.BOT, by=by, details={"reason": "ended_elsewhere"})

    @staticmethod
    async def _to_the_queue(conversation: LockedConversation) -> None:
        # The channel's own tool may let a person in without our queue; the table of owners knows the way through it.
        if conversation.owner is Owner.CLOSED:
            await conversation.hand_to(Owner.BOT, by="customer")
        if conversation.owner is Owner.BOT:
            await conversation.hand_to(Owner.QUEUE, by="system", details={"reason": "elsewhere"})
