"""RapidOCR with the models of its own wheel: nothing is ever downloaded. Runs in the reading process only."""

import os
from pathlib import Path
from statistics import median
from typing import Any

import numpy
import rapidocr
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from insurance.recognition.reader import Box, Line, Point

_MODELS = Path(rapidocr.__file__).parent / "models"
_DETECTION = _MODELS / "PP-OCRv6_det_small.onnx"
_RECOGNITION = _MODELS / "PP-OCRv6_rec_small.onnx"
# Measured on drawn documents: print the right way up reaches 0.98, the same upside down 0.54 to 0.76.
_UPRIGHT = 0.85
_LEGIBLE = 0.5
# How a page is turned upright, by (most lines stand higher than wide, clear to read). The engine itself lays a high
# line down, in the one direction or the other: from how clearly it then reads we know which.
_TURNS = {
    (False, False): Image.Transpose.ROTATE_180,
    (True, True): Image.Transpose.ROTATE_90,
    (True, False): Image.Transpose.ROTATE_270,
}


class Engine:
    """Loads its models once, in about a second."""

    def __init__(self) -> None:
        self._ocr = RapidOCR(
            params={
                "Global.log_level": "critical",
                # What can hardly be read tells which way a page lies; `read` leaves it out in the end.
                "Global.text_score": 0.0,
                # The direction is a matter of the page, not of each line: see `read`.
                "Global.use_cls": False,
                # A list of costs has 300; a page of a thousand would hold up everybody behind it for minutes.
                "Det.max_candidates": 500,
                # With a path given it never looks for a newer model on the net.
                "Det.model_path": str(_DETECTION),
                "Rec.model_path": str(_RECOGNITION),
                "EngineConfig.onnxruntime.intra_op_num_threads": min(2, os.cpu_count() or 1),
            }
        )

    def read(self, picture: Image.Image) -> list[Line]:
        """The lines of an RGB picture; one that lies on its side or head is turned first.

        The boxes are those of the picture as it stands upright.
        """
        lines = self._upright(picture)
        return [line for line in lines if line.confidence >= _LEGIBLE]

    def _upright(self, picture: Image.Image) -> list[Line]:
        lines = self._lines(picture)
        turn = _TURNS.get((_on_its_side(lines, picture), _clear(lines) >= _UPRIGHT))
        if turn is None or not lines:
            return lines
        turned = self._lines(picture.transpose(turn))
        return turned if _amount(turned) >= 0.9 * _amount(lines) else lines

    def _lines(self, picture: Image.Image) -> list[Line]:
        found = self._ocr(numpy.asarray(picture)[:, :, ::-1])  # BGR, as OpenCV has it
        if not isinstance(found, RapidOCROutput) or found.boxes is None:
            return []  # no print, or none that could be read
        return [
            Line(str(text), round(float(score), 4), _box(corners, picture))
            for corners, text, score in zip(found.boxes, found.txts or (), found.scores or (), strict=True)
        ]


def _box(corners: "numpy.ndarray[Any, Any]", picture: Image.Image) -> Box:
    def part(value: float, whole: int) -> float:
        return round(min(max(float(value) / whole, 0.0), 1.0), 4)

    points: list[Point] = [(part(x, picture.width), part(y, picture.height)) for x, y in corners]
    first, second, third, fourth = points
    return Box((first, second, third, fourth))


def _clear(lines: list[Line]) -> float:
    """The mean confidence of a character."""
    return _amount(lines) / max(sum(len(line.text) for line in lines), 1)


def _amount(lines: list[Line]) -> float:
    """How many characters were read, each counted by its confidence."""
    return sum(line.confidence * len(line.text) for line in lines)


def _on_its_side(lines: list[Line], picture: Image.Image) -> bool:
    """Whether most lines stand higher than they are wide."""
    ratios = [
        (line.box.right - line.box.left)
        * picture.width
        / max((line.box.bottom - line.box.top) * picture.height, 1)
        for line in lines
    ]
    return bool(ratios) and median(ratios) < 1
