"""Answers as a file: CSV that every Excel opens, nobody's name or whole number in it.

What customers wrote stands in these cells, so none may begin like a formula: https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from bot.outreach.surveys.answers import Answer
from bot.outreach.surveys.survey import NAMES, Occasion, Source
from kernel.clock import local
from kernel.masking import show_policy_no, show_text

OCCASIONS = {
    Occasion.CONVERSATION: "会话",
    Occasion.CLAIM: "理赔",
    Occasion.COMPLAINT: "投诉",
    Occasion.CAMPAIGN: "调查活动",
}
SOURCES = {Source.CHAT: "在线", Source.WECHAT: "微信", Source.SMS: "短信", Source.PHONE: "电话"}
COLUMNS = (
    "场合",
    "编号",
    "客户",
    "来源",
    "邀请时间",
    "回答时间",
    *NAMES.values(),
    "推荐意愿",
    "客户的话",
    "是否差评",
    "记录人",
)
_FORMULA = frozenset("=+-@＝＋－＠")


def as_csv(answers: Sequence[Answer]) -> bytes:
    """UTF-8 with a byte order mark: without it Excel reads Chinese as something else."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(answer) for answer in answers)
    return text.getvalue().encode("utf-8-sig")


def _cells(answer: Answer) -> list[str]:
    assert answer.scores is not None
    campaign = answer.occasion is Occasion.CAMPAIGN
    number = answer.campaign_id or "" if campaign else show_policy_no(answer.number)
    items = [str(answer.scores.items.get(item, "")) for item in NAMES]
    recommend = answer.scores.recommend
    plain = [
        OCCASIONS[answer.occasion],
        number,
        show_policy_no(answer.customer_no) if answer.customer_no else "",
        SOURCES[answer.source] if answer.source else "",
        _moment(answer.invited_at),
        _moment(answer.answered_at),
        *items,
        "" if recommend is None else str(recommend),
        show_text(answer.scores.comment) if answer.scores.comment else "",
        "是" if answer.scores.bad else "",
        answer.entered_by or "",
    ]
    return [_harmless(text) for text in plain]


def _harmless(text: str) -> str:
    """Without control characters but line feeds, and with an apostrophe before what a spreadsheet would compute."""
    text = "".join(c for c in text.replace("\r", "\n") if c == "\n" or (c >= " " and c != "\x7f"))
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text


def _moment(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""
