"""Kinds of wording for sums of money, and the numbers that are none."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import EntityFinder
from bot.nlu.lookup import read_lookup
from bot.nlu.money import find_money
from bot.nlu.normaliser import normalise
from bot.nlu.numerals import parse_number
from kernel.clock import SHANGHAI

FINDER = EntityFinder(read_lookup(Path(__file__).parents[2] / "data" / "lookup"))
AT = datetime(2026, 3, 11, 10, tzinfo=SHANGHAI)


def sums(text: str) -> list[tuple[str, str]]:
    """(what was said, yuan) of the sums in `text`."""
    return [
        (text[e["start"] : e["end"]], e["value"].removesuffix(".00"))
        for e in FINDER.mentions(text, AT)
        if e["entity"] == "money"
    ]


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("3千8", "3800"),
        ("5千2", "5200"),
        ("8千", "8000"),
        ("6w3", "63000"),
        ("10w", "100000"),
        ("1万2", "12000"),
        ("2万5千", "25000"),
        ("1万二千", "12000"),
        ("5万8千6", "58600"),
        ("三千5百", "3500"),
        ("1万零50", "10050"),
        ("2万3500", "23500"),
        ("三万二千六", "32600"),
        ("九百九十九", "999"),
        ("一万零八百", "10800"),
        ("十二万三千四百五十六块七毛八", "123456.78"),
        ("一点二万", "12000"),
        ("三千五百六十八点五元", "3568.50"),
        ("二十多万", "200000"),
        ("一百多万", "1000000"),
        ("1万2千多", "12000"),
        ("5000多块", "5000"),
        ("三块半", "3.50"),
        ("三十块零五毛", "30.50"),
        ("50个w", "500000"),
        ("RMB500", "500"),
        ("三仟五佰元", "3500"),
    ],
)
@pytest.mark.parametrize("sentence", ["{}", "修车花了{}", "要{}吗", "医保报了{}，还剩一点"])
def test_a_sum_is_read_in_every_spelling_and_sentence(said: str, yuan: str, sentence: str) -> None:
    assert sums(sentence.format(said)) == [(said, yuan)]


@pytest.mark.parametrize(
    "text",
    [
        "我的5000什么时候到账",
        "要5000",
        "还要5000",
        "花了5000",
        "只赔5000",
        "只给了我5000",
        "就5000",
        "就赔了5000",
        "押金条5000",
        "施救费5000",
        "误工费按每月5000算",
        "5000左右",
        "5000多",
        "5000一年",
        "5000的医药费",
        "交警判我赔对方5000",
        "报价单写的5000",
        "人民币5000",
        "欠我5000",
        "到账5000",
        "剩下5000什么时候给",
        "赔偿金额：5000元整",
        "保费：5000",
        "这期5000",
        "比去年多扣5000",
        "5000元买的",
        "5000块买的手机",
    ],
)
def test_digits_alone_are_a_sum_beside_a_word_for_one(text: str) -> None:
    assert [yuan for _, yuan in sums(text)] == ["5000"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("花了五十", ["50"]),
        ("扣我六十八", ["68"]),
        ("白花三十", ["30"]),
        ("磕破点皮花了九十", ["90"]),
        ("交到七十", []),
        ("交了二十年", []),
        ("要退，她七十二了", []),
        ("只收到六十五岁", []),
        ("工资十五发", []),
    ],
)
def test_tens_in_words_need_a_word_for_spending(text: str, found: list[str]) -> None:
    assert [yuan for _, yuan in sums(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("交了3000退了1200", ["3000", "1200"]),
        ("修理厂要6200定损才4500", ["6200", "4500"]),
        ("扣了199和299", ["199", "299"]),
        ("扣了两笔199、299", ["199", "299"]),
        ("一期499，一期529", ["499", "529"]),
        ("从1280涨到1560", ["1280", "1560"]),
        ("去年1280今年1560", ["1280", "1560"]),
        ("花了3000到5000", ["3000", "5000"]),
        ("住院5千2报了3千", ["5200", "3000"]),
        ("一个三百一年，一个七千一年", ["300", "7000"]),
        ("挂号25，药费180，检查320", ["25", "180", "320"]),
        ("一百二一天，住了九天", ["120"]),
        ("五百一晚", ["500"]),
        ("一年一万多二十年", ["10000"]),
        ("花了3万5月份交的", ["30000"]),
        ("差两万 保单里能先支出来吗", ["20000"]),
        ("划走了三千", ["3000"]),
        ("三千转给我", ["3000"]),
        ("三百门诊费", ["300"]),
    ],
)
def test_every_sum_of_a_message_is_found_and_ends_where_it_should(text: str, found: list[str]) -> None:
    assert [yuan for _, yuan in sums(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "说了一百遍",
        "一百遍了都",
        "十万火急",
        "血压一百六",
        "血压都一百六了",
        "高压180低压110",
        "血糖十五点八",
        "体重一百六",
        "时速一百二",
        "开到一百二",
        "凹了一块",
        "车门撞瘪一大块",
        "刮花了一块",
        "玻璃碎成三块",
        "青了两块",
        "一块儿去",
        "我们一块过去",
        "别撞一块",
        "各管哪一块",
        "百分之八十",
        "百分之一百",
        "一千公里",
        "开了一千公里",
        "车跑了三万多",
        "三百多天",
        "三百六十五天",
        "一百来个人",
        "一百多样病",
        "一百个不放心",
        "当我二百五",
        "两三千",
        "三百五六",
        "十几万",
        "几千块",
        "百八十块",
        "打四百电话",
        "打400电话",
        "打完110",
        "在12378投诉的",
        "五百美元",
        "2019买的",
        "工号5000",
        "密码是1234",
        "邮编215000",
        "先别收拾",
        "一毛钱没赔",
        "一块钱都没赔我",
        "续保到一百",
        "扣12分期间",
        "保费 我35男",
        "三百五百",
        "四万五万的",
        "下午3:50到的",
        "一百八的血压",
    ],
)
def test_other_numbers_are_no_sum(text: str) -> None:
    assert not sums(text)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from("万千百"))
def test_the_digit_behind_a_scale_is_a_tenth_of_it(head: int, tail: int, scale: str) -> None:
    worth = {"万": 10_000, "千": 1_000, "百": 100}[scale]
    han = "零一二三四五六七八九"
    value = head * worth + tail * worth // 10
    for number in (f"{head}{scale}{tail}", f"{han[head]}{scale}{han[tail]}", f"{head}{scale}{han[tail]}"):
        assert parse_number(number) == value


PARTS = (
    "0 1 5 12 300 2000 3.5 1,200 一 两 三 五 十 百 千 万 亿 零 点 w k 元 块 毛 分 半 多 来 几 花了 要 我的 就 和 到 遍 公里 天 年 血压 百分之 ¥ ， 。 "
    "码 号 块钱"
)


@given(st.lists(st.sampled_from(PARTS.split()), max_size=10).map("".join))
def test_no_wording_of_numbers_breaks_the_finder(text: str) -> None:
    folded = normalise(text).text
    for found in find_money(folded):
        assert 0 <= found.start < found.end <= len(folded)
        assert re.fullmatch(r"\d+\.\d\d", found.value)
    end = 0
    for mention in FINDER.mentions(text, AT):
        assert end <= mention["start"] < mention["end"] <= len(text)
        end = mention["end"]
