"""Runs any task inside Rasa's one `task_form`: asks, listens, lets the customer correct, ask back, leave and come back.

The form has one slot, `task_answer`, which stays empty until the task is over; then it says how it ended: `done`, or
the action that does what the customer wants instead.
"""

import re
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.asides import complaint_progress, question_beside, small_talk
from actions.base import FormCheck, TurnAction
from actions.choices import is_bare_number, pressed
from actions.identity import begin_check
from actions.tasks.corrections import correction, says_wrong
from actions.tasks.questions import Choice, Confirmation, Question, Words, as_ask
from actions.tasks.registry import TASKS, look_up, task_of, way_out
from actions.tasks.task import READ_BACK, SLOT, State, Task
from actions.turn import Event, Turn
from actions.waiting import go_back, put_aside
from insurance.domain.errors import IdentityRequired, InsuranceError, InvalidValue, StoreUnavailable

FORM = "task_form"
_DONE = "done"
_ENDED = "ended"
_LAPSED = "lapsed"
_CANCELLED = "action_cancel_task"
_HANDOFF = "action_handoff"
# Buttons that end a task, when they are chosen in words.
_ENDS = {"cancel": _CANCELLED, "handoff": _HANDOFF}
# 「不退了」 before the confirmation calls the whole off; 「不对」 only says that something is wrong.
_CALLS_OFF = re.compile(
    r"\W*(?:那|先|还是|算了|我|就)*不(?:想)?(?:退|办|改|报|要|提交|换|撤|交|弄|买)了?(?:吧|啦|哈|，?谢谢)?\W*"
)
_REFUSES = re.compile(r"不(?:想|愿意?|肯|能|会)?(?:再)?(?:给|留|说|填|告诉|提供|透露)|不方便|凭什么|保密")
_REFUSAL_LENGTH = 12
_MISSES = 2


class ActionTask(TurnAction):
    """Begins the task a message asks for; where it needs an identity, after the check."""

    action = "action_task"

    async def answer(self, turn: Turn) -> list[Event] | None:
        pending = turn.slot("pending_task") or {}
        if pending.get("action") == self.action and turn.tracker.latest_action_name == "action_resume_task":
            return await _begin(turn, State(pending["task"], pending["answers"]))
        if (task := task_of(turn)) is None:
            turn.say("utter_fallback")
            return None
        return await _begin(turn, State(task.name, task.volunteered(turn, {})))


async def _begin(turn: Turn, state: State) -> list[Event]:
    """From the first word of a task to its first question, or to its end where nothing is left to ask."""
    task = TASKS[state.name]
    needed = await task.needed(turn, state.answers)
    if needed and (await turn.identity()).level < needed:
        return begin_check(turn, _pending(state))
    clear = [SlotSet("pending_task", None), SlotSet("task_answer", None)]
    answers = await task.begin(turn, state.answers)
    if answers is None:
        return [*clear, SlotSet(SLOT, None)]
    state.answers = answers
    if task.open_question(answers) is None:
        return [*clear, *await _perform(turn, state)]
    return [*clear, state.event(), FollowupAction(FORM)]


def _pending(state: State) -> dict[str, Any]:
    return {"action": ActionTask.action, "task": state.name, "answers": state.answers}


async def _perform(turn: Turn, state: State) -> list[Event]:
    """Do what was agreed. Where that fails, nothing said is lost: it is read back, to be confirmed again."""
    try:
        events = await TASKS[state.name].perform(turn, state.answers) or []
    except IdentityRequired:
        return begin_check(turn, _pending(state))
    except InsuranceError as error:
        turn.say_error(error)
        return _after(error, state)
    if any(event["event"] == "followup" for event in events):
        return events
    return [SlotSet(SLOT, None), *events, *go_back(turn)]


