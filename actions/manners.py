"""Small talk that depends on what was said before: 「继续」, and anger, which is met with an apology once."""

import re

from rasa_sdk.events import FollowupAction

from actions.base import TurnAction
from actions.choices import offered, press_button
from actions.tasks.registry import TASKS
from actions.tasks.task import State
from actions.turn import Event, Turn
from actions.waiting import go_back
from actions.wishes import goes_on

_CONSENTS = re.compile("同意|联系")


class ActionAffirm(TurnAction):
    """「好的」 outside a task; 「继续」 goes on with the task a person took over, or with the one left last; 「同意」 after a
    refusal of the consultation takes the refusal back.
    """

    action = "action_affirm"

    async def answer(self, turn: Turn) -> list[Event] | None:
        if goes_on(turn.text):
            if (state := State.of(turn)) is not None:
                turn.say("utter_task_back", title=TASKS[state.name].title)
                return [FollowupAction("task_form")]
            if events := go_back(turn):
                return events
        if turn.answered_with == "utter_advice_declined" and _CONSENTS.search(turn.text):
            # After all; a mere 「好的」 consents to nothing.
            [after_all] = offered(turn)
            return press_button(turn, after_all)
        turn.say("utter_affirm")
        return None


class ActionDissatisfied(TurnAction):
    action = "action_dissatisfied"

    async def answer(self, turn: Turn) -> None:
        turn.say_once("utter_dissatisfied", then="utter_dissatisfied_again")
