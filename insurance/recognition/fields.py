"""From lines to the typed fields of a document. Pure; a field that is not surely there is left out."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from insurance.domain import id_numbers
from insurance.recognition.capitals import in_capitals, written_sums
from insurance.recognition.kinds import BANK, ID_NUMBER, card_numbers, kind_of_page
from insurance.recognition.layout import GAP, Row
from insurance.recognition.page import DATE, Page, day_of, label, without_blanks
from insurance.recognition.reader import Line
from insurance.recognition.records import (
    BankCard,
    DischargeSummary,
    DrivingLicence,
    Field,
    IdCard,
    MedicalInvoice,
    Recognised,
    RecognisedKind,
    VehicleLicence,
)
from kernel.masking import PLATE

# How sure a sum is: the same in capital numerals beside it, no capitals to be found, other ones.
_BORNE_OUT, _ALONE, _CONTRADICTED = 1.0, 0.9, 0.6
_LARGEST_SUM = Decimal(100_000_000)
_LONGEST_DIAGNOSIS = 200
_MOST_ADDRESS_ROWS = 3


def recognise(lines: Sequence[Line], on: date) -> Recognised | None:
    """The document with whatever was found on it; None where it is of no kind we know, or nothing was found.

    `on`: the day it was handed in; no day on it lies later.
    """
    page = Page(lines)
    kind = kind_of_page(page)
    if kind is None:
        return None
    document = _PARSERS[kind](page, on)
    return document if any(True for _ in document.found()) else None


def _medical_invoice(page: Page, on: date) -> MedicalInvoice:
    return MedicalInvoice(
        total=_total(page),
        issued_on=page.day("开票日期", "填开日期", "开具日期", "收费日期", "结算日期", on=on)
        or page.day("日期", "时间", on=on)
        or _any_day(page, on),
        hospital=_hospital(page),
        invoice_no=page.first(
            label("电子票据号码", "票据号码", "发票号码", "票据编号", "票号", "NO", "No")
            + r"(?P<value>[0-9A-Z]{6,20})(?![0-9A-Z])",
            str,
        ),
        payer=page.name("交款人", "缴款人", "付款人", "患者姓名", "病人姓名", "姓名"),
    )


# 983.80, 1,234.50, also with a blank or a raised point where the print was read so.
_SUM = r"(?P<value>(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:[ ]?[.·][ ]?\d{1,2})?)(?![\d,.·])"
_CENTS = r"(?P<value>(?:\d{1,3}(?:,\d{3})+|\d{1,9})[ ]?[.·][ ]?\d{2})(?![\d,.·])"
_TOTALS = (
    r"小[ ]?写[^\d]{0,6}" + _SUM,
    r"(?:金额合计|合计金额|总金额|总费用|费用总额|医疗费用?总额|价税合计)[^\d]{0,12}" + _CENTS,
    r"合[ ]?计[^\d]{0,12}" + _CENTS,
    r"(?:实收|收费|应收)?金额[^\d]{0,6}" + _SUM,
)


def _total(page: Page) -> Field[Decimal] | None:
    found = next(filter(None, (page.first(pattern, _sum) for pattern in _TOTALS)), None)
    if found is None:
        return None
    written = written_sums(page.text)
    sure = _ALONE if not written else _BORNE_OUT if in_capitals(found.value) in written else _CONTRADICTED
    return Field(found.value, round(sure * found.confidence, 4), found.spans, found.box)


def _sum(text: str) -> Decimal | None:
    amount = Decimal(text.replace(" ", "").replace(",", "").replace("·", ".")).quantize(Decimal("0.01"))
    return amount if 0 < amount < _LARGEST_SUM else None


def _any_day(page: Page, on: date) -> Field[date] | None:
    for row, match in page.matches(DATE):
        # Eight digits alone may be any number.
        if match["digits"] is None and (day := day_of(match, on=on)) is not None:
            return page.field(day, (row, *match.span()), sure=_ALONE)
    return None


_HOUSE = (
    r"(?:医院|卫生院|卫生室|卫生所|卫生服务中心|卫生服务站|诊所|门诊部|保健院|疗养院|医疗中心|急救中心|防治院|防治所)"
    r"(?:\([一-鿿]{1,10}\))?"
)
_HOSPITAL = r"(?P<value>[一-鿿A-Za-z0-9·]{2,30}?" + _HOUSE + "(?:门诊部)?)"
_ISSUERS = ("收款单位", "开票单位", "医疗机构名称", "医疗机构", "医院名称", "就诊医院", "定点医疗机构")
_NO_NAME = re.compile(
    r"(?:[一二三]级(?:[甲乙丙]等)?|综合|专科|定点|公立|民营|本|我|贵|该|原|外|转入|转诊|就诊|上级|基层|附近|当地)?"
    + _HOUSE
)
_BEFORE_A_NAME = re.compile(r".*(?:单位|机构|名称|医院名)(?:\(章\)|章)?")


def _hospital(page: Page) -> Field[str] | None:
    labelled = page.first(
        label(*_ISSUERS) + r"(?:\([公盖]?章\)|[公盖]章)?[ \t]*[::]?[ \t]*" + _HOSPITAL, _house
    )
    if labelled is not None:
        return labelled
    for row, match in page.matches(_HOSPITAL):
        name = _BEFORE_A_NAME.sub("", match["value"])
        if _house(name) is not None:
            return page.field(name, (row, match.end() - len(name), match.end()))
    return None


def _house(name: str) -> str | None:
    return None if _NO_NAME.fullmatch(name) else name


def _discharge_summary(page: Page, on: date) -> DischargeSummary:
    return DischargeSummary(
        hospital=_hospital(page),
        admitted_on=page.day("入院日期", "入院时间", "住院日期", "入院", on=on),
        discharged_on=page.day("出院日期", "出院时间", "出院", on=on),
        diagnosis=_diagnosis(page),
    )


_DIAGNOSES = tuple(
    label(*names) for names in (("出院诊断",), ("最后诊断", "主要诊断", "临床诊断"), ("诊断",))
)
_ITEM = re.compile(r"[ \t]*\(?\d{1,2}[.、)](?!\d)")
_NEXT_CHAPTER = re.compile(r"[一-鿿]{2,8}:|(?:入院|出院|住院|诊疗|治疗)[一-鿿]{2,4}")


def _diagnosis(page: Page) -> Field[str] | None:
    """The rest of the row after the label, or the row below; numbered ones as far as they go."""
    for pattern in _DIAGNOSES:
        for index, row in enumerate(page.rows):
            match = next(
                (m for m in re.finditer(pattern, row.text) if not row.text[: m.start()].endswith("入院")),
                None,
            )
            if match is None:
                continue
            parts = list(_chapter(page.rows[index:], match.end()))
            text = ";".join(row.text[start:end].replace(GAP, " ").strip() for row, start, end in parts)
            if re.search("[一-鿿]{2}", text):
                return page.field(text[:_LONGEST_DIAGNOSIS], *parts)
    return None


def _chapter(rows: Sequence[Row], begin: int) -> Iterator[tuple[Row, int, int]]:
    first, *below = rows
    if first.text[begin:].strip():
        ends = _NEXT_CHAPTER.search(first.text, begin + 1)
        yield first, begin, ends.start() if ends else len(first.text)
    elif below and not _NEXT_CHAPTER.match(below[0].text):
        yield below[0], 0, len(below[0].text)
        below = below[1:]
    for row in below:
        if not _ITEM.match(row.text):
            return
        yield row, 0, len(row.text)


def _id_card(page: Page, on: date) -> IdCard:
    def number(text: str) -> str | None:
        plain = without_blanks(text).upper()
        return plain if id_numbers.is_valid(plain, on) else None

    return IdCard(
        name=page.name("姓名"),
        number=page.first(ID_NUMBER, number),
        address=_address(page),
    )


_ADDRESS = label("住址") + "(?P<value>.*)"
_ADDRESS_ENDS = re.compile(r"公民|身份|号\s*码|签发|有效|\d{15}")


def _address(page: Page) -> Field[str] | None:
    """From its label to the number below, over several rows."""
    for row, match in page.matches(_ADDRESS):
        begin = page.rows.index(row)
        parts = [(row, *match.span("value"))] if match["value"].strip() else []
        for below in page.rows[begin + 1 : begin + _MOST_ADDRESS_ROWS]:
            if _ADDRESS_ENDS.search(below.text):
                break
            parts.append((below, 0, len(below.text)))
        address = "".join(without_blanks(row.text[start:end]) for row, start, end in parts)
        if re.search("[一-鿿]{4}", address):
            return page.field(address, *parts)
    return None


def _bank_card(page: Page, on: date) -> BankCard:
    number = next(
        (page.field(without_blanks(match[0]), (row, *match.span())) for row, match in card_numbers(page)),
        None,
    )
    return BankCard(number=number, bank=page.first(BANK, lambda name: None if name in _NO_BANK else name))


_NO_BANK = frozenset({"发卡银行", "开户银行", "本银行", "手机银行", "电话银行", "网上银行"})


def _driving_licence(page: Page, on: date) -> DrivingLicence:
    return DrivingLicence(name=page.name("姓名"))


def _vehicle_licence(page: Page, on: date) -> VehicleLicence:
    def plate(text: str) -> str:
        return text.replace("·", "").replace(".", "")

    pattern = f"(?P<value>{PLATE.pattern})"
    return VehicleLicence(
        plate_no=page.first(label("号牌号码") + pattern, plate) or page.first(pattern, plate, sure=_ALONE),
        owner=page.name("所有人"),
    )


_PARSERS: dict[RecognisedKind, Callable[[Page, date], Recognised]] = {
    RecognisedKind.MEDICAL_INVOICE: _medical_invoice,
    RecognisedKind.DISCHARGE_SUMMARY: _discharge_summary,
    RecognisedKind.ID_CARD: _id_card,
    RecognisedKind.BANK_CARD: _bank_card,
    RecognisedKind.DRIVING_LICENCE: _driving_licence,
    RecognisedKind.VEHICLE_LICENCE: _vehicle_licence,
}