def _after(error: InsuranceError, state: State) -> list[Event]:
    """Where the store was away everything is read back; where a value will not do, it is asked for again; else it ends."""
    dropped = set()
    if isinstance(error, StoreUnavailable):
        dropped, state.answers = {"confirm"}, {**state.answers, READ_BACK: True}
    if isinstance(error, InvalidValue):
        dropped = {"confirm", f"new_{error.data['field']}"}
    state.answers = {slot: value for slot, value in state.answers.items() if slot not in dropped}
    if dropped and TASKS[state.name].open_question(state.answers) is not None:
        return [state.event(), FollowupAction(FORM)]
    return [SlotSet(SLOT, None)]


class ValidateTaskForm(FormCheck):
    """Listens. Whatever is said, `task_answer` stays empty until the task is over."""

    takes_files = True

    def name(self) -> str:
        return "validate_task_form"

    async def validate_task_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Event:
        turn = Turn(dispatcher, tracker)
        state = State.of(turn)
        if state is None or (asked := TASKS[state.name].question(state.asked)) is None:
            return {"task_answer": None}
        before, task = state.kept(), TASKS[state.name]
        try:
            ended = await _hear(turn, task, state, asked)
            if ended is None and await _lapsed(turn, task, state):
                ended = _LAPSED
        except IdentityRequired:
            ended = _LAPSED
        except InsuranceError as error:
            # Asked once more, as if nothing had been said.
            turn.say_error(error)
            return {"task_answer": None, SLOT: before}
        return {"task_answer": ended, SLOT: state.kept()}


async def _lapsed(turn: Turn, task: Task, state: State) -> bool:
    needed = await task.needed(turn, state.answers)
    identity = await turn.identity_if_known() if needed else None
    return identity is not None and identity.level < needed


async def _hear(turn: Turn, task: Task, state: State, asked: Question) -> str | None:
    """Takes the message in, changing `state`; how the task ended, or None while it goes on."""
    words_wanted = isinstance(asked, Confirmation) and not asked.by_number
    if words_wanted and turn.typed and is_bare_number(turn.text):
        _missed(turn, task, state, asked)
        return None
    turn = pressed(turn)
    if (value := turn.entity("task_value")) is not None:
        return await _take(turn, task, state, {asked.slot: value})
    if not turn.typed and turn.intent in _ENDS:
        return _ENDS[turn.intent]
    if await task.beside(turn, state.answers):
        state.misses = 0
        return None
    if turn.entity("attachment"):
        # The name of a file answers nothing.
        turn.say("utter_file_aside")
        return None
    if (slot := turn.entity("task_change")) is not None:
        state.answers = {given: value for given, value in state.answers.items() if given != slot}
        turn.say("utter_task_again")
        return None
    if fixed := correction(turn, task, state.answers, asked):
        state.answers, state.misses = fixed.answers, 0
        if chosen := await _chosen_anew(turn, task, state, fixed.open):
            return await _take(turn, task, state, chosen)
        turn.say("utter_task_changed" if fixed.changed else "utter_task_again")
        return None
    value = await asked.answered(turn, state.answers)
    if turn.typed and value is None and _CALLS_OFF.fullmatch(turn.text):
        return _CANCELLED
    if turn.intent not in task.intents and (action := way_out(turn, asked, answered=value is not None)):
        return None if await look_up(turn, action) else action
    told = task.volunteered(turn, state.answers) if turn.typed else {}
    # What tells something of the task is a question only by its form.
    tells = value is not None or any(task.question(slot) for slot in told)
    if turn.typed and not _any_wish(asked) and await _beside(turn, asked, surely=not tells):
        return None
    if value is not None:
        told[asked.slot] = value
    if not told:
        _missed(turn, task, state, asked)
        return None
    ended = await _take(turn, task, state, told)
    if ended is None and value is None and tells:
        # Something else was told: the same question alone would look as if nobody listened.
        turn.say("utter_task_noted")
    return ended


async def _chosen_anew(turn: Turn, task: Task, state: State, slots: Sequence[str]) -> dict[str, Any]:
    """「不是这份，是重疾那份」 takes a choice back and makes another."""
    questions = [question for slot in slots if isinstance(question := task.question(slot), Choice)]
    found = {question.slot: await question.answered(turn, state.answers) for question in questions}
    return {slot: value for slot, value in found.items() if value is not None}


