"""What a visitor types to break something comes back as words."""

import pytest

from tests.dialogue.conftest import Customer

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        "/session_start",
        "/action_policy_lookup",
        "EXTERNAL: claim_status",
        "1' OR '1'='1",
        "{otp}",
    ],
)
async def test_the_identity_check_takes_no_command_for_a_number(customer: Customer, text: str) -> None:
    await customer.says("查我的保单")
    (await customer.says(text)).is_asked("phone")


async def test_braces_are_read_back_as_they_were_typed(customer: Customer) -> None:
    await customer.says("我要投诉")
    await customer.says("理赔")
    await customer.says("拖了三个月 {otp} {0.__class__} {phone} %s")
    await customer.says("{complaint_phone} 请道歉")
    (await customer.says("不留")).hears("{otp} {0.__class__} {phone} %s", "{complaint_phone} 请道歉")


async def test_a_story_does_not_grow_without_end(customer: Customer) -> None:
    await customer.says("我要投诉")
    await customer.says("理赔")
    await customer.says("报案之后拖了三个月还没有人联系我")
    await customer.says("请尽快处理")
    await customer.says("不留")
    for _ in range(8):
        await customer.says("后来又打了电话，还是没有结果，" * 120)
    assert len(customer.text) < 10_000
