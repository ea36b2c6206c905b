"""What is not ours: the state's social insurance has its own counters, everything else gets a plain word."""

import re

from actions.misses import missed_before
from actions.turn import Turn

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


def not_ours(turn: Turn) -> None:
    """Says who is responsible where we know it; otherwise what we can do, and after two misses offers a person."""
    counter = next((response for response, words in _COUNTERS if words.search(turn.text)), None)
    if counter:
        turn.say(counter)
        return
    turn.say("utter_fallback_twice" if missed_before(turn.tracker) else "utter_out_of_scope")
    turn.signal(missed=True)
