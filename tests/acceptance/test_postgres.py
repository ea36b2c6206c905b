"""The same on PostgreSQL and Redis, in short."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.acceptance.conftest import MONDAY, PASSWORD, furnish
from tests.acceptance.house import House
from tests.acceptance.records import PEOPLE, policy_cards
from tests.acceptance.visitor import Seat, Visitor

REDIS = os.environ.get("BAOWEN_TEST_REDIS_URL", "redis://127.0.0.1:6379/5")


@pytest.fixture(scope="module")
def big_house(
    models: Path, tmp_path_factory: pytest.TempPathFactory, own_postgres_url: str
) -> Iterator[House]:
    try:
        redis.Redis.from_url(REDIS).ping()
    except redis.RedisError as error:
        if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
            raise
        pytest.skip(f"Redis is not reachable: {type(error).__name__}")
    folder = tmp_path_factory.mktemp("big")
    house = House(folder, models, MONDAY, database_url=own_postgres_url, redis_url=REDIS)
    assert house.run("db", "upgrade").returncode == 0
    house.start()
    try:
        furnish(house)
        added = house.run("staff", "add", "agent.wu", "--role", "agent", "--password-stdin", stdin=PASSWORD)
        assert added.returncode == 0, added.stderr
        yield house.wait_until_ready()
    finally:
        house.stop()


def test_records_complaints_people_and_failures_work_there_too(big_house: House, tmp_path: Path) -> None:
    known = Visitor.at(big_house).says("查一下我的保单").verifies(PEOPLE["C-0002"])
    shown = sorted(known.cards("policy"), key=lambda card: card["policy_no"])
    assert shown == policy_cards("C-0002")
    known.says("理赔到哪一步了")
    title = next(title for title in known.offered if "JQ-CLAIM-1" in title)
    assert known.presses(title).card("claim")["due_by"] == "2026-11-21"

    angry = Visitor.at(big_house).says("我要投诉").presses("理赔")
    angry.says("交了三次材料还说不全，一直拖着不办").says("尽快办").says("不留")
    assert angry.presses("确认提交").card("complaint")["resolve_by"] == "2026-11-30"

    seat = Seat.taken_by(big_house, "agent.wu", PASSWORD)
    seat.ready()
    known.says("转人工")
    assert seat.act(known, "accept").status_code == 200
    assert seat.act(known, "messages", text="您好", client_id="1").status_code == 202
    assert known.read(after=known.seq, wait=5)["messages"][-1]["text"] == "您好"
    assert seat.act(known, "return").json()["owner"] == "bot"

    file = tmp_path / "claims.csv"
    file.write_text("claim_no\nx\n")
    assert big_house.run("import", "claims", file).returncode == 1
