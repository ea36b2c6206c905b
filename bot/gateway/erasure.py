"""Erasing a conversation with all that the rooms keep of it. What the law has the insurer keep stays: docs/security.md."""

from collections.abc import Mapping
from typing import Protocol

from bot.channels import links
from bot.channels.attachments import AttachmentFolder, StoredFile
from bot.channels.web import tokens
from bot.conversations.erasure import Also
from bot.conversations.errors import ConversationNotFound
from bot.conversations.service import Conversations
from bot.desk.assist import ticks
from bot.desk.supervision import models as supervision
from bot.dialogue import models as dialogue
from bot.gateway import channels
from bot.release import comparisons
from bot.staff import task_models
from bot.studio.inbox import models as inbox

# Deleted in the transaction that deletes the conversation.
ERASES: tuple[Also, ...] = (
    *channels.ERASES,
    tokens.erase,
    links.erase,
    dialogue.erase,
    supervision.erase,
    ticks.erase,
    task_models.erase,
    inbox.erase,
    comparisons.erase,
)


class Identities(Protocol):
    async def erase(self, subject: str) -> None: ...


class Papers(Protocol):
    async def keep_files(self, subject: str, paths: Mapping[str, str]) -> set[str]: ...


class Erasure:
    """Erases conversations. Each step may be repeated: what broke off is done again, from the beginning."""

    def __init__(
        self,
        conversations: Conversations,
        attachments: AttachmentFolder,
        identities: Identities,
        papers: Papers,
    ) -> None:
        self._conversations = conversations
        self._attachments = attachments
        self._identities = identities
        self._papers = papers

    async def __call__(self, conversation_id: str) -> None:
        """Nothing is left of what was said and who it was; `ConversationNotFound`.

        Complaints, claims and their papers, requests and the audit trail stay, and know the conversation by its number.
        """
        kept, _ = await self._files(conversation_id)
        # Whoever it was sees nothing from here on, also where the rest has to be repeated.
        await self._identities.erase(conversation_id)
        for path in await self._conversations.erase(conversation_id):
            if path not in kept:
                self._attachments.discard(StoredFile("", "", 0, path))

    async def words(self, conversation_id: str) -> int | None:
        """Nothing is left of what was said; who it was is known still, so that who looks by that finds what broke off.

        The number of files that went, None where the conversation was gone already.
        """
        kept, others = await self._files(conversation_id)
        for path in others:
            self._attachments.discard(StoredFile("", "", 0, path))
        try:
            late = set(await self._conversations.erase(conversation_id)) - kept - others
        except ConversationNotFound:
            return None
        for path in late:
            self._attachments.discard(StoredFile("", "", 0, path))
        return len(others | late)

    async def _files(self, conversation_id: str) -> tuple[set[str], set[str]]:
        """Where those lie that are papers of a claim, which is noted with it, and where the others."""
        stored = await self._conversations.attachments(conversation_id)
        kept = await self._papers.keep_files(conversation_id, {each.id: each.path for each in stored})
        return kept, {each.path for each in stored} - kept
