"""「算了」 and 「重新开始」: drop the task at hand, or begin it anew."""

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet

from actions.base import TurnAction
from actions.identity import clear_form
from actions.tasks.corrections import correction, steps_back
from actions.tasks.registry import TASKS
from actions.tasks.task import SLOT, State
from actions.turn import Event, Turn
from actions.waiting import go_back


class ActionCancelTask(TurnAction):
    """Drop the task at hand and everything typed for it; a task left for this one goes on."""

    action = "action_cancel_task"

    async def answer(self, turn: Turn) -> list[Event]:
        state = State.of(turn)
        if state is not None and steps_back(turn):
            # 「上一步」 sounds like giving up, but only takes one answer back.
            task = TASKS[state.name]
            asked = task.open_question(state.answers)
            back = correction(turn, task, state.answers, asked) if asked else None
            turn.say("utter_task_again")
            state.answers = back.answers if back else {}
            return [state.event(), SlotSet("task_answer", None), FollowupAction("task_form")]
        if state is None:
            turn.say("utter_cancelled")
        else:
            await TASKS[state.name].dropped(turn, state.answers)
        slots = [s for s in turn.tracker.slots if s.startswith(("complaint_", "task_"))]
        return [
            *clear_form(),
            *(SlotSet(name, None) for name in slots),
            SlotSet(SLOT, None),
            SlotSet("pending_task", None),
            ActiveLoop(None),
            *go_back(turn),
        ]
