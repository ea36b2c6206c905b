"""Data-subject requests, put together: a customer's copy of everything, and the erasure of what no law keeps.

Every room answers for its own tables; which table is whose and what becomes of it: `bot/gateway/holdings.py`. Each step of an
erasure may be repeated, and what finds the customer's conversations goes last: what broke off is done again from the beginning.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder, StoredFile
from bot.conversations.export import Export
from bot.conversations.service import Conversations
from bot.gateway.erasure import ERASES, Erasure
from bot.outreach.privacy import OutreachPrivacy
from bot.staff.privacy import TaskPrivacy
from insurance.bootstrap import Services
from insurance.services.privacy import Plan, PrivacyService
from insurance.services.privacy_export import PrivacyExport
from kernel.clock import Clock, local
from kernel.crypto import Keyring
from kernel.privacy import Basis, Entry, entries
from kernel.signals import Signals

VERSION = 1
# Said in the copy itself: what is not in it, and why.
NOT_IN_IT = {
    "staff_notes": "同事之间关于工作的耳语、质检和投诉内部记录：属于员工的个人信息或内部管理记录，不在复制范围内",
    "audit_trail": "审计记录：为证明谁看过、改过您的信息而保存（个人信息保护法 51、54），不在复制范围内",
    "files": "文件本身：这里只列出名称，原件可另行索取",
    "unverified_conversations": "没有核实身份的会话：无法认定是您本人，因此没有查找",
    "derived": "机器人的工作记忆、识别结果和统计：由以上内容生成，没有新的信息",
    "medical": "被保险人是他人的理赔：不含其医疗和健康情况（个人信息保护法 28、29）",
}
SHARED = "这个会话里还核实过其他客户，内容不能单独提供给一个人，可由同事人工处理"


@dataclass(frozen=True)
class Erased:
    """Both lists; what was gone before is not in them."""

    gone: list[Entry]
    kept: list[Entry]


class Privacy:
    def __init__(
        self,
        erasure: Erasure,
        attachments: AttachmentFolder,
        conversations: Export,
        outreach: OutreachPrivacy,
        tasks: TaskPrivacy,
        business: PrivacyService,
        copies: PrivacyExport,
        clock: Clock,
    ) -> None:
        self._erasure = erasure
        self._attachments = attachments
        self._conversations = conversations
        self._outreach = outreach
        self._tasks = tasks
        self._business = business
        self._copies = copies
        self._clock = clock

    async def plan(self, customer_no: str) -> Plan:
        """What an erasure would find. `RecordNotFound`."""
        return await self._business.plan(customer_no)

    async def export(self, customer_no: str) -> dict[str, Any]:
        """One JSON document. Names are stable within a `version`; times carry their zone, money is yuan as text.
        `RecordNotFound`.
        """
        found = await self._copies.of(customer_no)
        conversations = [await self._conversations.of(id) for id in found.own]
        abouts = found.abouts | {f"conversation:{id}" for id in found.own}
        document: dict[str, Any] = msgspec.to_builtins(
            {
                "about": {
                    "version": VERSION,
                    "customer_no": customer_no,
                    "made_at": local(self._clock.now()).isoformat(timespec="seconds"),
                    "basis": "个人信息保护法 45",
                    "not_in_it": NOT_IN_IT,
                    "withheld_conversations": [{"conversation_id": id, "why": SHARED} for id in found.shared],
                },
                **found.sections,
                "conversations": [each for each in conversations if each is not None],
                **await self._outreach.export(customer_no, abouts),
                "tasks": await self._tasks.export(abouts),
            }
        )
        return document

    async def erase(self, customer_no: str) -> Erased:
        """`RecordNotFound` where nobody of that number is, or ever was erased."""
        plan = await self._business.plan(customer_no)
        known = plan.kept.customer is not None
        unsaid, told = await self._outreach.erase(customer_no, plan.abouts, running=plan.running, known=known)
        done, to_do = await self._tasks.erase(plan.abouts, plan.kept.abouts)
        talks = await self._business.conversations(customer_no)
        gone: Counter[tuple[str, Basis]] = Counter()
        for conversation_id, others in talks.items():
            if others:
                await self._business.step_out(conversation_id, customer_no)
            else:
                gone += await self._conversation(conversation_id)
        own = [id for id, others in talks.items() if not others]
        # Only now it is noted with all papers where they lie; and before the rows that say so are gone.
        papers = (await self._business.plan(customer_no, own)).papers
        for path in papers:
            self._attachments.discard(StoredFile("", "", 0, path))
        gone["file", Basis.OVER] = len(papers)
        counted = (Entry(noun, count, basis) for (noun, basis), count in gone.items())
        shared = entries(Entry("conversation", len(talks) - len(own), Basis.SHARED))
        all_gone, all_kept = await self._business.erase(
            customer_no, own, [*entries(*counted), *unsaid, *done], [*shared, *told, *to_do]
        )
        return Erased(all_gone, all_kept)

    async def _conversation(self, conversation_id: str) -> Counter[tuple[str, Basis]]:
        """What went with it."""
        files = await self._erasure.words(conversation_id)
        wishes = await self._business.forget(conversation_id)
        gone = {("conversation", Basis.ASKED): int(files is not None), ("file", Basis.ASKED): files or 0}
        return Counter(gone | {(noun, Basis.ASKED): count for noun, count in wishes.items()})


def privacy_of(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: Clock,
    services: Services,
    attachments: AttachmentFolder,
    signals: Signals,
) -> Privacy:
    """For one command, without a gateway."""
    conversations = Conversations(engine, keyring, clock, signals, erases=ERASES)
    return Privacy(
        Erasure(conversations, attachments, services.identity, services.claim_documents),
        attachments,
        Export(engine, keyring),
        OutreachPrivacy(engine, keyring),
        TaskPrivacy(engine, keyring),
        services.privacy,
        services.privacy_export,
        clock,
    )
