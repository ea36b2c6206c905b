"""What a message mentions. The message is of Monday, 16 November 2026, 10:00 in Shanghai."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import find_entities
from bot.nlu.identifiers import valid_id_number
from bot.nlu.lookup import Lookup, festivals, read_lookup
from bot.nlu.normaliser import normalise
from bot.nlu.numerals import parse_number
from kernel.clock import SHANGHAI

AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
TABLES = read_lookup(Path(__file__).parents[2] / "data" / "lookup")
LOOKUP, FESTIVALS = Lookup(TABLES), festivals(TABLES)


def entities(text: str) -> list[tuple[str, str, str]]:
    """(entity, value, what was said), the last taken from the original text."""
    folded = normalise(text)
    found = find_entities(folded.text, AT, LOOKUP, FESTIVALS)
    spans = [folded.span(item.start, item.end) for item in found]
    return [(f.entity, f.value, text[start:end]) for f, (start, end) in zip(found, spans, strict=True)]


@pytest.mark.parametrize(
    ("text", "day", "said"),
    [
        ("昨天下午追尾了", "2026-11-15", "昨天"),
        ("前天", "2026-11-14", "前天"),
        ("大前天摔的", "2026-11-13", "大前天"),
        ("上周三住院", "2026-11-11", "上周三"),
        ("周五晚上", "2026-11-13", "周五"),
        ("下周二回电", "2026-11-24", "下周二"),
        ("上个月底", "2026-10-31", "上个月底"),
        ("上个月5号", "2026-10-05", "上个月5号"),
        ("3月5号", "2026-03-05", "3月5号"),
        ("三月五号", "2026-03-05", "三月五号"),
        ("３月５日", "2026-03-05", "３月５日"),
        ("12月28号出的险", "2025-12-28", "12月28号"),
        ("12月28号到期", "2026-12-28", "12月28号"),
        ("去年12月28日", "2025-12-28", "去年12月28日"),
        ("2026年3月5日", "2026-03-05", "2026年3月5日"),
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("十一那天摔的", "2026-10-01", "十一"),
        ("国庆节出的事", "2026-10-01", "国庆节"),
        ("今年中秋", "2026-09-25", "今年中秋"),
        ("三天前", "2026-11-13", "三天前"),
        ("两个月前", "2026-09-16", "两个月前"),
        ("10号", "2026-11-10", "10号"),
        ("20号", "2026-10-20", "20号"),
        ("刚刚", "2026-11-16", "刚刚"),
    ],
)
def test_a_day_is_resolved_against_the_time_of_the_message(text: str, day: str, said: str) -> None:
    assert ("date", day, said) in entities(text)


@pytest.mark.parametrize(
    "text", ["2月30号", "13月1号", "一年期保险", "3号楼", "双十一块钱的事", "周年庆", "上个月", "7天无理由"]
)
def test_what_is_no_day_is_not_made_one(text: str) -> None:
    assert not [item for item in entities(text) if item[0] == "date" and item[2] == text]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("三万五", "35000.00"),
        ("修车花了1.2万", "12000.00"),
        ("八百块", "800.00"),
        ("两千三", "2300.00"),
        ("一万零五十元", "10050.00"),
        ("3万5", "35000.00"),
        ("12,000元", "12000.00"),
        ("大概5000左右", "5000.00"),
        ("¥99.5", "99.50"),
        ("三块五", "3.50"),
        ("保额50万", "500000.00"),
        ("十万块钱", "100000.00"),
    ],
)
def test_a_sum_is_yuan_with_two_decimals(text: str, yuan: str) -> None:
    assert [item[1] for item in entities(text) if item[0] == "money"] == [yuan]


@pytest.mark.parametrize(
    "text",
    ["一块去吃饭", "百万医疗", "三百公里", "两千人", "万能险", "等了三个月", "3块玻璃碎了", "第一次买"],
)
def test_a_number_of_something_else_is_no_sum(text: str) -> None:
    assert not [item for item in entities(text) if item[0] == "money"]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("1234", "id_last4", "1234"),
        ("029x", "id_last4", "029X"),
        ("后四位是029X", "id_last4", "029X"),
        ("583920", "otp", "583920"),
        ("验证码 583920", "otp", "583920"),
        ("138 0013 8000", "phone", "13800138000"),
        ("+86 138-0013-8000", "phone", "13800138000"),
        ("一三八零零一三八零零零", "phone", "13800138000"),
        ("11010519491231002X", "id_number", "11010519491231002X"),
        ("粤B12345", "plate_no", "粤B12345"),
        ("粤b·12345", "plate_no", "粤B12345"),
        ("粤BD12345", "plate_no", "粤BD12345"),
        ("QHL0120230001234", "policy_no", "QHL0120230001234"),
        ("QHL01 2023 0001234", "policy_no", "QHL0120230001234"),
        ("保单号是P-77", "policy_no", "P-77"),
        ("合同号12345", "policy_no", "12345"),
        ("赔案号CLM20260001", "claim_no", "CLM20260001"),
        ("我的理赔 X2026-0001 到哪了", "claim_no", "X2026-0001"),
        ("投诉编号TS20261101ABCD", "complaint_no", "TS20261101ABCD"),
        ("给4分", "score", "4"),
        ("五星", "score", "5"),
        ("5", "score", "5"),
    ],
)
def test_identifiers_are_found_and_written_plainly(text: str, entity: str, value: str) -> None:
    assert (entity, value) in [item[:2] for item in entities(text)]


@pytest.mark.parametrize(
    "text",
    [
        "我的材料交了",
        "保单在哪",
        "去医院",
        "十分满意",
        "五分钟",
        "三分之一",
        "hello world",
        "990000201002290014",
    ],
)
def test_generic_words_and_bad_numbers_are_no_entities(text: str) -> None:
    assert entities(text) == []


def test_names_carry_their_canonical_value() -> None:
    found = entities("青禾百万医疗的观察期多长，汽车保险要发票吗")
    assert [item[:2] for item in found] == [
        ("product", "青禾演示·百万医疗(一年期)"),
        ("product_attribute", "等待期"),
        ("line", "车险"),
        ("document", "发票"),
    ]


def test_one_message_may_hold_several_things() -> None:
    found = entities("我昨天追尾了，车牌粤B12345，修车花了三万五，电话13800138000")
    assert [item[0] for item in found] == ["date", "plate_no", "money", "phone"]


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),
        ("440524188001010014", True),
        ("990000199001010017", True),
        ("990000201202290035", True),
        ("990000201002290014", False),
        ("990000199002300016", False),
        ("110105194912310021", False),
    ],
)
def test_an_id_number_needs_checksum_and_calendar_date(number: str, valid: bool) -> None:
    assert valid_id_number(number) is valid


@given(st.text(alphabet="一二三四五六七八九十百千万亿零两.,0123456789", max_size=12))
def test_no_numeral_breaks_the_reader(text: str) -> None:
    value = parse_number(text)
    assert value is None or value >= 0


@given(st.text(alphabet="昨前天上下周三月底年号0123456789一二十万块元保单号QHX-粤B ，后四位", max_size=24))
def test_entities_never_overlap_and_always_lie_in_the_text(text: str) -> None:
    folded = normalise(text)
    found = find_entities(folded.text, AT, LOOKUP, FESTIVALS)
    assert all(0 <= item.start < item.end <= len(folded.text) for item in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("text", ["一百万零" * 500, "二" * 2_000 + "元", "1万" * 1_000, "九亿" * 100 + "块"])
def test_a_number_longer_than_any_sum_breaks_nothing(text: str) -> None:
    find_entities(normalise(text).text, AT, LOOKUP, FESTIVALS)
    assert parse_number(text) is None
