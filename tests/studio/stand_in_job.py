"""Plays a training job's process: `python stand_in_job.py fine|slow|invalid|falls`. Trains nothing, tells the same news."""

import os
import sys
import time
from pathlib import Path

import msgspec

from bot.studio.training.evaluation import Evaluation, Judged, Known
from bot.studio.training.order import At, Failed, Measured, News, Order, Remembered, Said, Timed, Trained

MODEL = "00000000000000aa"


def evaluation(model: str, data: str) -> Evaluation:
    rows = [Judged(f"我要退保，电话 1380013800{n}", "surrender", None, "surrender", None) for n in range(10)]
    report = {
        "accuracy": 1.0,
        "macro_f1": 1.0,
        "intents": {"surrender": {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 10}},
        "faq": {"hit_1": None, "hit_3": None, "answered_right": None},
        "out_of_scope": {"recall": None, "false_rate": 0.0},
        "unsure_rate": 0.0,
        "calibration_error": 0.0,
    }
    return Evaluation(model, data, report, rows, {"p50": 1.0, "p95": 2.0})


def tell(news: News) -> None:
    sys.stdout.write(msgspec.json.encode(news).decode() + "\n")
    sys.stdout.flush()


def main(mode: str) -> None:
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    assert not [name for name in os.environ if name.startswith("BAOWEN_")]
    assert (Path(order.project) / "domain.yml").exists()
    tell(At("train", 0.0))
    (work := Path(order.work)).mkdir()
    (work / f"{MODEL}.tar.gz").write_bytes(b"half")
    if mode == "slow":
        time.sleep(60)
    if mode == "invalid":
        tell(Failed("data_invalid", ["data/nlu/claims.yml: 13800138000"]))
        return
    if mode == "falls":
        sys.exit(1)
    tell(Trained(MODEL, str(work / f"{MODEL}.tar.gz")))
    tell(At("evaluate", 0.5))
    live = [Path(order.live).name.removesuffix(".tar.gz")] if order.live else []
    for model in [MODEL, *live]:
        if model not in order.measured:
            tell(Said(f"{model} 评估完"))
            tell(Measured(evaluation(model, order.data)))
    if live:
        lost = [Judged("电话 13800138000", "surrender", None, "goodbye", None)]
        tell(Remembered(Known(live[0], {"surrender": 100}, {"surrender": 99}, lost)))
    tell(Timed({model: {"p50": 1.0, "p95": 3.0} for model in [MODEL, *live]}))


if __name__ == "__main__":
    main(sys.argv[1])
