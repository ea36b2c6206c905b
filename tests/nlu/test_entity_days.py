"""Kinds of wording for days: lunar, festive, colloquial, ahead or past. Today is Wednesday, 11 March 2026, unless said."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import EntityFinder
from bot.nlu.lookup import read_lookup
from bot.nlu.lunar import FESTIVALS, solar_day
from kernel.clock import SHANGHAI

FINDER = EntityFinder(read_lookup(Path(__file__).parents[2] / "data" / "lookup"))
TODAY = date(2026, 3, 11)


def days(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    """(value, what was said) of the days in `text`, written at ten in the morning."""
    at = datetime(today.year, today.month, today.day, 10, tzinfo=SHANGHAI)
    return [
        (e["value"], text[e["start"] : e["end"]]) for e in FINDER.mentions(text, at) if e["entity"] == "date"
    ]


@pytest.mark.parametrize(
    ("text", "said", "day"),
    [
        ("正月十五放烟花烫伤", "正月十五", "2026-03-03"),
        ("正月初五", "正月初五", "2026-02-21"),
        ("正月初一一直在下雨", "正月初一", "2026-02-17"),
        ("大年初二在老家摔的", "大年初二", "2026-02-18"),
        ("年初五追尾", "年初五", "2026-02-21"),
        ("春节初三出的事", "春节初三", "2026-02-19"),
        ("过年初三出的事", "初三", "2026-02-19"),
        ("大年三十晚上", "大年三十", "2026-02-16"),
        ("年三十撞的", "年三十", "2026-02-16"),
        ("年廿八", "年廿八", "2026-02-15"),
        ("大年二十九", "大年二十九", "2026-02-16"),
        ("腊月十八住的院", "腊月十八", "2026-02-05"),
        ("腊月廿六", "腊月廿六", "2026-02-13"),
        ("腊月三十", "腊月三十", "2026-02-16"),
        ("去年腊月二十八", "去年腊月二十八", "2026-02-15"),
        ("2025年腊月二十", "2025年腊月二十", "2026-02-07"),
        ("冬月十一", "冬月十一", "2025-12-30"),
        ("农历八月初三出的车祸", "农历八月初三", "2025-09-24"),
        ("八月初三交的", "八月初三", "2025-09-24"),
        ("阴历七月十四", "阴历七月十四", "2025-09-05"),
        ("农历3月15", "农历3月15", "2025-04-12"),
        ("旧历四月廿三", "旧历四月廿三", "2025-05-20"),
        ("農曆八月十五", "農曆八月十五", "2025-10-06"),
        ("2025年农历八月初三", "2025年农历八月初三", "2025-09-24"),
        ("去年闰六月初三", "去年闰六月初三", "2025-07-27"),
        ("七月半那天", "七月半", "2025-09-06"),
        ("二月二龙抬头", "二月二", "2025-03-01"),
        ("除夕", "除夕", "2026-02-16"),
        ("元宵节那天", "元宵节", "2026-03-03"),
        ("重阳节", "重阳节", "2025-10-29"),
        ("腊八", "腊八", "2026-01-26"),
        ("冬至", "冬至", "2025-12-21"),
        ("清明", "清明", "2025-04-04"),
    ],
)
def test_a_lunar_day_is_that_of_the_solar_calendar(text: str, said: str, day: str) -> None:
    assert (day, said) in days(text)


def test_the_days_after_new_years_eve_are_lunar_too() -> None:
    assert [day for day, _ in days("除夕到初三都在外地")] == ["2026-02-16", "2026-02-19"]


@pytest.mark.parametrize(
    "text",
    [
        "孩子今年初三了",
        "初三学生能买吗",
        "初二那年",
        "三月初一直没收到",
        "三月初三个人",
        "每年三十块",
        "今年三十了",
        "腊八粥",
        "小年轻",
        "吃元宵烫了",
        "国庆快乐",
        "中秋节快乐",
        "我叫李国庆",
        "十一点",
        "十一个",
        "证明晚了",
        "以前儿子",
        "之前天天打",
        "前个月",
        "每周一",
        "一周一次",
        "下周一定给我",
        "每礼拜三次",
        "每月5号",
        "每月月底",
        "每年三月交费",
        "两三天前",
        "一个半月前",
        "十几天前",
        "30天后",
        "等待期满三十天后",
        "92号汽油",
        "3号床",
        "15日内",
        "2月30号",
    ],
)
def test_words_like_days_are_none(text: str) -> None:
    assert not days(text)


@pytest.mark.parametrize(
    ("text", "said", "day"),
    [
        ("国庆第二天", "国庆第二天", "2025-10-02"),
        ("国庆节的第三天", "国庆节的第三天", "2025-10-03"),
        ("五一假期第三天", "五一假期第三天", "2025-05-03"),
        ("中秋前一天", "中秋前一天", "2025-10-05"),
        ("中秋节的前一天", "中秋节的前一天", "2025-10-05"),
        ("春节前三天寄的", "春节前三天", "2026-02-14"),
        ("端午节次日", "端午节次日", "2025-06-01"),
        ("元旦当天", "元旦当天", "2026-01-01"),
        ("元旦那天", "元旦", "2026-01-01"),
        ("国庆3号", "国庆3号", "2025-10-03"),
        ("2025年国庆", "2025年国庆", "2025-10-01"),
        ("前年五一", "前年五一", "2024-05-01"),
        ("母亲节", "母亲节", "2025-05-11"),
        ("3月5号前一天", "3月5号前一天", "2026-03-04"),
        ("2月14情人节", "2月14", "2026-02-14"),
    ],
)
def test_days_are_counted_from_a_festival(text: str, said: str, day: str) -> None:
    assert days(text) == [(day, said)]


@pytest.mark.parametrize(
    ("said", "shift"),
    [
        ("昨儿个", -1),
        ("昨个儿", -1),
        ("昨儿", -1),
        ("夜儿个", -1),
        ("昨下午", -1),
        ("前儿个", -2),
        ("前日", -2),
        ("大前儿", -3),
        ("大大前天", -4),
        ("今儿个", 0),
        ("今上午", 0),
        ("明儿个", 1),
        ("明早", 1),
        ("后儿个", 2),
        ("大后天", 3),
        ("俩礼拜前", -14),
        ("三天之前", -3),
    ],
)
def test_a_day_in_everyday_speech_is_counted_from_today(said: str, shift: int) -> None:
    assert days(f"我{said}摔的") == [((TODAY + timedelta(shift)).isoformat(), said)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2月29日摔的", "2024-02-29"),
        ("二月二十九", "2024-02-29"),
        ("2月29号到期", "2028-02-29"),
        ("2024年2月29日", "2024-02-29"),
    ],
)
def test_a_leap_day_is_one_of_a_leap_year(text: str, day: str) -> None:
    assert [value for value, _ in days(text)] == [day]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("这个月手头紧", []),
        ("本月资金周转不开", []),
        ("这个月没发工资", []),
        ("这月实在没钱", []),
        ("这个月扣了多少", ["2026-03"]),
        ("本月账单", ["2026-03"]),
        ("这个月住院了", ["2026-03"]),
        ("上个月手头紧", ["2026-02"]),
    ],
)
def test_this_month_is_a_date_unless_it_tells_how_one_stands(text: str, found: list[str]) -> None:
    assert [value for value, _ in days(text)] == found


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("去年年底撞的", "去年年底", "2025-12-31"),
        ("2024年底", "2024年底", "2024-12-31"),
        ("上个月月底", "上个月月底", "2026-02-28"),
        ("上个月头", "上个月头", "2026-02-01"),
        ("23年5月买的", "23年5月", "2023-05"),
        ("18年投的保", "18年", "2018"),
        ("72年7月生的", "72年7月", "1972-07"),
        ("90年3月8号", "90年3月8号", "1990-03-08"),
        ("九零年三月八号", "九零年三月八号", "1990-03-08"),
        ("二六年三月五号", "二六年三月五号", "2026-03-05"),
        ("26/3/5", "26/3/5", "2026-03-05"),
        ("26-03-05", "26-03-05", "2026-03-05"),
        ("1990-03-08", "1990-03-08", "1990-03-08"),
        ("15日上午9时发生事故", "15日", "2026-02-15"),
    ],
)
def test_years_and_parts_of_months_are_read_as_written(text: str, said: str, value: str) -> None:
    assert days(text) == [(value, said)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3月5号到8号住院", ["2026-03-05", "2026-03-08"]),
        ("3月1日至15日", ["2026-03-01", "2026-03-15"]),
        ("10月1号到7号", ["2025-10-01", "2025-10-07"]),
        ("28号到3号", ["2026-02-28", "2026-03-03"]),
        ("3月5号、6号、7号", ["2026-03-05", "2026-03-06", "2026-03-07"]),
        ("2.20-2.25住院", ["2026-02-20", "2026-02-25"]),
        ("礼拜六礼拜天", ["2026-03-07", "2026-03-08"]),
    ],
)
def test_a_span_has_two_ends_of_the_same_time(text: str, found: list[str]) -> None:
    assert [value for value, _ in days(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20号住的院", ["2026-02-20"]),
        ("20号能到账吗", ["2026-03-20"]),
        ("20号我要出差", ["2026-03-20"]),
        ("周五住院的", ["2026-03-06"]),
        ("周五能到账吗", ["2026-03-13"]),
        ("3月5号投保的12月1号到期", ["2026-03-05", "2026-12-01"]),
        ("到期日是12月28", ["2026-12-28"]),
        ("我3月20号出的险，到期了吗", ["2025-03-20"]),
        ("中秋前能到账吗", ["2026-09-25"]),
    ],
)
def test_words_beside_a_day_tell_whether_it_lies_ahead(text: str, found: list[str]) -> None:
    assert [value for value, _ in days(text)] == found


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("春节", date(2031, 1, 23)),
        ("中秋", date(2030, 9, 12)),
        ("端午", date(2029, 6, 16)),
        ("清明", date(2030, 4, 5)),
    ],
)
def test_festivals_are_known_in_years_no_table_lists(name: str, day: date) -> None:
    assert FESTIVALS[name](day.year) == day


@given(st.integers(1901, 2099), st.integers(1, 12), st.integers(1, 30))
def test_a_lunar_year_runs_from_new_year_to_new_year(year: int, month: int, day: int) -> None:
    found = solar_day(year, month, day)
    first, last = solar_day(year, 1, 1), solar_day(year + 1, 1, 1)
    assert first and last
    assert found is None or first <= found < last


WORDS = (
    "去年 今年 农历 阴历 正月 腊月 闰 大年 初 廿 十 三十 二十 五 八 月 号 日 国庆 中秋 春节 除夕 第二天 前一天 当天 昨 前 儿 个 天 晚 上 下 周 礼拜 "
    "底 年 半 2026 2 29 31 - / . 到 至 、 能到账吗 到期 手头紧 这个月 俩 前后 零"
)


@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=9).map("".join),
    st.dates(date(1950, 1, 1), date(2090, 12, 31)),
)
def test_no_wording_of_days_breaks_the_finder(text: str, today: date) -> None:
    at = datetime(today.year, today.month, today.day, 10, tzinfo=SHANGHAI)
    end = 0
    for found in FINDER.mentions(text, at):
        assert end <= found["start"] < found["end"] <= len(text)
        end = found["end"]
        if found["entity"] == "date":
            assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", found["value"])
            if len(found["value"]) == 10:
                date.fromisoformat(found["value"])
