"""解绑: this WeChat is no longer tied to a customer. Less is shown afterwards, so no check comes before it."""

import re
from collections.abc import Sequence
from typing import ClassVar

from actions.tasks.questions import Answers, Option, Question, YesNo
from actions.tasks.task import Task
from actions.turn import Event, Turn


class UnbindTask(Task):
    name = "unbind"
    title = "解除绑定"
    questions: ClassVar[Sequence[Question]] = (
        YesNo(
            slot="unbind",
            asks_for="confirm",
            choices=(
                Option("yes", "确认解绑"),
                Option("no", "先不解了", re.compile(r"不(?:想|要|用)?解|先?留着|还是绑着")),
            ),
            response="utter_ask_unbind",
        ),
    )

    async def begin(self, turn: Turn, answers: Answers) -> Answers | None:
        if await turn.services.identity.binding(turn.conversation) is None:
            turn.say("utter_not_bound")
            return None
        return answers

    async def perform(self, turn: Turn, answers: Answers) -> list[Event] | None:
        if answers["unbind"] == "yes":
            await turn.services.identity.unbind(turn.conversation)
            turn.say("utter_unbound")
        else:
            turn.say("utter_still_bound")
        return None
