"""Tasks at the desk: who opens, sees and does them, and what the page is told."""

from datetime import timedelta
from typing import Any

import pytest

from bot.staff.accounts import Role
from bot.staff.tasks import TASKS, TaskKind
from insurance.demo.customers import DEMO_CUSTOMERS
from kernel.clock import local
from tests.gateway_fixtures import Chat, Gateway, Seat, soon

_PATH = "/api/desk/tasks"


@pytest.fixture
async def lili(gateway: Gateway) -> Seat:
    return await gateway.sign_in("lili", name="李丽", skills=["claims"])


@pytest.fixture
async def wang(gateway: Gateway) -> Seat:
    return await gateway.sign_in("wang", name="王强", skills=["sales"])


@pytest.fixture
async def chief(gateway: Gateway) -> Seat:
    return await gateway.sign_in("chief", Role.SUPERVISOR, name="周敏")


def due(gateway: Gateway, **after: float) -> str:
    return local(gateway.clock.now() + timedelta(**after or {"days": 1})).isoformat()


async def opened(gateway: Gateway, seat: Seat, **more: Any) -> dict[str, Any]:
    body = {"key": "k1", "kind": "other", "text": "补一份材料", "due_at": due(gateway)} | more
    response = await seat.post(_PATH, **body)
    assert response.status == 201, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def listed(seat: Seat, **query: Any) -> dict[str, Any]:
    response = await seat.get(_PATH, **query)
    assert response.status == 200, await response.text()
    found: dict[str, Any] = await response.json()
    return found


async def refused(response: Any) -> tuple[int, str]:
    return response.status, (await response.json())["error"]["code"]


async def held(gateway: Gateway, seat: Seat, *words: str, **details: Any) -> Chat:
    """A conversation the agent accepted and said something in."""
    chat = await gateway.waiting_chat(**details)
    assert (await seat.act(chat.conversation_id, "accept")).status == 200
    for number, text in enumerate(words):
        said = await seat.act(chat.conversation_id, "messages", text=text, client_id=str(number))
        assert said.status == 202, await said.text()
    return chat


async def test_a_promise_becomes_its_agents_task_once_and_is_proposed_no_more(
    gateway: Gateway, lili: Seat
) -> None:
    chat = await held(gateway, lili, "我明天下午3点前给您回电，手机还是13812345678吧。", "请稍等")
    path = f"/api/desk/conversations/{chat.conversation_id}/promise"
    promise = (await (await lili.get(path)).json())["promise"]
    assert promise["due_at"] == "2026-11-17T15:00:00+08:00"
    assert "13812345678" not in promise["text"]

    more = {**promise, "kind": "promise", "about": f"conversation:{chat.conversation_id}"}
    first, again = [await opened(gateway, lili, **more) for _ in range(2)]

    assert first == again
    assert (first["owner"], first["owner_name"], first["kind"]) == ("lili", "李丽", "promise")
    assert (await (await lili.get(path)).json())["promise"] is None
    assert (await listed(lili, owner="mine"))["counts"] == {"late": 0, "today": 0, "later": 1}


async def test_its_owner_reads_the_conversation_and_the_card_also_after_a_hand_over(
    gateway: Gateway, lili: Seat, wang: Seat
) -> None:
    chat = await held(gateway, lili, "周五前给您答复。", customer_no="C0001")
    task = await opened(gateway, lili, kind="promise", about=f"conversation:{chat.conversation_id}")
    await lili.act(chat.conversation_id, "close")
    assert await refused(await wang.get(f"{_PATH}/{task['id']}")) == (404, "task_not_found")

    await lili.post(f"{_PATH}/{task['id']}/hand-over", to="wang", note="我明天休息")

    detail = await (await wang.get(f"{_PATH}/{task['id']}")).json()
    assert detail["conversation_id"] == chat.conversation_id
    assert "周五前给您答复。" in [each["text"] for each in detail["transcript"]]
    assert detail["customer"]["customer_no"] == "C0001"
    assert ("wang", "C0001") in gateway.customers.looks
    assert [(each["act"], each["note"]) for each in detail["steps"]] == [
        ("opened", None),
        ("handed_over", "我明天休息"),
    ]
    [look] = [each for each in await gateway.services.audit.entries() if each.what == "task.read"]
    assert (look.who, look.data["conversation"]) == ("wang", chat.conversation_id)


