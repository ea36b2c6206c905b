"""Files from strangers: what is opened, how large it becomes, and what is refused."""

import io
import struct
import zlib

import pytest
from PIL import Image

from insurance.domain.errors import DocumentUnreadable
from insurance.recognition.pictures import MAX_BYTES, MAX_SIDE, opened
from tests.recognition.samples import file

WHITE = Image.new("RGB", (400, 300), "white")


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims a size; `chunks` come before its (empty) picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in body
    )


def reason(data: bytes, media_type: str) -> str:
    with pytest.raises(DocumentUnreadable) as caught:
        opened(data, media_type)
    return caught.value.reason


def test_a_large_photo_becomes_small_enough() -> None:
    assert opened(file(WHITE.resize((6000, 4500))), "image/jpeg").size == (MAX_SIDE, 1500)


def test_a_small_picture_stays_as_it_is() -> None:
    assert opened(file(WHITE), "image/jpeg").size == (400, 300)


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(file(WHITE, exif=exif), "image/jpeg").size == (300, 400)


def test_what_is_transparent_is_paper() -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    assert opened(file(clear, "PNG"), "image/png").getpixel((5, 5)) == (255, 255, 255)


def test_of_a_pdf_the_first_page_is_taken() -> None:
    data = file(WHITE, "PDF", save_all=True, append_images=[WHITE.resize((300, 400))])
    assert opened(data, "application/pdf").size == (MAX_SIDE, 1500)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    assert reason(png(60_000, 60_000), "image/png") == "too_large"


def test_a_picture_that_unpacks_to_a_thousand_times_its_size_is_refused() -> None:
    bomb = file(Image.new("1", (20_000, 20_000)), "PNG", optimize=True)
    assert len(bomb) < 100_000
    assert reason(bomb, "image/png") == "too_large"


def test_a_text_that_unpacks_without_end_is_refused() -> None:
    bomb = b"Comment\0\0" + zlib.compress(bytes(200 * 1024 * 1024), 9)
    assert reason(png(400, 300, (b"zTXt", bomb)), "image/png") == "damaged"


def test_a_file_beyond_the_limit_is_not_looked_at() -> None:
    assert reason(bytes(MAX_BYTES + 1), "image/png") == "too_large"


@pytest.mark.parametrize("size", [(2000, 20), (20, 2000), (8, 8)])
def test_strips_and_dots_are_no_documents(size: tuple[int, int]) -> None:
    assert reason(file(WHITE.resize(size)), "image/jpeg") == "no_document"


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"", "image/jpeg"),
        (b"\xff\xd8\xff\xe0nonsense", "image/jpeg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (file(WHITE, "PNG"), "image/jpeg"),
        (file(WHITE), "image/png"),
        (file(WHITE), "image/heic"),
        (file(WHITE)[:-200], "image/jpeg"),
        (png(400, 300), "image/png"),
        (b"\0\0\0\x18ftypheic" + bytes(200), "image/heic"),
        (b"%PDF-1.7\nnonsense", "application/pdf"),
        (file(WHITE, "PNG"), "application/pdf"),
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj",
            "application/pdf",
        ),
    ],
)
def test_what_is_broken_or_not_what_it_says_is_refused(data: bytes, media_type: str) -> None:
    assert reason(data, media_type) == "damaged"


@pytest.mark.parametrize("media_type", ["image/gif", "image/svg+xml", "application/zip", ""])
def test_other_kinds_of_files_are_refused(media_type: str) -> None:
    buffer = io.BytesIO()
    WHITE.save(buffer, "GIF")
    assert reason(buffer.getvalue(), media_type) == "unknown_type"
