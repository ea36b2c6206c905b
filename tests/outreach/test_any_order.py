"""Any order of plans, rounds, deaths, opt-outs, refusals and time: what has been promised holds, and everything ends."""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.ledger import LEASE
from bot.outreach.message import Kind
from bot.outreach.models import OutgoingRow
from bot.outreach.ways import Result
from insurance.domain.reminders import ReminderChannel
from kernel.clock import SHANGHAI, FrozenClock, local
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from tests.outreach.conftest import Crash, house_of, message_of

# The day before 除夕.
START = datetime(2027, 2, 4, 15, 0, tzinfo=SHANGHAI)
EVE = START.date() + timedelta(days=1)
CUSTOMERS = st.sampled_from(["C1", "C2", "C3"])
CHANNELS = st.sampled_from(list(ReminderChannel))


@dataclass(frozen=True)
class Plan:
    """`due`: hours from now, `lives`: hours from then."""

    customer: str
    kind: Kind
    essential: bool
    arrears: bool
    due: int
    lives: int


PLANS = st.builds(
    Plan,
    CUSTOMERS,
    st.sampled_from(Kind),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 0, 0, 2, 18]),
    st.sampled_from([1, 6, 30, 60]),
)


class Machine(RuleBasedStateMachine):
    def __init__(self, runner: asyncio.Runner, engine: AsyncEngine) -> None:
        super().__init__()
        self._runner = runner
        self.clock = FrozenClock(START)
        self.house = house_of(engine, self.clock, Keyring([b"k" * 32]))
        self.planned = 0
        runner.run(self._empty(engine))

    async def _empty(self, engine: AsyncEngine) -> None:
        async with engine.begin() as connection:
            await connection.execute(delete(OutgoingRow))

    @initialize(plans=st.lists(PLANS, min_size=5, max_size=9))
    def begin(self, plans: list[Plan]) -> None:
        for each in plans:
            self.plan(each)

    @rule(plan=PLANS)
    def plan(self, plan: Plan) -> None:
        due_at = self.clock.now() + timedelta(hours=plan.due)
        message = message_of(
            due_at,
            f"k{self.planned}",
            customer_no=plan.customer,
            kind=plan.kind,
            essential=plan.essential,
            arrears=plan.arrears,
            expires_at=due_at + timedelta(hours=plan.lives),
        )
        self.planned += 1
        assert self._runner.run(self.house.another().plan([message])) == 1
        assert self._runner.run(self.house.another().plan([message])) == 0

    @rule()
    def send(self) -> None:
        before = len(self.house.delivered)
        self._runner.run(self._until_it_dies())
        for each in self.house.delivered[before:]:
            off = self.house.contacts.off.get(each.message.customer_no, frozenset())
            assert each.message.essential or each.channel not in off, "sent after the opt-out"

    async def _until_it_dies(self) -> None:
        try:
            await self.house.another().run()
        except Crash:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

    @rule(when=st.sampled_from(["before", "after"]), gone=st.none() | CHANNELS)
    def die(self, when: str, gone: ReminderChannel | None) -> None:
        """At the first provider that is asked; `gone`: a channel that reaches nobody by the time somebody takes over."""
        for provider in self.house.providers.values():
            provider.dies = when
        self.send()
        for provider in self.house.providers.values():
            provider.dies = None
        if gone is not None:
            self.house.providers[gone].reached = False

    @rule(channel=CHANNELS, reached=st.booleans())
    def reach(self, channel: ReminderChannel, reached: bool) -> None:
        self.house.providers[channel].reached = reached

    @rule(channel=CHANNELS, says=st.sampled_from(Result))
    def provider(self, channel: ReminderChannel, says: Result) -> None:
        self.house.providers[channel].says = says

    @rule()
    def all_is_well_again(self) -> None:
        for provider in self.house.providers.values():
            provider.says, provider.reached = Result.TAKEN, True

    @rule(customer=CUSTOMERS, off=st.frozensets(CHANNELS))
    def choose(self, customer: str, off: frozenset[ReminderChannel]) -> None:
        self.house.contacts.off[customer] = off

    @rule(minutes=st.sampled_from([0, 1, 3, 30, 60, 240, 900]))
    def forward(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))
        self.send()

    @invariant()
    def promises_hold(self) -> None:
        delivered = self.house.delivered
        assert all(count == 1 for count in Counter(each.key for each in delivered).values()), "twice"
        for each in delivered:
            assert time(9) <= local(each.at).time() < time(20, 30), "outside hours"
            assert each.message.due_at <= each.at < each.message.expires_at, "out of its time"
            assert not (each.message.arrears and local(each.at).date() == EVE), "late money on 除夕"
        days = Counter(
            (each.message.customer_no, local(each.at).date())
            for each in delivered
            if not each.message.essential
        )
        assert all(count <= 2 for count in days.values()), "too many a day"

    def teardown(self) -> None:
        for _ in range(27):
            # Three days and more as they come: beyond everybody's time.
            self.clock.advance(timedelta(hours=3) + LEASE)
            self.send()
        self.promises_hold()
        rows = self._runner.run(self.house.rows())
        assert len(rows) == self.planned
        reached = {each.key for each in self.house.delivered}
        for row in rows.values():
            assert row.state in ("sent", "skipped"), row.state
            assert row.state == "sent" or row.reason
            if row.state == "skipped":
                assert row.key not in reached, "it did arrive"
            elif row.reason is None:
                assert row.key in reached, "it never arrived"


def test_what_is_promised_holds_in_any_order(tmp_path: Path) -> None:
    table = cast(Table, OutgoingRow.__table__)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        engine = create_engine(f"sqlite:///{tmp_path / 'any.db'}")

        async def tables() -> None:
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all, tables=[table])

        runner.run(tables())
        try:
            run_state_machine_as_test(
                lambda: Machine(runner, engine),  # type: ignore[arg-type]
                settings=settings(
                    max_examples=int(os.environ.get("BAOWEN_EXAMPLES", "30")),
                    stateful_step_count=25,
                    deadline=None,
                    derandomize="CI" in os.environ,
                    database=None,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(engine.dispose())
