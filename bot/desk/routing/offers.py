"""Who is asked to take which waiting conversation.

In serving order each is offered to one agent who knows its queue, is here and ready, and has a place free: the one the
customer spoke to within a day, else who holds least, and of these who has been idle longest. An agent has one offer at
a time. Without an answer it goes to the next. With nobody suitable a conversation stays in the queue, for anybody to take by
hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from bot.conversations.engagements import Work
from bot.conversations.offers import Outcome, Waiting
from bot.conversations.queues import Queue
from bot.conversations.service import Conversations
from bot.desk.routing.people import knows
from bot.staff.accounts import Staff, StaffAccounts
from bot.staff.presence import Presence, PresenceBoard, State
from kernel.clock import Clock

log = structlog.get_logger("desk")

RETURNS_WITHIN = timedelta(hours=24)
_AT_A_TIME = 50
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Somebody who can take one more. `idle_since`: when they last took or ended one, let one pass or became ready."""

    username: str
    skills: Sequence[str]
    held: int
    capacity: int
    idle_since: datetime

    def suits(self, waiting: Waiting, queue: Queue, now: datetime) -> bool:
        if knows(self.skills, waiting.queue):
            return True
        overflows = queue.overflow_after_s is not None and now - waiting.waiting_since >= timedelta(
            seconds=queue.overflow_after_s
        )
        return overflows and queue.overflow_to is not None and knows(self.skills, queue.overflow_to)


def choose(
    waiting: Waiting, queue: Queue, free: Sequence[Candidate], known_to: str | None, now: datetime
) -> Candidate | None:
    """Whom to ask; None: nobody for now. `known_to`: whom this customer spoke to within a day.

    Who let it pass is not asked again at once: not while another suits, and never sooner than an offer lasts.
    """
    suiting = [each for each in free if each.suits(waiting, queue, now)]
    others = [each for each in suiting if each.username != waiting.passed_by]
    if not others and waiting.passed_at is not None:
        rested = now - waiting.passed_at >= timedelta(seconds=queue.offer_s)
        others = suiting if rested else []
    if not others:
        return None
    if waiting.passed_by is None:
        for each in others:
            if each.username == known_to:
                return each
    return min(others, key=lambda each: (each.held, each.idle_since, each.username))


class OfferDesk:
    """Makes and ends offers; any number of gateways may run it at once. `elsewhere`: channels whose people answer in a tool
    of their own."""

    def __init__(
        self,
        conversations: Conversations,
        accounts: StaffAccounts,
        presence: PresenceBoard,
        clock: Clock,
        elsewhere: Collection[str] = (),
    ) -> None:
        self._elsewhere = elsewhere
        self._conversations = conversations
        self._offers = conversations.offers
        self._accounts = accounts
        self._presence = presence
        self._clock = clock

    async def sweep(self) -> None:
        """End the offers nobody answered, then make those that can be made."""
        line = await self._offers.line(self._elsewhere)
        if not line:
            return
        board = await self._presence.all()
        if any([await self._end(each, board) for each in line if each.offered_to]):
            line, board = await self._offers.line(self._elsewhere), await self._presence.all()
        asked = {each.offered_to for each in line}
        free = [each for each in await self._candidates(board) if each.username not in asked]
        if free:
            await self._make([each for each in line if each.offered_to is None], free)

    async def decline(self, conversation_id: str, agent: str) -> bool:
        """`agent` passes an offer on; False when it is not theirs to answer."""
        passed = await self._offers.pass_on(conversation_id, agent)
        if passed:
            await self._presence.passed(agent, missed=False)
        return passed

    async def _end(self, waiting: Waiting, board: Mapping[str, Presence]) -> bool:
        """Whether the offer is over: the time is up, or the agent has gone."""
        agent, until = waiting.offered_to, waiting.offered_until
        if agent is None or until is None:
            return False
        if until <= self._clock.now():
            over = await self._offers.pass_on(waiting.id, agent, lapsed=True)
            if over and await self._presence.passed(agent, missed=True):
                log.info("agent_does_not_answer", agent=agent)
            return over
        if _is_ready(board.get(agent)):
            return False
        await self._offers.take_back(waiting.id, agent)
        return True

    async def _candidates(self, board: Mapping[str, Presence]) -> list[Candidate]:
        """Who is here, ready and below capacity."""
        ready = [staff for staff in await self._accounts.at_desk() if _is_ready(board.get(staff.username))]
        if not ready:
            return []
        since = self._clock.now() - RETURNS_WITHIN
        work = await self._conversations.engagements.work([each.username for each in ready], since)
        found = [_candidate(staff, board[staff.username], work[staff.username]) for staff in ready]
        return [each for each in found if each.held < each.capacity]

    async def _make(self, line: Sequence[Waiting], free: list[Candidate]) -> None:
        now = self._clock.now()
        queues = await self._conversations.queues.all()
        known_to: dict[str, str] = {}
        for number, waiting in enumerate(line):
            if number % _AT_A_TIME == 0:
                next_ones = [each.id for each in line[number : number + _AT_A_TIME]]
                known_to = await self._conversations.engagements.last_agents(next_ones, now - RETURNS_WITHIN)
            queue = queues.get(waiting.queue) or Queue(waiting.queue)
            until = now + timedelta(seconds=queue.offer_s)
            outcome = Outcome.BUSY
            # Another gateway may have asked the chosen meanwhile; this customer is still the next.
            while outcome is Outcome.BUSY:
                chosen = choose(waiting, queue, free, known_to.get(waiting.id), now)
                if chosen is None:
                    break
                outcome = await self._offers.make(
                    waiting.id, chosen.username, until, capacity=chosen.capacity
                )
                if outcome is not Outcome.TAKEN:
                    free.remove(chosen)
            if not free:
                return


def _is_ready(presence: Presence | None) -> bool:
    return presence is not None and presence.here and presence.state is State.READY


def _candidate(staff: Staff, presence: Presence, work: Work) -> Candidate:
    acts = (presence.since, presence.passed_at, work.last_at)
    return Candidate(
        staff.username,
        staff.skills,
        work.held,
        presence.capacity or staff.capacity,
        max((each for each in acts if each is not None), default=_NEVER),
    )
