"""突发事件: who says hello while one is under way hears of it first, with the questions most will have."""

from actions.base import TurnAction
from actions.misses import questions
from actions.turn import Event, Turn


class ActionGreet(TurnAction):
    action = "action_greet"

    async def answer(self, turn: Turn) -> list[Event] | None:
        turn.say("utter_greet")
        for incident in await turn.services.incidents.current():
            turn.say(
                "utter_incident_questions",
                banner=incident.banner,
                buttons=questions(turn, incident.faq_pack) or None,
            )
        return None
