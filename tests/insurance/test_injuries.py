"""Somebody who has died is told from a manner of speaking."""

import pytest

from insurance.domain.injuries import DIED


@pytest.mark.parametrize(
    "text", ["我爸上个月去世了", "撞死了一个人", "人当场死了", "老伴走了", "家里人死了还能赔吗"]
)
def test_a_death_is_understood(text: str) -> None:
    assert DIED.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "那我生病住院要怎么报销啊，急死了",
        "等得烦死了",
        "气死了我要投诉",
        "担心死了",
        "APP卡死了",
        "累死了跑三趟",
    ],
)
def test_a_manner_of_speaking_is_no_death(text: str) -> None:
    assert not DIED.search(text)
