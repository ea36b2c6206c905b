"""Sums in capital numerals 大写金额 beside the figures, as receipts print them (支付结算办法 附一)."""

import re
from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_WRITTEN = re.compile(
    r"[壹贰叁肆伍陆柒捌玖拾][零壹贰叁肆伍陆柒捌玖拾佰仟万亿]*[元圆角分][零壹贰叁肆伍陆柒捌玖角分]*"
)


def written_sums(text: str) -> list[str]:
    """The sums in capitals in a text without blanks, without their zeros and endings."""
    return [_bare(match[0]) for match in _WRITTEN.finditer(text)]


def in_capitals(amount: Decimal) -> str:
    """983.80 → 玖佰捌拾叁元捌角, without zeros and ending: where they stand is a matter of taste, what they say is not.

    Whole fen from 0.01 to below 10^12 yuan.
    """
    yuan, rest = divmod(int(amount * 100), 100)
    groups = (
        "".join(
            _DIGITS[digit] + _PLACES[place]
            for place in reversed(range(4))
            if (digit := yuan // 10 ** (4 * group + place) % 10)
        )
        + _GROUPS[group]
        for group in reversed(range(3))
        if yuan // 10 ** (4 * group) % 10_000
    )
    jiao, fen = divmod(rest, 10)
    return _bare(
        "".join(groups)
        + ("元" if yuan else "")
        + (f"{_DIGITS[jiao]}角" if jiao else "")
        + (f"{_DIGITS[fen]}分" if fen else "")
    )


def _bare(text: str) -> str:
    return text.replace("零", "").replace("圆", "元")
