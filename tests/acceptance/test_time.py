"""What passes with time: the server is stopped and started again, its clock further on."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests

from tests.acceptance.house import DATA, SHANGHAI, House
from tests.acceptance.records import PEOPLE, policy_cards
from tests.acceptance.visitor import Visitor

# The day before the National Day holiday.
EVE = datetime(2026, 9, 30, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def eve(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("eve"), models, EVE)
    house.start()
    try:
        for kind in ("products", "customers", "policies"):
            house.load(kind, DATA / f"{kind}.csv")
        yield house.wait_until_ready()
    finally:
        house.stop()


def test_a_day_passes(eve: House) -> None:
    """One story, for each start of a server takes seconds."""
    hurt, slow, husband, guess = (Visitor.at(eve) for _ in range(4))

    # Ten working days after the 30th end after the holiday and its make-up days: the fifteenth natural day rules.
    hurt.says("我要投诉").presses("服务态度")
    hurt.says("电话里态度很差，说了两句就挂断").says("希望道歉").says("不留")
    card = hurt.presses("确认提交").card("complaint")
    assert card["resolve_by"] == "2026-10-15"
    assert datetime.fromisoformat(card["respond_by"]).date().isoformat() == "2026-10-01"

    late = PEOPLE["Q-17"]
    slow.says("查保单").says(late.phone).says(late.id_number[-4:])
    code = eve.code_for(late.mobile)

    husband.says("查保单").verifies(PEOPLE["F-1"])
    assert [each["policy_no"] for each in husband.cards("policy")] == ["FAM-2020-1"]

    locked = PEOPLE["Q-14"]
    guess.says("查保单").says(locked.phone).says("0000")
    for _ in range(5):
        guess.says("314159")
    assert "30 分钟" in guess.text

    eve.later(timedelta(minutes=31))

    assert "过期" in slow.says(code).text and slow.asked == "otp"
    slow.presses("没收到，重新发送")
    slow.says(eve.code_for(late.mobile))
    assert slow.cards("policy") == policy_cards("Q-17")

    # Fifteen idle minutes end what was proven; the wife is known by the same phone and her own papers.
    assert husband.says("查保单").asked == "phone" and not husband.cards("policy")
    wife = Visitor.at(eve).says("查保单").verifies(PEOPLE["F-2"])
    assert wife.cards("policy") == policy_cards("F-2")

    free = Visitor.at(eve).says("查保单").verifies(locked)
    assert free.cards("policy") == policy_cards("Q-14")

    eve.later(timedelta(hours=25))

    child = Visitor.at(eve).says("查保单").verifies(PEOPLE["F-3"])
    assert child.cards("policy") == policy_cards("F-3")
    idle = requests.get(f"{eve.url}/api/chat/messages", headers=slow.headers, timeout=10)
    assert idle.status_code == 401 and idle.json()["error"]["code"] == "token_expired"
