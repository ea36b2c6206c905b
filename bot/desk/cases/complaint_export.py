"""The register of complaints as a file: CSV that every Excel opens, or XLSX.

What customers wrote stands in these cells, so none may begin like a formula: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from insurance.domain.complaints import CATEGORY_NAMES, ComplaintStatus
from insurance.services.complaint_register import RegisterRow
from kernel.clock import local

S = ComplaintStatus
STATUSES: dict[ComplaintStatus, str] = {
    S.RECEIVED: "已接收",
    S.REGISTERED: "已登记",
    S.MORE_INFO: "待补充",
    S.INVESTIGATING: "调查中",
    S.EXTENDED_30: "已延期30天",
    S.EXTENDED_60: "已延期60天",
    S.DECIDED: "已有处理意见",
    S.NOTIFIED: "已反馈",
    S.REVIEW: "核查中",
    S.MEDIATION: "调解中",
    S.ARCHIVED: "已归档",
    S.WITHDRAWN: "已撤回",
    S.REJECTED_NOT_COMPLAINT: "不予办理",
}
CHANNELS = {"web": "网页", "wechat": "微信公众号", "wecom": "微信客服", "terminal": "终端"}
SATISFIED = {True: "满意", False: "不满意", None: ""}
COLUMNS = (
    "受理编号",
    "接收时间",
    "渠道",
    "投诉人",
    "类别",
    "投诉对象",
    "事实",
    "诉求",
    "责任人",
    "登记时间",
    "首次回应时间",
    "初步方案时间",
    "调查时间",
    "办理时间",
    "处理时间",
    "反馈时间",
    "归档时间",
    "状态",
    "处理结果",
    "改进措施",
    "是否满意",
)
_WIDTHS = {"事实": 48, "诉求": 28, "处理结果": 36, "改进措施": 36, "受理编号": 22}
_FORMULA = frozenset("=+-@＝＋－＠")


def as_csv(rows: Sequence[RegisterRow]) -> bytes:
    """UTF-8 with a byte order mark: without it Excel reads Chinese as something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(cells(row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[RegisterRow]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("投诉台账")
    sheet.freeze_panes = "B2"
    for number, name in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + number)].width = _WIDTHS.get(name, 17)
    sheet.append(_texts(sheet, COLUMNS, Font(bold=True)))
    for row in rows:
        sheet.append(_texts(sheet, cells(row)))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _texts(sheet: Any, values: Iterable[str], font: Font | None = None) -> list[Any]:
    found = []
    for value in values:
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        if font:
            cell.font = font
        found.append(cell)
    return found


def cells(row: RegisterRow) -> list[str]:
    """In the order of `COLUMNS`, harmless."""
    plain = [
        row.receipt_no,
        _moment(row.received_at),
        CHANNELS.get(row.channel, row.channel),
        row.complainant or "",
        CATEGORY_NAMES[row.category],
        row.target or "",
        row.facts,
        row.demand or "",
        row.owner or "",
        *(_moment(at) for at in row.steps),
        STATUSES[row.status],
        row.result or "",
        row.corrective_action or "",
        SATISFIED[row.satisfied],
    ]
    return [harmless(text) for text in plain]


def harmless(text: str) -> str:
    """Without control characters but line feeds, and with an apostrophe before what a spreadsheet would compute."""
    text = "".join(c for c in text.replace("\r", "\n") if c == "\n" or (c >= " " and c != "\x7f"))
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text


def _moment(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""
