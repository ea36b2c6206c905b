"""Prints the states of a model for `docs/studio/release.md`, so that the page cannot differ from the code.

python -m docs.print_release
"""

import sys

from bot.release.states import REPLACED, TRANSITIONS, ModelState

NAMES = {
    ModelState.CANDIDATE: "trained",
    ModelState.APPROVED: "may be released",
    ModelState.SHADOW: "reads along, is not heard",
    ModelState.CANARY: "answers a share of the conversations",
    ModelState.LIVE: "answers everybody else",
    ModelState.RETIRED: "was live",
    ModelState.WITHDRAWN: "was taken back",
}


def diagram() -> str:
    """A mermaid state diagram; arrows carry the act."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {ModelState.CANDIDATE}"]
    lines += [f"  {state} : {state} · {NAMES[state]}" for state in ModelState]
    lines += [f"  {source} --> {target} : {act}" for (source, act), target in TRANSITIONS.items()]
    lines += [f"  {source} --> {target} : another one goes live" for source, target in REPLACED.items()]
    lines += [f"  {ModelState.RETIRED} --> {ModelState.LIVE} : the one after it is rolled back"]
    return "\n".join([*lines, "```"])


if __name__ == "__main__":
    sys.stdout.write(diagram() + "\n")
