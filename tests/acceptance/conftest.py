"""The servers of these tests, started once a run, and the people who come to them."""

import time
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.nlu.train import train
from tests.acceptance.house import DATA, ROOT, SHANGHAI, House
from tests.acceptance.records import PEOPLE, guests_files
from tests.acceptance.visitor import Seat, Visitor
from tests.fakes.collector import Collector

# A Monday; no holiday within the following three weeks.
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
PASSWORD = "a long password 1"
# The proof ends after 15 idle minutes; the tests of a file may come long after those of another.
PROVEN_S = 10 * 60


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model of the present data and no other."""
    with warnings.catch_warnings():
        # What Rasa warns of while training concerns its own defaults; `make check` validates the data.
        warnings.simplefilter("ignore")
        model = train(ROOT)
    folder = tmp_path_factory.mktemp("models")
    (folder / model.name).symlink_to(model)
    return folder


def furnish(house: House) -> None:
    for kind, file in (
        ("products", "products.csv"),
        ("customers", "customers.csv"),
        ("policies", "policies.csv"),
        ("policies", "policies.xlsx"),
        ("claims", "claims.csv"),
    ):
        house.load(kind, DATA / file)


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="session")
def house(models: Path, tmp_path_factory: pytest.TempPathFactory, collector: Collector) -> Iterator[House]:
    """Set up from nothing but files, by commands; the server runs while the data comes in."""
    more = {"BAOWEN_TRACING": collector.url, "BAOWEN_LOG_FORMAT": "json"}
    house = House(tmp_path_factory.mktemp("house"), models, MONDAY, more=more)
    assert house.run("db", "upgrade").returncode == 0
    house.start()
    try:
        furnish(house)
        for kind, file in guests_files(house.folder):
            house.load(kind, file)
        for username, role in (("agent.wu", "agent"), ("lead-li", "supervisor"), ("coach", "trainer")):
            added = house.run("staff", "add", username, "--role", role, "--password-stdin", stdin=PASSWORD)
            assert added.returncode == 0, added.stderr
        yield house.wait_until_ready()
    finally:
        house.stop()
    told = [each for each in personal() if each in house.log or any(each in repr(s) for s in collector.spans)]
    assert told == []


def personal() -> list[str]:
    """What must stand in no log and in no trace: names, numbers and phones of the people of these tests."""
    people = PEOPLE.values()
    return [text for each in people for text in (each.name, each.id_number, each.mobile) if text]


@pytest.fixture
def visitor(house: House) -> Visitor:
    return Visitor.at(house)


@pytest.fixture(scope="session")
def known(house: House) -> Callable[[str], Visitor]:
    """A conversation whose customer has proven who it is, by customer number; another one where it was silent for long."""
    found: dict[str, tuple[Visitor, float]] = {}

    def visit(customer_no: str) -> Visitor:
        visitor, at = found.get(customer_no, (None, 0.0))
        if visitor is None or time.monotonic() - at > PROVEN_S:
            visitor = Visitor.at(house).says("帮我看看我名下的保单").verifies(PEOPLE[customer_no])
        found[customer_no] = visitor, time.monotonic()
        return visitor

    return visit


@pytest.fixture(scope="session")
def agent(house: House) -> Seat:
    seat = Seat.taken_by(house, "agent.wu", PASSWORD)
    seat.ready()
    return seat
