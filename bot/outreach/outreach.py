"""The one way out: plans are noted, and what is due goes out once, by the best channel that takes it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from aiohttp import web

from bot.outreach.ledger import Begun, Claimed, Ledger, Reason, digest_of
from bot.outreach.manners import Manners
from bot.outreach.message import Kind, Outgoing, Recheck
from bot.outreach.ways import Contacts, Failures, Landed, Result, Target, Way
from insurance.domain.reminders import ReminderChannel
from insurance.services.contacts import Contact
from kernel.clock import Clock

log = structlog.get_logger("outreach")

_BATCH = 20
# After so many tries in a row of a provider that is away the next channel has its turn.
_PATIENCE = 5
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
# So long after it was sent a channel may still tell that it did not arrive.
_LATE = timedelta(days=1)


@dataclass(frozen=True)
class Ran:
    """What one round did; `queued`: put back for later, `skipped`: reason → how many."""

    sent: int = 0
    queued: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)


class Outreach:
    """Planning is idempotent by key, sending exactly once whoever runs it and whatever falls in between.

    `ways`: the preferred channel first. `failures`: by channel, what it took and did not deliver. `landed`: told of every
    message that a conversation is to know of.
    """

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        manners: Manners,
        contacts: Contacts,
        ways: Sequence[Way],
        failures: Mapping[ReminderChannel, Failures] | None = None,
        landed: Landed | None = None,
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._manners = manners
        self._contacts = contacts
        self._ways = ways
        self._failures = failures or {}
        self._landed = landed
        self._rechecks: dict[Kind, Recheck] = {}

    def recheck(self, kind: Kind, ask: Recheck) -> None:
        """Ask this before a message of `kind` goes out."""
        self._rechecks[kind] = ask

    async def plan(self, messages: Sequence[Outgoing]) -> int:
        """Note them; how many were new. A key has at most 128 characters."""
        return await self._ledger.add(messages)

    async def run(self) -> Ran:
        """Send what is due now and may go out at this hour. Any number of processes may do so at once."""
        round = _Round()
        await self._hear_of_failures()
        round.skipped.update(await self._ledger.expire())
        while self._manners.open(self._clock.now()):
            arrears = self._manners.arrears(self._clock.now())
            batch = await self._ledger.claim(_BATCH, arrears=arrears)
            if not batch:
                break
            going = await self._asked_again(batch, round)
            await asyncio.gather(*(self._one(claimed, round) for claimed in going))
        if round.sent or round.queued or round.skipped:
            log.info("outreach", sent=round.sent, queued=round.queued, skipped=dict(round.skipped))
        return Ran(round.sent, round.queued, dict(round.skipped))

    async def _hear_of_failures(self) -> None:
        since = self._clock.now() - _LATE
        for channel, failures in self._failures.items():
            told: dict[str, set[str]] = defaultdict(set)
            for conversation_id, key in await failures(since):
                told[conversation_id].add(key)
            if told and (again := await self._ledger.failed(channel, told)):
                log.warning("outreach_not_delivered", channel=channel.value, messages=again)

    async def _asked_again(self, batch: Sequence[Claimed], round: "_Round") -> list[Claimed]:
        """Those that still hold; of the others the reason is noted."""
        by_kind: dict[Kind, list[Claimed]] = defaultdict(list)
        for claimed in batch:
            by_kind[claimed.message.kind].append(claimed)
        going: list[Claimed] = []
        for kind, some in by_kind.items():
            against: Mapping[str, str] = {}
            if (ask := self._rechecks.get(kind)) is not None:
                try:
                    against = await ask([claimed.message for claimed in some])
                except Exception as error:
                    # What cannot be asked again does not go out.
                    log.error("outreach_recheck_failed", kind=kind.value, error=type(error).__name__)
                    for claimed in some:
                        await self._put_back(claimed, round, asked=claimed.doubt is not None)
                    continue
            for claimed in some:
                if (reason := against.get(claimed.message.key)) is None:
                    going.append(claimed)
                else:
                    await self._skip(claimed, reason, round)
        return going

    async def _one(self, claimed: Claimed, round: "_Round") -> None:
        try:
            await self._send(claimed, round)
        except Exception as error:
            # The database or a record cannot be read: its lease runs out, and it is tried again.
            log.error("outreach_failed", kind=claimed.message.kind.value, error=type(error).__name__)

    async def _send(self, claimed: Claimed, round: "_Round") -> None:
        message = claimed.message
        contact = await self._contacts.of(message.customer_no)
        if contact is None:
            return await self._skip(claimed, Reason.NO_CUSTOMER, round)
        way, target = await self._choose(claimed, contact)
        if way is None or target is None:
            wanted = message.essential or any(each.channel not in contact.off for each in self._ways)
            return await self._skip(claimed, Reason.UNREACHABLE if wanted else Reason.OPTED_OUT, round)
        now = self._clock.now()
        if not self._manners.open(now) or now >= message.expires_at:
            return await self._put_back(claimed, round, asked=claimed.doubt is not None)
        caps = () if message.essential or claimed.doubt is not None else self._manners.caps
        tomorrow = self._manners.next_day(now)
        begun = await self._ledger.begin(claimed, way.channel, target.conversation_id, caps, tomorrow)
        if begun is Begun.YES:
            await self._hand_over(claimed, way, target, round)
        elif begun is Begun.CAPPED:
            round.queued += 1

    async def _choose(self, claimed: Claimed, contact: Contact) -> tuple[Way | None, Target | None]:
        """The way to take now: the one that was begun, else the first that reaches the customer and may be used."""
        message, before = claimed.message, claimed.conversation_id
        if claimed.doubt is not None:
            for way in self._ways:
                if way.channel is claimed.doubt and (message.essential or way.channel not in contact.off):
                    return way, await way.reach(contact, message, before)
            return None, None
        usable = [way for way in self._ways if way.channel.value not in claimed.refused]
        wanted = [way for way in usable if way.channel not in contact.off]
        others = [way for way in usable if way not in wanted] if message.essential else []
        turn = claimed.attempts // _PATIENCE
        for some in (wanted, others):
            reached: list[tuple[Way, Target]] = []
            for way in some:
                if (target := await way.reach(contact, message, None)) is not None:
                    reached.append((way, target))
                    if len(reached) > turn:
                        return reached[-1]
            if reached:
                return reached[turn % len(reached)]
        return None, None

    async def _hand_over(self, claimed: Claimed, way: Way, target: Target, round: "_Round") -> None:
        message = claimed.message
        try:
            result = await way.send(target, message, digest_of(message.key))
        except Exception as error:
            log.warning("outreach_unconfirmed", channel=way.channel.value, error=type(error).__name__)
            return await self._put_back(claimed, round, asked=True)
        if result is Result.TAKEN:
            if self._landed is not None and target.conversation_id is not None:
                await self._landed(target.conversation_id, message.about)
            if await self._ledger.sent(claimed):
                round.sent += 1
        elif result is Result.REFUSED:
            # The next way is taken within this run.
            await self._ledger.refused(claimed, way.channel)
        elif result is Result.UNSURE and claimed.attempts + 1 >= _PATIENCE:
            # Nobody will ever know: rather not at all than twice.
            if await self._ledger.sent(claimed, unsure=True):
                round.sent += 1
        else:
            asked = result is Result.UNSURE or claimed.doubt is not None
            await self._put_back(claimed, round, asked=asked)

    async def _skip(self, claimed: Claimed, reason: str, round: "_Round") -> None:
        if await self._ledger.skipped(claimed, reason):
            round.skipped[str(reason)] += 1

    async def _put_back(self, claimed: Claimed, round: "_Round", *, asked: bool) -> None:
        pause = min(_FIRST_PAUSE * 2 ** min(claimed.attempts, 10), _LONGEST_PAUSE)
        if await self._ledger.later(claimed, self._clock.now() + pause, asked=asked):
            round.queued += 1


@dataclass
class _Round:
    sent: int = 0
    queued: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


OUTREACH = web.AppKey("outreach", Outreach)
"""The way out of a gateway for what the house says first."""
