"""What a task is: the questions it asks, in order, and what is done with the answers.

A task is data and a few sentences; interruptions, corrections, going back and coming back are the same for all of
them and live in `form.py`, so that a new task is a new file beside this one and a line in `registry.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Self

from rasa_sdk.events import SlotSet

from actions.tasks.questions import Answers, Confirmation, Question
from actions.turn import Event, Turn
from insurance.domain.identity import Level

SLOT = "task"
# Among the answers: everything is read back before it is done, also where the task asks for no confirmation.
READ_BACK = "read_back"
_CONFIRMATION = Confirmation()


@dataclass
class State:
    """A task under way, as the slot `task` keeps it; `answers` are JSON values by question.

    `asked`: the question that waits for an answer. `misses`: answers in a row that were none.
    """

    name: str
    answers: Answers = field(default_factory=dict)
    asked: str | None = None
    misses: int = 0

    @classmethod
    def of(cls, turn: Turn) -> Self | None:
        kept = turn.slot(SLOT)
        return cls(**kept) if kept else None

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def event(self) -> Event:
        event: Event = SlotSet(SLOT, self.kept())
        return event


class Task(ABC):
    """One kind of business. `title` completes 「接着办…」; `needs` is the identity that must be proven first."""

    name: ClassVar[str]
    title: ClassVar[str]
    intents: ClassVar[frozenset[str]] = frozenset()
    needs: ClassVar[Level] = Level.ANONYMOUS
    questions: ClassVar[Sequence[Question]]

    def question(self, slot: str | None) -> Question | None:
        known = (*self.questions, _CONFIRMATION)
        return next((question for question in known if question.slot == slot), None)

    def applying(self, answers: Answers) -> list[Question]:
        """The questions this case asks, answered or not."""
        asked = [question for question in self.questions if question.when(answers)]
        confirmed = any(isinstance(question, Confirmation) for question in asked)
        return asked if confirmed or READ_BACK not in answers else [*asked, _CONFIRMATION]

    def open_question(self, answers: Answers) -> Question | None:
        return next((q for q in self.applying(answers) if q.slot not in answers), None)

    def volunteered(self, turn: Turn, answers: Answers) -> Answers:
        """What the message tells of questions not answered yet, whatever was asked."""
        found: Answers = {}
        for question in self.questions:
            known = {**answers, **found}
            if question.slot in known or not question.when(known):
                continue
            if (value := question.volunteered(turn)) is not None:
                found[question.slot] = value
        return found

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        """Opening words and what is known already; None where the task ends before its first question."""
        return answers

    async def settled(self, turn: Turn, answers: Answers) -> Answers | None:
        """With what needs no question any more; None where it cannot be done, which has been said."""
        return answers

    async def needed(self, turn: Turn, answers: Answers) -> Level:
        """The identity this case needs."""
        return self.needs

    async def beside(self, turn: Turn, answers: Answers) -> bool:
        """Takes in what is no answer to a question, such as a photo; True where that was all of the message."""
        return False

    async def heard(self, turn: Turn, before: Answers, answers: Answers) -> None:
        """Says what an answer calls for at once, before the next question."""
        return

    async def dropped(self, turn: Turn, answers: Answers) -> None:
        """Says what becomes of it when the customer calls it off."""
        turn.say("utter_cancelled")

    def told(self, answers: Answers) -> dict[str, str]:
        """The answers given, as they read, by their labels."""
        return {
            question.label: question.shown(answers[question.slot])
            for question in self.applying(answers)
            if question.label and answers.get(question.slot) is not None
        }

    def summary(self, answers: Answers) -> str:
        """What is read back before the confirmation, a line each."""
        return "\n".join(f"{label}：{value}" for label, value in self.told(answers).items())

    @abstractmethod
    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        """Do it, and tell; effects carry `turn.key`."""
