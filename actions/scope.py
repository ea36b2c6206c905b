"""What is not ours: the state's social insurance has its own counters, everything else gets a plain word."""

import re

from actions.misses import miss, missed_before
from actions.turn import Event, Turn

# Hotlines of the state: housing fund 12329, medical security 12393 (maternity belongs to it since 2019), human resources
# and social security 12333.
_COUNTERS = (
    ("utter_housing_fund", re.compile("公积金")),
    (
        "utter_state_medical",
        re.compile(
            "医保|医疗保障局|新农合|合作医疗|异地就医|门诊统筹|居民医疗|职工医疗|生育津贴|生育保险|产假工资"
        ),
    ),
    (
        "utter_state_pension",
        re.compile(
            "社保|社会保险|社会保障|养老金|退休[金证年手]|办退休|职工养老|居民养老|养老保险|失业[金保补险]|工伤|灵活就业|人社|低保"
        ),
    ),
)


# Words that name nothing: a question of these alone (要多久, 要什么材料, 钱怎么还没到) lacks what it is about.
_NAMES_NOTHING = re.compile(
    r"(?:请问|[我你您]们?|[那这][个么些]?|[想该要得能会就还再都又没不才]|需要|可以|大概|一般|到底|具体|详细|怎么?|[办样续]|咋|如何|什么"
    r"|啥|[哪那][里儿些个]|哪|谁|为|多[久少长]|几天|时[间候]|手续|流程|材料|资料|[钱款交缴付退弄赔报做给到去在用说点来行]|到账|申请"
    r"|[有是的了吗嘛么呢啊呀吧]|\W)+"
)


def not_ours(turn: Turn) -> list[Event]:
    """Says who is responsible where we know it; otherwise what we can do, and after two misses offers a person."""
    counter = next((response for response, words in _COUNTERS if words.search(turn.text)), None)
    if counter:
        turn.say(counter)
        return []
    if _NAMES_NOTHING.fullmatch(turn.text):
        return miss(turn)
    turn.say("utter_fallback_twice" if missed_before(turn.tracker) else "utter_out_of_scope")
    turn.signal(missed=True)
    return []