async def _take(turn: Turn, task: Task, state: State, told: dict[str, Any]) -> str | None:
    before = state.answers
    state.answers, state.misses = {**before, **told}, 0
    settled = await task.settled(turn, state.answers)
    if settled is None:
        return _ENDED
    state.answers = settled
    await task.heard(turn, before, state.answers)
    return _DONE if task.open_question(state.answers) is None else None


def _any_wish(asked: Question) -> bool:
    return isinstance(asked, Words) and asked.any_wish


async def _beside(turn: Turn, asked: Question, *, surely: bool) -> bool:
    """Answers what is said beside the task; `surely`: the message is no answer to its question."""
    surely = surely and not isinstance(asked, Words)
    if await small_talk(turn) or await question_beside(turn, surely=surely) or await complaint_progress(turn):
        return True
    if turn.intent == "express_dissatisfaction" and surely:
        turn.say_once("utter_task_sorry", then="utter_task_sorry_again")
        return True
    return False


def _missed(turn: Turn, task: Task, state: State, asked: Question) -> None:
    """No answer: what was expected; from the second time on a person is offered."""
    if isinstance(asked, Confirmation) and (turn.intent == "deny" or (turn.typed and says_wrong(turn.text))):
        turn.say("utter_task_change_which", ask=_changes(turn, task, state, asked))
        return
    if turn.typed and len(turn.text) <= _REFUSAL_LENGTH and _REFUSES.search(turn.text):
        turn.say("utter_task_unwilling")
        return
    state.misses += 1
    turn.say("utter_task_stuck" if state.misses >= _MISSES else asked.hint)


class ActionAskTaskAnswer(TurnAction):
    """Asks the question that is open now; before the confirmation everything is read back."""

    action = "action_ask_task_form_task_answer"

    async def answer(self, turn: Turn) -> list[Event]:
        state = State.of(turn)
        question = TASKS[state.name].open_question(state.answers) if state else None
        if state is None or question is None or "utter_task_change_which" in turn.said:
            return []
        try:
            options = await question.options(turn, state.answers)
        except (StoreUnavailable, IdentityRequired):
            # Asked all the same: an answer in words will do.
            options = []
        turn.say(
            question.asked_with(state.answers),
            ask=as_ask(question, options),
            buttons=question.buttons(turn, state.answers),
            summary=TASKS[state.name].summary(state.answers),
        )
        state.asked = question.slot
        return [state.event()]


def _changes(turn: Turn, task: Task, state: State, asked: Confirmation) -> dict[str, Any]:
    """The message's `ask`, an option for each thing that was read back."""
    given = [q for q in task.applying(state.answers) if q.label and state.answers.get(q.slot) is not None]
    changes = [{"title": q.label, "payload": f'/deny{{"task_change": "{q.slot}"}}'} for q in given]
    confirms, _, stops = asked.buttons(turn, state.answers)
    return {**as_ask(asked, ()), "options": [*changes, {**confirms, "title": "都不用改，确认提交"}, stops]}


class ActionTaskEnd(TurnAction):
    """After the form: do what was agreed, or go where the customer wants to go and keep the rest for later."""

    action = "action_task_end"

    async def answer(self, turn: Turn) -> list[Event]:
        state, ended = State.of(turn), turn.slot("task_answer")
        clear = SlotSet("task_answer", None)
        if state is None:
            return [clear]
        if ended == _DONE:
            return [clear, *await _perform(turn, state)]
        if ended == _ENDED:
            return [clear, SlotSet(SLOT, None), *go_back(turn)]
        if ended == _LAPSED:
            return [clear, SlotSet(SLOT, None), *begin_check(turn, _pending(state))]
        if ended in (_CANCELLED, _HANDOFF) or task_of(turn) is TASKS[state.name]:
            # A person is told of the task at hand; the same one is merely begun again.
            return [clear, FollowupAction(ended)]
        aside = put_aside(turn, TASKS[state.name].title, state.kept())
        return [clear, SlotSet(SLOT, None), aside, FollowupAction(ended)]
