"""From lines to fields: every document in several layouts, misleading neighbours, and lines without sense."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.domain import bank_cards
from insurance.recognition.capitals import in_capitals, written_sums
from insurance.recognition.fields import recognise
from insurance.recognition.kinds import kind_of
from insurance.recognition.layout import rows_of
from insurance.recognition.reader import Box, Line
from insurance.recognition.records import RecognisedKind
from tests.recognition.samples import CARD_NUMBER, ID_NUMBER

ON = date(2026, 11, 16)


def page(*rows: str, confidence: float = 0.99, sinks: float = 0.0) -> list[Line]:
    """A line per piece between bars, a row per text; `sinks`: how far a row sinks over the whole width."""
    lines = []
    for row, text in enumerate(rows):
        pieces = text.split("|")
        for column, piece in enumerate(pieces):
            left, right = column / len(pieces), (column + 0.9) / len(pieces)
            top = 0.02 + row / (len(rows) + 1)
            height = 0.6 / (len(rows) + 1)
            first, second = top + sinks * left, top + sinks * right
            box = Box(((left, first), (right, second), (right, second + height), (left, first + height)))
            lines.append(Line(piece, confidence, box))
    return lines


def read(*rows: str) -> dict[str, object]:
    found = recognise(page(*rows), ON)
    return {} if found is None else {name: field.value for name, field in found.found()}


INVOICE = (
    "青州市医疗住院收费票据",
    "票据代码:37060125|票据号码:0012345678",
    "交款人:王小明|开票日期:2026-10-28",
    "床位费|400.00",
    "检查费|583.80",
    "金额合计(大写)玖佰捌拾叁元捌角整|(小写)983.80",
    "个人现金支付:483.80|医保统筹基金支付:500.00",
    "收款单位(章):青州市人民医院|收款人:李四",
)
ID_CARD = (
    "姓名王小明",
    "性别男民族汉",
    "出生1990年1月1日",
    "住址青州市云门山街道",
    "青禾路12号3栋402室",
    f"公民身份号码|{ID_NUMBER}",
)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("medical_invoice", INVOICE),
        ("id_card", ID_CARD),
        ("bank_card", ("青禾银行", "6222 0212 3456 7890 128", "VALID THRU 12/30")),
        ("driving_licence", ("中华人民共和国机动车驾驶证", "姓名 Name|王小明", "准驾车型|C1")),
        ("vehicle_licence", ("中华人民共和国机动车行驶证", "号牌号码|粤B12345", "所有人|王小明")),
        ("discharge_summary", ("青州市人民医院", "出院小结", "入院日期:2026-10-20", "出院诊断:肺炎")),
    ],
)
def test_a_document_is_told_by_what_it_says_of_itself(kind: str, rows: Sequence[str]) -> None:
    assert kind_of(page(*rows)) is RecognisedKind(kind)


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ("今天天气很好",),
        ("理赔申请书", "姓名:王小明", "住址:青州市", f"身份证号:{ID_NUMBER}", *("说明文字",) * 14),
        ("青禾银行", "6222 0212 3456 7890 129"),
        ("签发机关|青州市公安局", "有效期限|2016.01.01-2036.01.01"),
        ("超市小票", "合计 35.00"),
    ],
)
def test_other_pages_are_none_of_them(rows: Sequence[str]) -> None:
    assert kind_of(page(*rows)) is None
    assert recognise(page(*rows), ON) is None


def test_an_invoice_gives_its_total_and_not_what_somebody_paid_of_it() -> None:
    assert read(*INVOICE) == {
        "total": Decimal("983.80"),
        "issued_on": date(2026, 10, 28),
        "hospital": "青州市人民医院",
        "invoice_no": "0012345678",
        "payer": "王小明",
    }


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (("合计|1,983.80",), "1983.80"),
        (("合 计:¥ 983. 80",), "983.80"),
        (("（大写）玖佰捌拾叁元捌角整（小写）￥983.80",), "983.80"),
        (("总费用:12345.60元|自付:45.60",), "12345.60"),
        (("数量合计 5", "金额合计 983.80"), "983.80"),
        (("挂号费|金额:20",), "20.00"),
    ],
)
def test_totals_are_read_in_every_spelling(rows: Sequence[str], total: str) -> None:
    assert read("青州市医院门诊收费票据 合计", *rows)["total"] == Decimal(total)


@pytest.mark.parametrize("row", ["合计|", "合计 0.00", "合计 999999999.00", "合计 1.2.3.4", "小写 12.345.67"])
def test_what_is_no_sum_is_no_total(row: str) -> None:
    assert "total" not in read("青州市医院门诊收费票据", "票据号码:0012345678", row)


def test_a_total_is_surer_when_the_capitals_say_the_same() -> None:
    def sure(capitals: str) -> float:
        found = dict(recognise(page("医院门诊收费票据", f"{capitals}(小写)983.80"), ON).found())  # type: ignore[union-attr]
        return float(found["total"].confidence)

    assert sure("玖佰捌拾叁圆捌角整") > sure("合计") > sure("玖拾捌元叁角捌分")


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("983.80", "玖佰捌拾叁元捌角整"),
        ("1000.01", "壹仟元零壹分"),
        ("10", "壹拾元整"),
        ("100050000", "壹亿零伍万元整"),
        ("20003000.08", "贰仟万零叁仟元零捌分"),
        ("0.05", "伍分"),
    ],
)
def test_capital_numerals_are_those_of_receipts(amount: str, capitals: str) -> None:
    assert in_capitals(Decimal(amount)) in written_sums(f"合计{capitals}元正") or amount == "0.05"
    assert in_capitals(Decimal(amount)) == capitals.replace("零", "").replace("整", "")


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("开票日期:2026年10月28日|就诊日期:2026-10-20", date(2026, 10, 28)),
        ("就诊日期:2026-10-20|开票日期:2026.10.28", date(2026, 10, 28)),
        ("日期:20261028", date(2026, 10, 28)),
        ("2026/10/28 09:31", date(2026, 10, 28)),
        ("开票日期:2026 年 10 月 28 日", date(2026, 10, 28)),
    ],
)
def test_the_day_of_issue_goes_before_others(row: str, day: date) -> None:
    assert read("医院门诊收费票据", "合计 1.00", row)["issued_on"] == day


@pytest.mark.parametrize(
    "row", ["开票日期:2026-02-30", "开票日期:2027-01-01", "开票日期:1926-10-28", "流水号 20261028"]
)
def test_days_that_cannot_be_are_left_out(row: str) -> None:
    assert "issued_on" not in read("医院门诊收费票据", "合计 1.00", row)


@pytest.mark.parametrize(
    ("row", "hospital"),
    [
        ("收款单位(章)青州市第一人民医院", "青州市第一人民医院"),
        ("医疗机构类型:综合医院|医疗机构:云门山社区卫生服务中心", "云门山社区卫生服务中心"),
        ("青州医学院附属医院(东院区)", "青州医学院附属医院(东院区)"),
        ("三级甲等医院|青州市中医院", "青州市中医院"),
    ],
)
def test_the_hospital_is_a_name_and_not_a_class(row: str, hospital: str) -> None:
    assert read("门诊收费票据", "合计 1.00", row)["hospital"] == hospital


@pytest.mark.parametrize(
    ("row", "payer"),
    [
        ("交款人:王小明|性别:男", "王小明"),
        ("姓名:王小明性别:男", "王小明"),
        ("姓名 王 小 明", "王小明"),
        ("交款人统一社会信用代码:|校验码:a1b2c3", None),
        ("交款人统一社会信用代码:|交款人:王小明", "王小明"),
        ("姓名:欧阳明月 男 35岁", "欧阳明月"),
        ("姓名:李胜男", "李胜男"),
        ("患者姓名|买买提·艾力", "买买提·艾力"),
        ("交款人:青州某某科技有限公司", "青州某某科技有限公司"),
    ],
)
def test_a_name_ends_where_the_next_label_begins(row: str, payer: str | None) -> None:
    assert read("医院门诊收费票据", "合计 1.00", row).get("payer") == payer


def test_an_address_goes_on_below_its_label_until_the_number() -> None:
    assert read(*ID_CARD) == {
        "name": "王小明",
        "number": ID_NUMBER,
        "address": "青州市云门山街道青禾路12号3栋402室",
    }


@pytest.mark.parametrize("number", ["990000199001010018", "990000201002290014", "99000019900101001"])
def test_an_id_number_that_cannot_be_is_left_out(number: str) -> None:
    found = read(*ID_CARD[:-1], f"公民身份号码|{number}")
    assert "number" not in found
    assert found["name"] == "王小明"


def test_an_id_number_may_be_spaced_and_end_in_a_small_x() -> None:
    assert read(*ID_CARD[:-1], "公民身份号码|110105 19491231 002x")["number"] == "11010519491231002X"


@pytest.mark.parametrize("row", ["6222021234567890128", "6222 0212 3456 7890 128", "6222|0212|3456|7890|128"])
def test_a_card_number_is_read_in_groups_and_in_one(row: str) -> None:
    assert read("青禾银行", row) == {"number": CARD_NUMBER, "bank": "青禾银行"}


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("6222021234567890128", True),
        ("6217000000000000004", True),
        ("6222021234567890129", False),
        ("6217000000000000005", False),
        ("00000000000000", False),
        ("6222 0212 3456 7890 128", False),
        ("", False),
    ],
)
def test_a_card_number_has_a_check_digit(number: str, valid: bool) -> None:
    assert bank_cards.is_valid(number) is valid


def test_licences_give_plate_and_name() -> None:
    vehicle = ("中华人民共和国机动车行驶证", "号牌号码 Plate No.|粤B·12345", "所有人 Owner|王小明")
    assert read(*vehicle) == {"plate_no": "粤B12345", "owner": "王小明"}
    driver = (
        "中华人民共和国机动车驾驶证",
        "证号 License No.|990000199001010017",
        "姓名 Name|王小明",
        "准驾车型 C1",
    )
    assert read(*driver) == {"name": "王小明"}


def test_a_summary_gives_both_days_and_what_was_found_at_the_end() -> None:
    assert read(
        "青州市人民医院",
        "出院小结",
        "姓名:王小明|性别:男|住院号:123456",
        "入院日期:2026年10月20日|出院日期:2026年10月27日",
        "入院诊断:发热待查",
        "出院诊断:1.社区获得性肺炎",
        "2.高血压病2级",
        "诊疗经过:抗感染治疗后好转",
    ) == {
        "hospital": "青州市人民医院",
        "admitted_on": date(2026, 10, 20),
        "discharged_on": date(2026, 10, 27),
        "diagnosis": "1.社区获得性肺炎;2.高血压病2级",
    }


@pytest.mark.parametrize(
    "rows",
    [
        ("出院诊断:", "急性阑尾炎", "诊疗经过:手术"),
        ("诊断:急性阑尾炎|入院日期:2026-10-20",),
        ("出院诊断|急性阑尾炎",),
    ],
)
def test_a_diagnosis_stands_behind_or_below_its_label(rows: Sequence[str]) -> None:
    assert read("出院小结", "入院情况:腹痛", *rows)["diagnosis"] == "急性阑尾炎"


@pytest.mark.parametrize("sinks", [-0.08, -0.03, 0.03, 0.08])
def test_rows_hold_together_on_a_page_that_lies_askew(sinks: float) -> None:
    rows = [row.text for row in rows_of(page(*INVOICE, sinks=sinks))]
    assert rows == [row.replace("|", "\t") for row in INVOICE]


def test_a_field_is_as_sure_as_the_print_it_was_read_from() -> None:
    found = recognise(page(*ID_CARD, confidence=0.7), ON)
    assert found is not None
    assert {field.confidence for _, field in found.found()} == {0.7}


def test_nothing_personal_is_in_a_repr() -> None:
    lines = page(*ID_CARD)
    shown = repr([lines, rows_of(lines), recognise(lines, ON)])
    assert not any(word in shown for word in ("王小明", ID_NUMBER, "1990", "青州", "云门山"))


def test_fields_become_plain_values() -> None:
    found = recognise(page(*INVOICE), ON)
    assert found is not None
    plain = found.as_json()
    assert plain["kind"] == "medical_invoice"
    assert plain["fields"]["total"]["value"] == "983.80"
    assert plain["fields"]["issued_on"]["value"] == "2026-10-28"
    assert plain["fields"]["total"]["confidence"] == 0.99
    assert len(plain["fields"]["total"]["box"]) == 4


_TITLES = (
    "医院门诊收费票据合计",
    "出院小结诊断",
    "驾驶证姓名",
    "行驶证所有人",
    "公民身份号码住址姓名",
    "银行",
)
_LABELS = (
    "出院诊断:",
    "诊断",
    "2.",
    "住址",
    "姓名",
    "入院",
    "号牌号码",
    "所有人",
    "合计",
    "小写",
    "日期",
    "¥",
)
_VALUES = (
    "粤B12345",
    CARD_NUMBER,
    ID_NUMBER,
    "6222 0212",
    "2026年",
    "2月",
    "30日",
    "2026-10-28",
    "王小明",
    "983.80",
    "医院",
)
_ODD = ("0", "1.", ".5", "二〇", "٣", "²", "　", "\t", "\n", "\0", "😀", "×")
_WORDS = st.sampled_from((*_TITLES, *_LABELS, *_VALUES, *_ODD, *INVOICE, *ID_CARD))
_PART = st.floats(0, 1)
_POINT = st.tuples(_PART, _PART)
_LINES = st.lists(
    st.builds(
        Line,
        st.lists(_WORDS, max_size=12).map("".join) | st.text(max_size=30),
        _PART,
        st.builds(Box, st.tuples(_POINT, _POINT, _POINT, _POINT)),
    ),
    max_size=20,
)


@given(_LINES)
def test_no_lines_break_the_parsers_and_every_field_has_its_place(lines: list[Line]) -> None:
    found = recognise(lines, ON)
    assert (found is None) or (found.kind is kind_of(lines))
    for name, field in found.found() if found is not None else ():
        assert 0 <= field.confidence <= 1
        assert field.spans
        for span in field.spans:
            assert 0 <= span.start < span.end <= len(lines[span.line].text)
            box = lines[span.line].box
            assert field.box.left <= box.left and box.right <= field.box.right
            assert field.box.top <= box.top and box.bottom <= field.box.bottom
        if isinstance(field.value, date):
            assert field.value <= ON, name


@given(st.lists(st.lists(_WORDS, min_size=1, max_size=6).map("".join), max_size=12))
def test_no_page_of_rows_breaks_the_parsers(rows: list[str]) -> None:
    recognise(page(*rows), ON)


@given(_LINES)
def test_every_line_stands_in_one_row(lines: list[Line]) -> None:
    placed = [line for row in rows_of(lines) for _, line in row.starts]
    assert sorted(placed) == list(range(len(lines)))
