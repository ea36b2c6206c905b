"""What stories refuse beyond what the studio does.

StudioError
└─ StoryError
   ├─ UnknownNames      of intents, actions, slots or loops that the domain does not have
   ├─ BadSteps
   └─ RulesContradict
"""

from bot.studio.errors import StudioError


class StoryError(StudioError):
    code = "story_error"


class UnknownNames(StoryError):
    """`data`: unknown, each {kind, name}."""

    code = "unknown_names"


class BadSteps(StoryError):
    """`data`: step (its number from 1, where one is to blame), problem: none, kind, words, placeholder, name, file."""

    code = "bad_steps"


class RulesContradict(StoryError):
    """`data`: rules, the names of those that say otherwise."""

    code = "rules_contradict"
