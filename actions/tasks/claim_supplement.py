"""补交材料: files one after another, each acknowledged with what is still missing from the one list; at the end what was
read from them is read back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.claim_course import clocks
from actions.files import files_sent
from actions.tasks import claim_reading
from actions.tasks.own import ClaimTask, OwnClaim
from actions.tasks.questions import Answers, Option, Question
from actions.turn import Event, Turn
from insurance.domain.claims import ClaimStatus
from insurance.services.claims import ClaimView, HandIn

_ALL = re.compile(
    r"就这些|没有了|没了|传完|发完|交完|都在这|都齐了|齐了|好了|完了|以后再|晚点|回头|先这样|暂时没有|没带|还没有|不在手边|^没有"
)
_LACKING = re.compile(r"丢|遗失|找不到|弄不到|开不出|没给|不给开|坏了|过期")
_EACH = re.compile("都是|全是|全部是")
_MOST_OPTIONS = 6


@dataclass(frozen=True, kw_only=True)
class _Files(Question):
    """Open until the customer says that this is all. Files are taken in beside it; a name says what one of them is."""

    hint: str = "utter_not_a_file"
    input: ClassVar[str] = "file"

    def asked_with(self, answers: Answers) -> str:
        return "utter_ask_more_documents" if answers.get("sent") else "utter_ask_documents"

    async def answered(self, turn: Turn, answers: Answers) -> str | None:
        if not turn.typed:
            return None
        if (names := turn.entities("document")) and not turn.asks and not _LACKING.search(turn.text):
            return "、".join(names)
        return "all" if _ALL.search(turn.text) or turn.intent in ("deny", "affirm", "goodbye") else None

    async def options(self, turn: Turn, answers: Answers) -> list[Option]:
        wanting = answers.get("wanting", []) if answers.get("unnamed") else []
        named = [Option(name, name) for name in wanting[:_MOST_OPTIONS]]
        return [*named, Option("all", "就这些" if answers.get("sent") else "以后再传")]


class ClaimSupplementTask(ClaimTask):
    """Among the answers: `attachments` to be handed in, `sent`: how many were, `unnamed`: those nobody named, `announced`:
    names of those to come, `wanting`: what is still missing.
    """

    name = "claim_supplement"
    title = "交理赔材料"
    intents = frozenset({"claim_supplement"})
    likely = frozenset({ClaimStatus.REPORTED, ClaimStatus.DOCS_PENDING})
    questions: ClassVar[Sequence[Question]] = (
        OwnClaim(),
        _Files(slot="documents"),
        *claim_reading.QUESTIONS,
    )

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        found = super().volunteered(turn, answers)
        if not turn.active_loop and (files := files_sent(turn)):
            found["attachments"] = files
        return found

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """As soon as the claim is known: what it lacks, and the files that came before are handed in."""
        if "claim_no" not in answers or "wanting" in answers:
            return answers
        claim = await turn.services.claims.get(await turn.identity(), answers["claim_no"], turn.conversation)
        answers = {**answers, "claim_no": claim.claim_no, "wanting": list(claim.wanting)}
        if files := answers.pop("attachments", []):
            answers["unnamed"] = files
            await self._hand_in(turn, answers, [(None, file) for file in files])
        elif claim.status is ClaimStatus.DOCS_PENDING and claim.wanting:
            turn.say("utter_claim_missing", claim_no=claim.claim_no, documents="、".join(claim.wanting))
        return answers

    async def beside(self, turn: Turn, answers: Answers) -> bool:
        if (attachment := turn.entity("attachment")) is None:
            return _lacks(turn)
        if "claim_no" not in answers:
            answers.setdefault("attachments", []).append(attachment)
            turn.say("utter_photo_kept")
            return True
        announced = answers.get("announced") or [None]
        await self._hand_in(turn, answers, [(announced[0], attachment)])
        answers["announced"] = announced[1:]
        if announced[0] is None:
            answers["unnamed"] = [*answers.get("unnamed", []), attachment]
        # More papers may come after 「就这些」 too.
        answers.pop("documents", None)
        return True

    async def _hand_in(
        self, turn: Turn, answers: Answers, documents: Sequence[tuple[str | None, str]]
    ) -> None:
        received = await turn.services.claims.hand_in(
            turn.conversation, await turn.identity(), answers["claim_no"], documents, turn.key
        )
        answers["sent"] = await claim_reading.handed_in(turn, answers)
        answers["wanting"] = list(received.missing)
        self._acknowledge(turn, answers, received, [name for name, _ in documents if name])

    def _acknowledge(self, turn: Turn, answers: Answers, received: HandIn, names: Sequence[str]) -> None:
        name = "、".join(dict.fromkeys(names))
        what = f"「{name}」" if name else f"第 {answers['sent']} 份"
        if not received.missing:
            turn.say("utter_document_received_last", what=what, next=_afterwards(turn, received.claim))
        elif name:
            turn.say("utter_document_received", what=what, documents="、".join(received.missing))
        else:
            turn.say("utter_document_unnamed", what=what, documents="、".join(received.missing))

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        said = answers.get("documents")
        if said is not None and said != "all":
            del answers["documents"]
            await self._name(turn, answers, said.split("、"))
        elif said == "all" and (before.get("documents") != "all" or "confirm" in answers):
            await claim_reading.take_up(turn, answers)

    async def _name(self, turn: Turn, answers: Answers, names: Sequence[str]) -> None:
        """Of the files nobody named the last ones; where there is none, of those to come."""
        unnamed = answers.get("unnamed", [])
        if not unnamed:
            answers["announced"] = list(names)
            turn.say("utter_document_announced", documents="、".join(names))
            return
        if len(names) == 1 and _EACH.search(turn.text):
            names = [*names] * len(unnamed)
        files = unnamed[-len(names) :]
        answers["unnamed"] = unnamed[: -len(files)]
        await self._hand_in(turn, answers, list(zip(names, files, strict=False)))

    def summary(self, answers: Answers) -> str:
        return (
            claim_reading.lines(answers) if claim_reading.is_read_back(answers) else super().summary(answers)
        )

    async def dropped(self, turn: Turn, answers: Answers) -> None:
        self._told_where(turn, answers)

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        await claim_reading.record(turn, answers)
        self._told_where(turn, answers)
        if answers.get("sent") and await claim_reading.unread(turn, answers):
            turn.say("utter_documents_unread")
        return None

    @staticmethod
    def _told_where(turn: Turn, answers: Answers) -> None:
        if sent := answers.get("sent", 0):
            turn.say("utter_documents_done", count=sent, claim_no=answers["claim_no"])
        elif "claim_no" in answers:
            turn.say("utter_documents_later", claim_no=answers["claim_no"])
        else:
            turn.say("utter_cancelled")


def _lacks(turn: Turn) -> bool:
    """「行驶证丢了」 names a paper that will not come."""
    if not (turn.typed and turn.entity("document") and _LACKING.search(turn.text)):
        return False
    turn.say("utter_document_lacking")
    return True


def _afterwards(turn: Turn, claim: ClaimView) -> str:
    """What the last paper sets going."""
    return "".join(clocks(claim, turn.services.clock.now()))
