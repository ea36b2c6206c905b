"""What a practice is worth: the steps done, less what must not happen. 0 to 100, with every line that counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.studio.coaching.cases import Case
from bot.studio.coaching.play import Ending, Played

PASSED_FROM = 80
# The desk's own limit of a first response in a queue (bot/conversations/queues.py) is a minute.
_FIRST_RESPONSE_S = 60
_LATE = 5
_BREACH = 15
_BREACHES_AT_MOST = 3
_ENDINGS = {Ending.SATISFIED: 0, Ending.BROKEN_OFF: 10, Ending.GAVE_UP: 15, Ending.COMPLAINED: 20}


@dataclass(frozen=True)
class Mark:
    """`points`: got, or lost where negative; `of`: to be got; `line`: the number of the agent's line it is about, from 1."""

    what: str
    points: int
    of: int = 0
    line: int | None = None


@dataclass(frozen=True)
class Score:
    total: int
    marks: Sequence[Mark]

    @property
    def passed(self) -> bool:
        return self.total >= PASSED_FROM


def score(
    case: Case,
    played: Played,
    *,
    done_at: dict[str, int],
    breaches: Sequence[tuple[int, str]],
    first_response_s: float | None,
) -> Score:
    """`done_at`: by step, the agent's line that did it; `breaches`: of the rules of conduct, (line, what may be said instead)."""
    marks = [
        Mark(step.text, step.points, step.points, done_at.get(step.id))
        if step.id in played.steps
        else Mark(step.text, 0, step.points)
        for step in case.steps
    ]
    marks += [Mark(f"不能这样说：{safe}", -_BREACH, line=line) for line, safe in breaches[:_BREACHES_AT_MOST]]
    if first_response_s is not None and first_response_s > _FIRST_RESPONSE_S:
        marks.append(
            Mark(f"首次回复用了 {round(first_response_s)} 秒，超过 {_FIRST_RESPONSE_S} 秒", -_LATE, line=1)
        )
    if lost := _ENDINGS[played.ending or Ending.BROKEN_OFF]:
        what = {
            Ending.BROKEN_OFF: "没有谈完就结束了",
            Ending.GAVE_UP: "客户等不下去，走了",
            Ending.COMPLAINED: "客户提出了投诉",
        }[played.ending or Ending.BROKEN_OFF]
        marks.append(Mark(what, -lost))
    return Score(max(0, min(100, sum(mark.points for mark in marks))), tuple(marks))
