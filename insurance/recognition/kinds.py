"""Which document a page is, by its own title or by what only that document has."""

import re
from collections.abc import Iterator, Sequence

from insurance.domain import bank_cards
from insurance.recognition.layout import Row
from insurance.recognition.page import Page, without_blanks
from insurance.recognition.reader import Line
from insurance.recognition.records import RecognisedKind

K = RecognisedKind

# As cards space them.
ID_NUMBER = r"(?<![0-9A-Za-z])(?P<value>[1-9](?:[ \t]?\d){16}[ \t]?[\dXx])(?![0-9A-Za-z])"
BANK = r"(?P<value>[一-鿿]{2,12}?银行)(?!卡)"
_CARD_NUMBER = re.compile(r"(?<!\d)\d(?:[ \t]?\d){14,18}(?![ \t]?\d)")

# Each with what must all stand on the page; the first whose signs do. A summary tells of costs, an invoice of stays.
_SIGNS: tuple[tuple[RecognisedKind, tuple[str, ...]], ...] = (
    (K.VEHICLE_LICENCE, (r"行驶证|VehicleLicen[sc]e", r"号牌号码|所有人|车辆类型|PlateNo")),
    (K.DRIVING_LICENCE, (r"驾驶证|DrivingLicen[sc]e", r"准驾车型|初次领证|证号|姓名")),
    (K.DISCHARGE_SUMMARY, (r"^.{0,30}出院(?:小结|记录|证明|总结)", r"诊断|入院")),
    (
        K.MEDICAL_INVOICE,
        (
            r"票据|发票|收据|收费",
            r"医疗|门诊|住院|挂号|医院|卫生院|诊所|西药|检查费|诊察费|医保",
            r"合计|小写|总金额|总费用|¥",
        ),
    ),
)
# Cards have little print; an application form that asks for their numbers has much.
_MOST_ROWS_OF_A_CARD = 14
_OF_AN_ID_CARD = (r"公民身份号码|[1-9]\d{16}[\dXx]", r"住址|民族", r"姓名|性别|出生")
_OF_A_BANK_CARD = r"银联|银行|UnionPay|VALID|THRU|借记卡|信用卡|储蓄卡|贷记卡|DEBIT|CREDIT|MONTH/YEAR"


def kind_of(lines: Sequence[Line]) -> RecognisedKind | None:
    """None: not one of those we know."""
    return kind_of_page(Page(lines))


def kind_of_page(page: Page) -> RecognisedKind | None:
    text = page.text
    for kind, signs in _SIGNS:
        if all(re.search(sign, text, re.MULTILINE) for sign in signs):
            return kind
    if len(page.rows) > _MOST_ROWS_OF_A_CARD:
        return None
    if all(re.search(sign, text) for sign in _OF_AN_ID_CARD):
        return K.ID_CARD
    if re.search(_OF_A_BANK_CARD, text, re.IGNORECASE) and next(card_numbers(page), None) is not None:
        return K.BANK_CARD
    return None


def card_numbers(page: Page) -> Iterator[tuple[Row, re.Match[str]]]:
    """Runs of digits with the form and the check digit of a bank card."""
    return (
        (row, match)
        for row, match in page.matches(_CARD_NUMBER)
        if bank_cards.is_valid(without_blanks(match[0]))
    )
