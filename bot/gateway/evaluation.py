"""`baowen evaluate`: understanding and golden conversations put together, and the report in words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from kernel.clock import SHANGHAI, FrozenClock

_MORNING = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)  # a Monday in office hours
_WORST = 8  # lines of a list on the terminal; the written report has all


def watch(rows: Sequence[Any], what: str) -> Iterable[Any]:
    """`rows`, with a bar on stderr."""
    return track(rows, what, console=Console(stderr=True), transient=True)


def understanding(model: Path, heldout: Path, entities: Path) -> dict[str, Any]:
    """What a trained model makes of messages it has never seen."""
    from bot.nlu.evaluate import evaluate

    return evaluate(model, heldout, entities, watch)


def validation(heldout: Path) -> dict[str, Any]:
    """`cross_validation` over the training data and the `learning_curve` on the held-out rows; trains ten times."""
    from bot.nlu.evaluate import read_rows, topics_of
    from bot.nlu.validation import Pipeline, cross_validate, learning_curve, read_examples

    examples = read_examples()
    with Pipeline.opened() as pipeline:
        pipeline.prepare(examples)
        return {
            "cross_validation": cross_validate(pipeline, examples, watch),
            "learning_curve": learning_curve(pipeline, examples, read_rows(heldout), topics_of(), watch),
        }


async def play_golden(model: Path, folder: Path, watched: Any = watch) -> dict[str, Any]:
    """Every conversation of `folder` in a sandbox: `conversations`, `right`, `deviations`."""
    from bot.dialogue.golden import play, read_golden
    from bot.laboratory.sandbox import Sandbox
    from insurance.services.faq import unpack

    golden = read_golden(folder)
    clock, deviations = FrozenClock(_MORNING), []
    async with Sandbox(clock) as sandbox:
        sandbox.services.faq.use(unpack(model))
        worker = sandbox.worker(sandbox.load(model))
        for each in watched(golden, "golden conversations"):
            clock.advance(timedelta(days=1))  # limits per day and pauses are over
            await sandbox.services.demo.load()  # its dates move along
            if deviation := await play(each, sandbox.conversations, worker, sandbox.person):
                deviations.append(vars(deviation))
    return {
        "conversations": len(golden),
        "right": len(golden) - len(deviations),
        "deviations": deviations,
    }


def show(report: dict[str, Any]) -> None:
    """The report as tables on stdout."""
    console = Console(highlight=False)
    console.print(_figures(report))
    console.print(_intents(report["intents"]))
    if report["confusion"]:
        console.print(_table("最常混淆", ("应为", "判为", "次数"), report["confusion"][:_WORST]))
    if entities := report.get("entities"):
        console.print(_entities(entities))
    if curve := report.get("learning_curve"):
        console.print(_curve(curve))
    for each in report.get("golden", {}).get("deviations", ()):
        console.print(
            f"[red]{each['conversation']}[/red] 第 {each['turn']} 轮「{each['said']}」", markup=True
        )
        for problem in each["problems"]:
            console.print(f"    {problem}", markup=False)


def _figures(report: dict[str, Any]) -> Table:
    faq, outside = report["faq"], report["out_of_scope"]
    rows = [
        ("意图正确率", _percent(report["accuracy"])),
        ("意图宏平均 F1", _percent(report["macro_f1"])),
        *(
            (f"  正确率：{kind}（{of['rows']} 条）", _percent(of["accuracy"]))
            for kind, of in report["kinds"].items()
        ),
        ("常见问题 第一个就对", _percent(faq["hit_1"])),
        ("常见问题 前三个里有", _percent(faq["hit_3"])),
        ("常见问题 意图和条目都对", _percent(faq["answered_right"])),
        ("超出范围 召回", _percent(outside["recall"])),
        ("超出范围 误报", _percent(outside["false_rate"])),
        ("没把握", _percent(report["unsure_rate"])),
        ("校准误差（ECE）", _percent(report["calibration_error"])),
        ("每条耗时 p50 / p95", "{p50:.1f} / {p95:.1f} ms".format(**report["latency_ms"])),
    ]
    if crossed := report.get("cross_validation"):
        rows.append(
            (
                "五折交叉验证 意图 / 宏 F1",
                f"{_percent(crossed['accuracy'])} / {_percent(crossed['macro_f1'])}",
            )
        )
    if golden := report.get("golden"):
        rows.append(("标准对话", f"{golden['right']} / {golden['conversations']}"))
    return _table(f"{report['rows']} 条没见过的说法", ("指标", "值"), rows)


def _intents(intents: dict[str, dict[str, float]]) -> Table:
    worst = sorted(intents.items(), key=lambda item: item[1]["f1"])
    rows = [(name, *_prf(of)) for name, of in worst if of["support"]]
    return _table("各意图，差的在前", ("意图", "精确", "召回", "F1", "条数"), rows)


def _entities(entities: dict[str, dict[str, float]]) -> Table:
    rows = [(name, *_prf(of)) for name, of in sorted(entities.items(), key=lambda item: item[1]["f1"])]
    return _table("各实体，差的在前", ("实体", "精确", "召回", "F1", "个数"), rows)


def _curve(curve: Sequence[dict[str, float]]) -> Table:
    figures = ("accuracy", "macro_f1", "faq_first", "out_of_scope_recall")
    rows = [
        (_percent(of["share"]), f"{of['examples']:.0f}", *(_percent(of[name]) for name in figures))
        for of in curve
    ]
    heads = ("训练数据", "条数", "正确率", "宏 F1", "问题第一个就对", "超范围召回")
    return _table("学习曲线", heads, rows)


def _prf(of: dict[str, float]) -> tuple[str, ...]:
    return (*(_percent(of[name]) for name in ("precision", "recall", "f1")), f"{of['support']:.0f}")


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(str, row))
    return table


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.1f}%"
