"""What is said beside a task: answered in a few words, so that the task's own question can be asked again."""

from actions.complaints import ActionComplaintStatus
from actions.faq import ActionFaq
from actions.products import ActionProductQuestion
from actions.turn import Turn


async def small_talk(turn: Turn) -> bool:
    """A greeting, thanks, 「你是机器人吗」: a word in passing. False where it is none of these."""
    if turn.intent == "greet":
        turn.say("utter_here")
    elif turn.intent == "thanks":
        turn.say("utter_welcome")
    elif turn.intent == "bot_challenge" and turn.asks:
        turn.say("utter_bot_challenge")
    else:
        return False
    return True


async def question_beside(turn: Turn, *, surely: bool = False) -> bool:
    """A question of insurance in the middle of something else; `surely`: the message can be nothing else."""
    if turn.intent not in ("faq", "product_question") or not (surely or turn.asks):
        return False
    await (ActionFaq() if turn.intent == "faq" else ActionProductQuestion()).answer(turn)
    return True


async def complaint_progress(turn: Turn) -> bool:
    """「我之前那个投诉到哪了」, which needs no identity where it was lodged in this conversation."""
    if turn.intent != "complaint_status" or not turn.asks:
        return False
    known = await turn.services.complaints.list_for(turn.conversation, await turn.identity())
    if known or turn.entity("complaint_no"):
        await ActionComplaintStatus().answer(turn)
    else:
        turn.say("utter_complaint_not_lodged")
    return True
