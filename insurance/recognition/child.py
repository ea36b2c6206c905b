"""The process that opens strangers' files and reads them: `python -m insurance.recognition.child`.

Apart from everything else, because it may need half a gigabyte, take its time, and fall over a hostile file. It gives
way to whoever else wants the processor, may not write files, and knows no key or address of ours.

A question on standard input is a line of JSON, `{"media_type", "size"}`, and `size` bytes; the answer on standard
output is one line: `{"lines": [[text, confidence, [[x, y] × 4]], …]}`, `{"unreadable": reason}` or `{"failed": name}`.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from insurance.domain.errors import DocumentUnreadable
from insurance.recognition import pictures
from insurance.recognition.engine import Engine

_MOST_MEMORY = 3 * 1024**3  # of addresses; half of that is what the fullest page takes


def main() -> None:
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must neither mix with the answers nor reach a log.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.nice(10)
    engine = Engine()
    _limit()
    while question := questions.readline():
        answers.write(json.dumps(_answer(engine, questions, json.loads(question))).encode() + b"\n")
        answers.flush()


def _answer(engine: Engine, questions: BinaryIO, question: dict[str, object]) -> dict[str, object]:
    data = questions.read(int(str(question["size"])))
    try:
        picture = pictures.opened(data, str(question["media_type"]))
        return {"lines": [[line.text, line.confidence, line.box.corners] for line in engine.read(picture)]}
    except DocumentUnreadable as error:
        return {"unreadable": error.reason}
    except Exception as error:
        # The name alone: a message may hold what was read.
        return {"failed": type(error).__name__}


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, _MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS refuses some of them.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
