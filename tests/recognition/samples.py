"""Documents drawn for the tests, with made-up people and numbers of forms nobody has."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

ID_NUMBER = "990000199001010017"
CARD_NUMBER = "6222021234567890128"
_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),  # Debian's fonts-noto-cjk
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
)
_SIMPLIFIED = 2  # of the faces in Noto's collection


def font(size: int) -> ImageFont.FreeTypeFont:
    """Without a Chinese font the test skips, or fails where services are required."""
    for path in _FONTS:
        if path.is_file():
            return ImageFont.truetype(path, size, index=_SIMPLIFIED)
    if os.environ.get("BAOWEN_REQUIRE_SERVICES") == "1":
        raise FileNotFoundError("no Chinese font to draw documents with")
    pytest.skip("no Chinese font to draw documents with (Debian: fonts-noto-cjk)")


def _drawn(size: tuple[int, int], paper: str, ink: str, *prints: tuple[int, int, int, str]) -> Image.Image:
    """`prints`: x, y, size, text."""
    picture = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(picture)
    for x, y, height, text in prints:
        draw.text((x, y), text, font=font(height), fill=ink)
    return picture


def invoice() -> Image.Image:
    costs = [("西药费", "326.50"), ("检查费", "480.00"), ("化验费", "152.30"), ("诊察费", "25.00")]
    return _drawn(
        (1200, 800),
        "white",
        "black",
        (330, 30, 40, "青州市医疗门诊收费票据（电子）"),
        (60, 110, 24, "票据代码：37060125"),
        (640, 110, 24, "票据号码：0012345678"),
        (60, 150, 24, "交款人：王小明"),
        (640, 150, 24, "开票日期：2026年10月28日"),
        *((100, 210 + 44 * row, 24, name) for row, (name, _) in enumerate(costs)),
        *((520, 210 + 44 * row, 24, cost) for row, (_, cost) in enumerate(costs)),
        (60, 480, 26, "金额合计（大写）玖佰捌拾叁元捌角整"),
        (700, 480, 26, "（小写）¥983.80"),
        (60, 560, 22, "医保统筹基金支付：500.00"),
        (640, 560, 22, "个人现金支付：483.80"),
        (60, 600, 22, "业务流水号：MZ20261028001  就诊日期：2026-10-27"),
        (60, 700, 24, "收款单位（章）：青州市人民医院"),
        (800, 700, 24, "收款人：李四"),
    )


def id_card() -> Image.Image:
    return _drawn(
        (1000, 630),
        "#e8f0f6",
        "#202020",
        (60, 60, 34, "姓 名  王小明"),
        (60, 130, 30, "性 别  男   民 族  汉"),
        (60, 200, 30, "出 生  1990 年 1 月 1 日"),
        (60, 270, 30, "住 址  青州市云门山街道"),
        (168, 316, 30, "青禾路12号3栋402室"),
        (60, 520, 32, "公民身份号码"),
        (330, 516, 40, ID_NUMBER),
    )


def bank_card() -> Image.Image:
    return _drawn(
        (1000, 630),
        "#1e3c82",
        "white",
        (60, 50, 48, "青禾银行"),
        (700, 60, 30, "借记卡 DEBIT"),
        (90, 320, 60, "6222 0212 3456 7890 128"),
        (90, 430, 30, "VALID THRU 12/30"),
        (800, 520, 40, "银联"),
    )


def _askew(picture: Image.Image) -> Image.Image:
    return picture.rotate(2.5, expand=True, fillcolor="#909090", resample=Image.Resampling.BICUBIC)


def _noisy(picture: Image.Image) -> Image.Image:
    """Grain and a shadow over one side."""
    grain = Image.effect_noise(picture.size, 60).convert("RGB")
    shadow = Image.linear_gradient("L").rotate(90).resize(picture.size)
    shadowed = Image.composite(
        picture, Image.new("RGB", picture.size, "black"), shadow.point(lambda p: 110 + p // 2)
    )
    return Image.blend(shadowed, grain, 0.15)


def _small(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width * 6 // 10, picture.height * 6 // 10), Image.Resampling.BILINEAR)


# How a document comes: as drawn, photographed carelessly, sent through a messenger.
WAYS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "straight": lambda picture: picture,
    "askew": _askew,
    "noisy": _noisy,
    "small": _small,
}
# And held the wrong way.
TURNS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "upside_down": lambda picture: picture.rotate(180),
    "on_its_side": lambda picture: picture.rotate(90, expand=True),
    "on_its_other_side": lambda picture: picture.rotate(270, expand=True),
}


def file(picture: Image.Image, format: str = "JPEG", **options: object) -> bytes:
    """As a file; JPEG as strongly compressed as messengers do."""
    buffer = io.BytesIO()
    picture.save(buffer, format, **({"quality": 40} if format == "JPEG" else {}) | options)
    return buffer.getvalue()
