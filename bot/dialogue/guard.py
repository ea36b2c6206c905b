"""Nothing the bot says breaks the rules of conduct: what would is exchanged before the turn becomes true.

Only our own words are judged; what a reply quotes, such as a complaint that is read back, stays as it was written. Button
titles are not judged either: they are what the customer says next.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import structlog
from prometheus_client import Counter

from bot.conversations import wording
from bot.conversations.message import Button, Content
from bot.dialogue.replies import MAX_BUTTONS, Answer
from kernel.quotes import Span

log = structlog.get_logger()
STOPPED = Counter("baowen_conduct_breaches_total", "What the bot was about to say and must not", ["guard"])

# (text, its quotes, the FAQ entry it answers with) → for each breach the guard's id and what may be said instead.
Judge = Callable[[str, Sequence[Span], str | None], Awaitable[Sequence[tuple[str, str]]]]


class Conduct(Protocol):
    """Who knows the rules; the dialogue knows no insurance."""

    async def breaches(
        self, text: str, *, quoted: Sequence[Span] = (), faq: str | None = None
    ) -> Sequence[Any]: ...


def judged_by(conduct: Conduct) -> Judge:
    """How the guard asks whether something may be said."""

    async def judge(text: str, quoted: Sequence[Span], faq: str | None) -> list[tuple[str, str]]:
        found = await conduct.breaches(text, quoted=quoted, faq=faq)
        return [(breach.guard.id, breach.safe) for breach in found]

    return judge


class ConductGuard:
    """Holds every answer against the rules; `judge` knows them."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    async def passed(self, answer: Answer) -> Content:
        """The answer, or what is said in its place."""
        content = answer.content
        faq = (content.source or {}).get("faq")
        breaches = await self._judge(content.text, answer.quoted, faq)
        if not breaches:
            return content
        for guard, _ in breaches:
            log.warning("conduct_breach", guard=guard, template=content.template)
            STOPPED.labels(guard).inc()
        return _instead(content, [safe for _, safe in breaches])


def _instead(content: Content, safe: Sequence[str]) -> Content:
    """The safe wording and a way to a person; a question stays open, so that the task goes on."""
    text = wording.INSTEAD.format(safe="。".join(dict.fromkeys(safe)))
    if content.ask is not None:
        return Content(text, buttons=content.buttons, ask=content.ask, template=content.template)
    person = Button(wording.HANDOFF_TITLE, wording.HANDOFF_PAYLOAD)
    others = [button for button in content.buttons if button.payload != person.payload]
    return Content(text, buttons=(*others[: MAX_BUTTONS - 1], person), template=content.template)