async def test_the_owner_of_a_call_gets_the_number_and_the_look_is_on_the_trail(
    gateway: Gateway, lili: Seat, wang: Seat, chief: Seat
) -> None:
    await gateway.services.demo.load()
    customer = DEMO_CUSTOMERS[0].customer
    task = await opened(gateway, chief, kind="call", about=f"customer:{customer.customer_no}", queue="claims")
    path = f"{_PATH}/{task['id']}"
    assert await refused(await wang.post(f"{path}/contact")) == (404, "task_not_found")
    assert await refused(await lili.post(f"{path}/contact")) == (404, "record_not_found")
    await lili.post(f"{path}/take")

    assert (await (await lili.post(f"{path}/contact")).json()) == {"phone": customer.phone}

    [look] = await gateway.services.audit.entries(customer.customer_no)
    assert (look.who, look.what, look.data["field"]) == ("lili", "customer.reveal", "phone")


async def test_who_only_might_take_it_reads_nothing_of_the_customer(gateway: Gateway, lili: Seat) -> None:
    chat = await held(gateway, await gateway.sign_in("boss", Role.SUPERVISOR), "您好")
    task = await gateway.app[TASKS].open(
        TaskKind.BAD_RATING,
        "客户打了 1 分",
        gateway.clock.now() + timedelta(days=1),
        "bad",
        by="system",
        about=f"conversation:{chat.conversation_id}",
        queue="claims",
    )
    detail = await (await lili.get(f"{_PATH}/{task.id}")).json()
    assert (detail["conversation_id"], detail["transcript"], detail["customer"]) == (None, [], None)
    assert (await lili.post(f"{_PATH}/{task.id}/take")).status == 200
    assert (await (await lili.get(f"{_PATH}/{task.id}")).json())["conversation_id"] == chat.conversation_id


