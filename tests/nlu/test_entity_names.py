"""Kinds of wording for persons, places, codes and documents."""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.entities import EntityFinder
from bot.nlu.lookup import read_lookup
from kernel.clock import SHANGHAI

FINDER = EntityFinder(read_lookup(Path(__file__).parents[2] / "data" / "lookup"))
AT = datetime(2026, 3, 11, 10, tzinfo=SHANGHAI)


def found(text: str, entity: str) -> list[str]:
    return [text[e["start"] : e["end"]] for e in FINDER.mentions(text, AT) if e["entity"] == entity]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("受益人改成张丽华和李鑫淼", ["张丽华", "李鑫淼"]),
        ("受益人是王晓明、李翠花", ["王晓明", "李翠花"]),
        ("受益人写陈一鸣和薛红", ["陈一鸣", "薛红"]),
        ("被保人是周子轩、周子涵两个孩子", ["周子轩", "周子涵"]),
        ("赵敏、钱枫、孙悦三个人", ["赵敏", "钱枫", "孙悦"]),
        ("王强和李敏都要加上", ["王强", "李敏"]),
        ("联系人写李雷或者韩梅梅", ["李雷", "韩梅梅"]),
        ("受益人是王磊跟王鑫", ["王磊", "王鑫"]),
        ("给我妈黄翠英和我爸罗永福各买一份", ["黄翠英", "罗永福"]),
    ],
)
def test_every_name_of_a_list_is_found(text: str, names: list[str]) -> None:
    assert found(text, "person") == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("李建国是我父亲", "李建国"),
        ("李刚是我爸", "李刚"),
        ("薛红是我的妻子", "薛红"),
        ("陈洁是投保人", "陈洁"),
        ("薛红收", "薛红"),
        ("请寄给李敏 收", "李敏"),
        ("王晓明亲收", "王晓明"),
        ("中山路100号 李娜收，13900000001", "李娜"),
        ("是白洁本人", "白洁"),
        ("转交给万茜本人", "万茜"),
        ("经办人是薛红", "薛红"),
        ("审批人魏青", "魏青"),
        ("对接人郝建", "郝建"),
        ("接待我的是高峰", "高峰"),
        ("接待我的人叫薛红", "薛红"),
        ("查勘的是魏国栋", "魏国栋"),
        ("给我打电话的是马强", "马强"),
        ("主治医生孙立", "孙立"),
        ("送件人：尚雯婕", "尚雯婕"),
        ("合同是贾春梅签的字", "贾春梅"),
        ("你们公司的邓超", "邓超"),
        ("在下包文婧", "包文婧"),
        ("投保人是我 施晓彤", "施晓彤"),
        ("我爱人叫白雪", "白雪"),
        ("我嫂子纪晓岚离婚了", "纪晓岚"),
        ("跟我前夫郭靖一起买的", "郭靖"),
        ("转接一下秦岚", "秦岚"),
        ("我是薛红", "薛红"),
        ("薛红，13900000001", "薛红"),
        ("我弟弟洪强开的车", "洪强"),
        ("王国庆的保单", "王国庆"),
    ],
)
def test_a_name_is_told_by_what_stands_before_or_behind_it(text: str, name: str) -> None:
    said = found(text, "person")
    assert said == [name.replace("我 ", "")]


@pytest.mark.parametrize(
    "text",
    [
        "经办人是谁",
        "审批人不同意",
        "接待我的人态度差",
        "是我父亲",
        "周末收",
        "马上收",
        "何时收到",
        "我的任何东西 收的地方",
        "新开张 学生都是五六岁的",
        "我和老婆",
        "什么叫安全",
        "我妈高烧",
        "司机全责",
        "我高兴坏了",
        "客服态度差",
        "张医生开的诊断证明",
        "我是李总介绍来的",
    ],
)
def test_nobody_is_named(text: str) -> None:
    assert not found(text, "person")


@pytest.mark.parametrize(
    "cue", ["验证码", "验证码是", "验证码：", "校验码 ", "短信验证码为", "码是", "验证码收到了，"]
)
@pytest.mark.parametrize(
    "said",
    ["583920", "4821", "5 8 3 9 2 0", "4 8 2 1", "58 39 20", "583-920", "5，8，3，9，2，0", "五八三九二零"],
)
def test_a_code_is_read_however_it_is_spaced(cue: str, said: str) -> None:
    mentions = [e for e in FINDER.mentions(cue + said, AT) if e["entity"] == "otp"]
    digits = "583920" if "五" in said else "".join(char for char in said if char.isdigit())
    assert [(e["value"], e["start"], e["end"]) for e in mentions] == [(digits, len(cue), len(cue + said))]


@pytest.mark.parametrize(
    "text",
    [
        "583920",
        "583920对吗",
        "583920，是这个吗",
        "好的583920",
        "又来一个583920",
        "我这边是583920",
        "输了583920说不对",
        "583920是验证码",
        "手机上显示583920",
        "六个数 583920",
        "验证马583920",
        "动态密码583920",
    ],
)
def test_six_digits_are_a_code_where_one_is_spoken_of(text: str) -> None:
    assert found(text, "otp") == ["583920"]


@pytest.mark.parametrize(
    "text",
    [
        "邮政编码215000",
        "密码123456",
        "二维码123456",
        "工号583920",
        "卡号后六位583920",
        "花了583920",
        "号码4821",
        "验证码3分钟没到",
        "验证码2026年都没来",
        "验证码发到13900000001",
        "开到120码",
    ],
)
def test_other_digits_are_no_code(text: str) -> None:
    assert not found(text, "otp")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("从苏州去重庆路上", ["苏州", "重庆"]),
        ("刚从重庆回成都路上", ["重庆", "成都"]),
        ("去上海路上撞的", ["上海"]),
        ("往合肥路上", ["合肥"]),
        ("开车去西安的路上", ["西安"]),
        ("去年在重庆路上被撞", ["重庆路"]),
        ("在重庆路追尾", ["重庆路"]),
        ("去学校路上", []),
        ("红绿灯路口", []),
        ("在红绿灯路口被撞", []),
        ("前面路口", []),
        ("乡间小路", []),
        ("接孩子放学路上", []),
        ("建设路红绿灯路口", ["建设路"]),
        ("人民路路口", ["人民路"]),
        ("解放路和人民路路口", ["解放路和人民路路口"]),
        ("交了两万 医院还在催", []),
        ("跑了三趟医院", []),
        ("第一人民医院", ["第一人民医院"]),
    ],
)
def test_the_way_to_a_place_is_no_road_of_that_name(text: str, places: list[str]) -> None:
    assert found(text, "place") == places


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("身份证正反面拍好了", "身份证正反面"),
        ("身份證正反面", "身份證正反面"),
        ("身份证复印件", "身份证复印件"),
        ("身份证照片", "身份证照片"),
    ],
)
def test_both_sides_of_the_id_card_are_one_document(text: str, said: str) -> None:
    assert found(text, "document") == [said]


@given(
    st.text(
        alphabet="王李张薛红国庆欧阳和、是我父亲收叫受益人去重庆路上口医院码验证0123456789 -，的都签",
        max_size=24,
    )
)
def test_no_wording_of_names_breaks_the_finder(text: str) -> None:
    mentions = FINDER.mentions(text, AT)
    assert all(0 <= e["start"] < e["end"] <= len(text) and e["value"] for e in mentions)
    assert all(a["end"] <= b["start"] for a, b in pairwise(mentions))
