"""From a stranger's file to an upright picture of bounded size. Runs in the reading process only (see `child.py`)."""

import io
from collections.abc import Callable
from contextlib import closing

import pi_heif
import pypdfium2
from PIL import Image, ImageOps

from insurance.domain.errors import DocumentUnreadable

MAX_BYTES = 20 * 1024 * 1024
# Larger than any telephone takes; a picture of so many points needs about 200 MB while it is opened.
MAX_POINTS = 64_000_000
# Sharp enough for the smallest print on a page; four times the points would take four times as long.
MAX_SIDE = 2000
# A strip longer than this is no document, and the engine would blow it up until its short side is tall enough.
MAX_RATIO = 10
_MIN_SIDE = 16
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}

Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is decoded
pi_heif.register_heif_opener(thumbnails=False)


def opened(data: bytes, media_type: str) -> Image.Image:
    """An upright RGB picture, its longer side at most `MAX_SIDE`; `DocumentUnreadable`.

    The content must be what `media_type` says; nothing is decoded before its size is known.
    """
    if len(data) > MAX_BYTES:
        raise DocumentUnreadable("too_large")
    opener: Callable[[bytes, str], Image.Image] = _page if media_type == "application/pdf" else _photo
    try:
        picture = opener(data, media_type)
    except DocumentUnreadable:
        raise
    except MemoryError as error:
        raise DocumentUnreadable("too_large") from error
    except Exception as error:
        # What libraries raise over a broken file is without number: struct.error, SyntaxError, ValueError, …
        raise DocumentUnreadable("damaged") from error
    return picture


def _photo(data: bytes, media_type: str) -> Image.Image:
    format = _FORMATS.get(media_type)
    if format is None:
        raise DocumentUnreadable("unknown_type")
    with Image.open(io.BytesIO(data), formats=[format]) as picture:
        _check(picture.width, picture.height)
        # JPEG alone can be decoded at half, a quarter or an eighth of its size; the others ignore it.
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            # Print on nothing: nothing is paper.
            paper = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(paper, upright.convert("RGBA"))
        return upright.convert("RGB")


def _page(data: bytes, _: str) -> Image.Image:
    if not data.startswith(b"%PDF-"):
        raise DocumentUnreadable("damaged")
    with closing(pypdfium2.PdfDocument(data)) as document, closing(document[0]) as page:
        width, height = page.get_size()
        scale = MAX_SIDE / max(width, height, 1)
        _check(round(width * scale), round(height * scale))
        picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return picture.convert("RGB")


def _check(width: int, height: int) -> None:
    if width * height > MAX_POINTS:
        raise DocumentUnreadable("too_large")
    if min(width, height) < _MIN_SIDE or max(width, height) > MAX_RATIO * min(width, height):
        raise DocumentUnreadable("no_document")
