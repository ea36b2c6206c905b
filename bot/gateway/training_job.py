"""The process of one training job: reads its order on standard input, tells how it goes on standard output.

It works in the exported project and in memory; what it makes lies in its own folder until the gateway takes it over.
"""

import os
import sys
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from bot.gateway import measuring
from bot.gateway.supervisor import die_with
from bot.nlu.train import TrainingFailed, fingerprint, train
from bot.studio.training import order as words
from bot.studio.training.order import (
    At,
    Crossed,
    Failed,
    Measured,
    Order,
    Remembered,
    Said,
    Stage,
    Timed,
    Trained,
)
from kernel.errors import BaowenError
from kernel.masking import mask_text

T = TypeVar("T")
_TELL_EVERY_S = 0.5
_MOST_PROBLEMS = 20
_NICE = 10


class _Stop(Exception):
    """The order cannot be carried out; why has been told."""


class Job:
    def __init__(self, order: Order, out: BinaryIO) -> None:
        self._order = order
        self._out = out

    def run(self) -> None:
        """All stages the order asks for; ends early after telling `Failed`."""
        os.chdir(self._order.project)
        try:
            self._validate()
            model = self._train()
            models = [Path(self._order.live)] if self._order.live else []
            self._measure([model, *models])
            if self._order.cross_validate and measuring.name_of(model) not in self._order.crossed:
                self._tell(At("cross_validate", 0.0))
                self._tell(
                    Crossed(
                        measuring.name_of(model), measuring.cross_validated(self._watch("cross_validate"))
                    )
                )
        except _Stop:
            pass

    def _validate(self) -> None:
        from bot.laboratory.validation import problems

        self._tell(At("validate", 0.0))
        found: dict[str, list[str]] = {"error": [], "warning": []}
        for each in problems(Path()):
            line = f"{each['file']}: {each['text']}" if each["file"] else each["text"]
            found[each["severity"]].append(mask_text(line))
        if found["error"]:
            self._fail("data_invalid", found["error"])
        for line in found["warning"][:_MOST_PROBLEMS]:
            self._say(f"提醒：{line}")
        self._say("数据检查通过")

    def _train(self) -> Path:
        self._tell(At("train", 0.0))
        name = f"{fingerprint(Path())}.tar.gz"
        if (existing := Path(self._order.models) / name).exists():
            self._say("这份数据已经训练过，直接使用原来的模型")
            self._tell(Trained(measuring.name_of(existing), str(existing)))
            return existing
        began = time.monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the data were checked
                model = train(Path(), out=Path(self._order.work))
        except TrainingFailed as error:
            self._fail("training_failed", [str(error.__cause__)])
        self._say(f"训练完成，用时 {time.monotonic() - began:.0f} 秒")
        self._tell(Trained(measuring.name_of(model), str(model)))
        return model

    def _measure(self, models: Sequence[Path]) -> None:
        new = [model for model in models if measuring.name_of(model) not in self._order.measured]
        found = []
        for place, model in enumerate(new):
            self._tell(At("evaluate", place / len(new)))
            found.append(measuring.measure(model, self._order.data, self._watch("evaluate", place, len(new))))
            self._say(f"{found[-1].model}：{len(found[-1].rows)} 条没见过的说法评估完")
        if len({*models}) > 1:
            self._tell(Timed(measuring.race_models([*{*models}])))
            known = measuring.remembered(models[1], models[0], self._watch("evaluate"))
            self._tell(Remembered(known))
            self._say(
                f"线上听懂的 {sum(known.known.values())} 条训练说法，候选听懂 {sum(known.kept.values())} 条"
            )
        for place, (model, evaluation) in enumerate(zip(new, found, strict=True)):
            self._tell(At("golden", place / len(new)))
            played = measuring.golden(model, self._watch("golden", place, len(new)))
            if played is not None:
                self._say(f"{evaluation.model}：标准对话 {played.right} / {played.conversations} 个如约")
            self._tell(Measured(msgspec.structs.replace(evaluation, golden=played)))

    def _watch(self, stage: Stage, part: int = 0, parts: int = 1) -> Any:
        """A `Watch` that tells the share done, of one of several equal parts of the stage."""

        def watch(rows: Sequence[T], what: str) -> Iterable[T]:
            return self._watched(rows, stage, part, parts)

        return watch

    def _watched(self, rows: Sequence[T], stage: Stage, part: int, parts: int) -> Iterator[T]:
        told = time.monotonic()
        for number, row in enumerate(rows):
            if time.monotonic() - told > _TELL_EVERY_S:
                told = time.monotonic()
                self._tell(At(stage, (part + number / len(rows)) / parts))
            yield row

    def _fail(self, code: str, details: Sequence[str]) -> "None":
        self._tell(Failed(code, [mask_text(line) for line in details[:_MOST_PROBLEMS]]))
        raise _Stop

    def _say(self, line: str) -> None:
        self._tell(Said(line))

    def _tell(self, news: "words.News") -> None:
        self._out.write(msgspec.json.encode(news) + b"\n")
        self._out.flush()


def main() -> None:
    """Standard output is for news alone: what libraries and their processes print goes nowhere."""
    die_with(os.getppid())
    os.nice(_NICE)  # customers come first
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    with os.fdopen(os.dup(1), "wb") as out:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            Job(order, out).run()
        except BaowenError as error:
            out.write(msgspec.json.encode(Failed(error.code, [mask_text(str(error))])) + b"\n")