async def test_agents_open_promises_and_other_for_what_they_may_read(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    chat = await held(gateway, chief, "您好")
    body = {"key": "x", "kind": "other", "text": "跟进", "due_at": due(gateway)}
    for more in (
        {"kind": "call"},
        {"kind": "improvement"},
        {"about": "customer:C0001"},
        {"about": f"conversation:{chat.conversation_id}"},
    ):
        assert await refused(await lili.post(_PATH, **body | more)) == (403, "forbidden"), more
    for more in ({"owner": "nobody"}, {"owner": "root"}):
        if more["owner"] == "root":
            await gateway.add_staff("root", Role.TRAINER)
        assert await refused(await chief.post(_PATH, **body | more)) == (404, "staff_not_found")
    for wrong in ({"due_at": due(gateway, hours=-1)}, {"due_at": due(gateway, days=500)}, {"text": "  "}):
        assert await refused(await chief.post(_PATH, **body | wrong)) == (422, "invalid"), wrong


async def test_lists_are_ones_own_nobodys_or_all_one_may_see(
    gateway: Gateway, lili: Seat, wang: Seat, chief: Seat
) -> None:
    await opened(gateway, chief, key="a", text="甲", kind="call", owner="lili", due_at=due(gateway, hours=3))
    await opened(
        gateway, chief, key="b", text="乙", kind="call", queue="claims", due_at=due(gateway, hours=2)
    )
    await opened(
        gateway, chief, key="c", text="丙", kind="improvement", owner="wang", due_at=due(gateway, hours=1)
    )

    async def texts(seat: Seat, **query: str) -> str:
        return "".join(each["text"] for each in (await listed(seat, **query))["tasks"])

    assert [await texts(lili, owner=each) for each in ("mine", "open", "all")] == ["甲", "乙", "乙甲"]
    assert [await texts(wang, owner=each) for each in ("mine", "open", "all")] == ["丙", "", "丙"]
    assert await texts(chief, owner="all") == "丙乙甲"
    assert await texts(chief, owner="all", kind="call") == "乙甲"
    page = await listed(chief, limit=2)
    assert [each["text"] for each in (await listed(chief, after=page["next"]))["tasks"]] == ["甲"]


async def test_a_day_of_a_task_moved_late_done_and_opened_again(gateway: Gateway, lili: Seat) -> None:
    task = await opened(gateway, lili, owner="lili", due_at=due(gateway, minutes=5))
    path = f"{_PATH}/{task['id']}"
    assert (
        await lili.post(f"{path}/move", due_at=due(gateway, minutes=10), reason="客户要晚一点")
    ).status == 200
    gateway.clock.advance(timedelta(minutes=11))
    [late] = (await listed(lili, owner="mine"))["tasks"]
    assert late["overdue"] and (await listed(lili))["counts"]["late"] == 1

    done = await (await lili.post(f"{path}/done", result="已电话告知 13812345678")).json()

    assert not done["overdue"]
    assert "13812345678" not in done["result"]
    assert await refused(await lili.post(f"{path}/done", result="再来一次")) == (409, "task_over")
    assert [each["id"] for each in (await listed(lili, owner="mine", done="true"))["tasks"]] == [task["id"]]
    assert (await (await lili.post(f"{path}/reopen", reason="没说清楚")).json())["done_at"] is None
    steps = (await (await lili.get(path)).json())["steps"]
    assert [each["act"] for each in steps] == ["opened", "moved", "done", "reopened"]
    trail = [each.what for each in await gateway.services.audit.entries() if each.what.startswith("task.")]
    assert trail == ["task.open", "task.move", "task.done", "task.reopen", "task.read"]


async def test_call_backs_stand_beside_tasks_and_stay_where_they_are(gateway: Gateway, lili: Seat) -> None:
    identity = await gateway.services.identity.of("c1")
    wish = await gateway.services.callbacks.open("c1", identity, "13812345678", "想问退保", "下午", None, "k")
    for owner, numbers in (("mine", []), ("open", [wish.follow_up_no]), ("all", [wish.follow_up_no])):
        assert [each["no"] for each in (await listed(lili, owner=owner))["callbacks"]] == numbers
    assert (await listed(lili, kind="promise"))["callbacks"] == []


async def test_supervisors_see_how_many_are_open_late_and_done(
    gateway: Gateway, chief: Seat, lili: Seat
) -> None:
    for key in "ab":
        task = await opened(
            gateway, chief, key=key, kind="improvement", owner="lili", due_at=due(gateway, minutes=10)
        )
    assert (await lili.post(f"{_PATH}/{task['id']}/done", result="话术改短了")).status == 200
    gateway.clock.advance(timedelta(minutes=11))
    found = await (await chief.get(f"{_PATH}/figures")).json()
    assert found["figures"] == [{"kind": "improvement", "open": 1, "late": 1, "done": 1, "in_time": 1}]


async def test_the_page_is_told_what_is_due_when_it_opens_and_when_it_changes(
    gateway: Gateway, lili: Seat, chief: Seat
) -> None:
    async def told(socket: Any) -> dict[str, Any]:
        while (frame := await soon(socket.receive_json()))["type"] != "tasks":
            pass
        return dict(frame)

    async with lili.socket() as socket:
        assert await told(socket) == {"type": "tasks", "late": 0, "today": 0}
        await opened(gateway, chief, kind="call", owner="lili", due_at=due(gateway, hours=1))
        assert await told(socket) == {"type": "tasks", "late": 0, "today": 1}


async def test_with_its_conversation_a_task_is_erased(gateway: Gateway, lili: Seat, chief: Seat) -> None:
    chat = await held(gateway, lili, "周五前给您答复。")
    await opened(gateway, lili, kind="promise", about=f"conversation:{chat.conversation_id}")
    await lili.act(chat.conversation_id, "close")
    await gateway.conversations.erase(chat.conversation_id)
    assert (await listed(chief))["tasks"] == []
