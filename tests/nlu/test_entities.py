"""What a message mentions. The message is of Monday, 16 November 2026, 10:00 in Shanghai."""

import timeit
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import EntityFinder
from bot.nlu.identifiers import valid_id_number
from bot.nlu.lookup import read_lookup
from bot.nlu.normaliser import normalise
from bot.nlu.numerals import parse_number
from kernel.clock import SHANGHAI

AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
FINDER = EntityFinder(read_lookup(Path(__file__).parents[2] / "data" / "lookup"))


def entities(text: str) -> list[tuple[str, str, str]]:
    """(entity, value, what was said), the last taken from the original text."""
    return [(e["entity"], e["value"], text[e["start"] : e["end"]]) for e in FINDER.mentions(text, AT)]


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
        ("前儿摔的", "2026-11-14", "前儿"),
        ("2026年3月5日14时", "2026-03-05", "2026年3月5日"),
        ("二零二六年三月五号", "2026-03-05", "二零二六年三月五号"),
        ("3/5", "2026-03-05", "3/5"),
        ("3.15买的", "2026-03-15", "3.15"),
        ("上个月扣的", "2026-10", "上个月"),
        ("3月份交的", "2026-03", "3月份"),
        ("去年12月", "2025-12", "去年12月"),
        ("2019年投保", "2019", "2019年"),
        ("20号之前必须给我答复", "2026-11-20", "20号"),
    ],
)
def test_a_day_is_resolved_against_the_time_of_the_message(text: str, day: str, said: str) -> None:
    assert ("date", day, said) in entities(text)


@pytest.mark.parametrize(
    "text", ["2月30号", "13月1号", "一年期保险", "3号楼", "双十一块钱的事", "周年庆", "3个月", "7天无理由"]
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫王小明", "王小明"),
        ("我叫陈静，查保单", "陈静"),
        ("受益人改成张丽华", "张丽华"),
        ("被保人是我儿子周子轩", "周子轩"),
        ("我是欧阳娜", "欧阳娜"),
        ("姓名：买买提·艾力", "买买提·艾力"),
        ("李娟，13900000001", "李娟"),
        ("我叫陳嘉欣", "陳嘉欣"),
        ("受益人李明同意了", "李明"),
    ],
)
def test_a_person_is_named_by_what_stands_around_the_name(text: str, name: str) -> None:
    assert ("person", name, name) in entities(text)


@pytest.mark.parametrize(
    "text",
    ["高兴就好", "安全到家", "受益人是我妈", "我是方便的", "我叫什么不重要", "王先生", "全责", "查一下"],
)
def test_everyday_words_are_nobody(text: str) -> None:
    assert not [item for item in entities(text) if item[0] == "person"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在京沪高速苏州段追尾", "京沪高速苏州段"),
        ("深圳南山", "深圳南山"),
        ("停在万达停车场被刮", "万达停车场"),
        ("地址改成杭州市西湖区文三路18号2单元301", "杭州市西湖区文三路18号2单元301"),
        ("人在协和医院", "协和医院"),
        ("重慶有網點嗎", "重慶"),
        ("长江路和解放路路口", "长江路和解放路路口"),
    ],
)
def test_a_place_is_a_run_of_names(text: str, place: str) -> None:
    assert ("place", place, place) in entities(text)


@pytest.mark.parametrize(
    "text",
    [
        "小区门口撞的",
        "去医院看病",
        "回家路上摔了",
        "走高速回去的",
        "停车场刮的",
        "钱原路退回",
        "绑定社区医院",
    ],
)
def test_a_word_for_a_place_is_no_place(text: str) -> None:
    assert not [item for item in entities(text) if item[0] == "place"]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("拨打95518没人接", "policy_no"),
        ("打了120送医院", "money"),
        ("我等了2年", "money"),
        ("花了两三千", "money"),
        ("邮编215000", "otp"),
        ("银行卡尾号8821", "id_last4"),
        ("驾照扣了六分", "score"),
        ("身份证后四位0017", "document"),
        ("粤B12345要续保", "product_attribute"),
    ],
)
def test_a_number_or_a_name_of_another_thing_is_not_taken(text: str, entity: str) -> None:
    assert entity not in [item[0] for item in entities(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("出院小节", "出院小结"), ("等待其多久", "等待期"), ("买中疾险", "重疾险"), ("意外线", "意外险")],
)
def test_a_name_misspelt_by_sound_is_understood(text: str, value: str) -> None:
    assert value in [item[1] for item in entities(text)]


def test_a_prefix_of_the_number_outweighs_a_word_further_off() -> None:
    assert ("claim_no", "LP20261020117") in [
        item[:2] for item in entities("报的案LP20261020117没结果我要投诉")
    ]


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


def han(number: int) -> str:
    """30500 → 三万零五百, as one learns it at school."""
    if number >= 10_000:
        rest = number % 10_000
        return han(number // 10_000) + "万" + (("零" if rest < 1000 else "") + han(rest) if rest else "")
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return text


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_numeral_read_aloud_is_read_back(number: int) -> None:
    assert parse_number(han(number)) == number


@given(st.integers(min_value=100, max_value=9_999_999))
def test_a_sum_is_the_same_in_figures_and_in_words(number: int) -> None:
    expected = [("money", f"{number}.00")]
    assert [item[:2] for item in entities(f"花了{number}元")] == expected
    assert [item[:2] for item in entities(f"花了{number:,}元")] == expected
    assert [item[:2] for item in entities(f"花了{han(number)}元")] == expected


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 12, 31)))
def test_a_full_day_is_the_same_however_it_is_written(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day:%Y/%m/%d}",
        f"{day:%Y%m%d}那天",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{year}年{han(day.month).removeprefix('一') if day.month >= 10 else han(day.month)}月{han(day.day)}号",
    ):
        assert ("date", day.isoformat()) in [item[:2] for item in entities(text)], text


def test_an_entity_costs_little_more_in_a_long_message_than_its_share() -> None:
    short = "我昨天在苏州追尾了，车牌粤B12345，修车花了三万五，我叫王小明。"

    def seconds(text: str) -> float:
        return min(timeit.repeat(lambda: FINDER.find(text, AT), number=3, repeat=5))

    assert seconds(short * 10) < 40 * seconds(short)


@given(st.text(alphabet="昨前天上下周三月底年号0123456789一二十万块元保单号QHX-粤B ，后四位", max_size=24))
def test_entities_never_overlap_and_always_lie_in_the_text(text: str) -> None:
    folded = normalise(text)
    found = FINDER.find(folded.text, AT)
    assert all(0 <= item.start < item.end <= len(folded.text) for item in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "text", ["一百万零" * 500, "二" * 2_000 + "元", "1万" * 1_000, "九亿" * 100 + "块"], ids="abcd"
)
def test_a_number_longer_than_any_sum_breaks_nothing(text: str) -> None:
    FINDER.find(normalise(text).text, AT)
    assert parse_number(text) is None
