"""`baowen train`, `evaluate`, `parse`, `chat`: the model, and talking to it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.gateway.commands.console import configured, fail, model, run, working
from bot.gateway.commands.gate import archive

HELDOUT = Path("tests/nlu/heldout.jsonl")
ENTITIES = Path("tests/nlu/heldout_entities.jsonl")
GOLDEN = Path("tests/golden")


def train(
    force: Annotated[bool, typer.Option(help="数据没有变化也重新训练")] = False,
    project: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="训练数据所在的目录，默认当前目录")
    ] = Path(),
) -> None:
    """训练模型；数据没有变化时直接用现有的。"""
    from bot.nlu.train import train as train_model

    typer.echo(str(train_model(project.absolute(), out=configured().models.absolute(), force=force)))


def evaluate(
    heldout: Annotated[Path, typer.Argument(help="JSON Lines：text、intent、topic、kind")] = HELDOUT,
    out: Annotated[
        Path | None, typer.Option(help="报告（JSON）写到哪里，默认数据目录里的 evaluation.json")
    ] = None,
    entities: Annotated[Path, typer.Option(help="JSON Lines：text、at、entities；没有就不评")] = ENTITIES,
    golden: Annotated[Path, typer.Option(help="标准对话的目录；没有就不评")] = GOLDEN,
    cross_validate: Annotated[
        bool, typer.Option("--cross-validate", help="再做五折交叉验证和学习曲线（要多次训练，约十几分钟）")
    ] = False,
    of: Annotated[str | None, typer.Option("--model", help="哪个模型，默认最新的")] = None,
) -> None:
    """在训练没见过的说法和标准对话上评估，写报告。"""
    import msgspec

    from bot.gateway import evaluation
    from bot.nlu.lean import leave_tensorflow_out

    path = archive(of) if of else model()
    if not heldout.exists():
        fail(f"没有 {heldout}")
    leave_tensorflow_out(path)
    report = evaluation.understanding(path, heldout, entities)
    if cross_validate:
        report |= evaluation.validation(heldout)
    if golden.is_dir():
        report["golden"] = asyncio.run(evaluation.play_golden(path, golden))
    out = out or configured().var / "evaluation.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    evaluation.show(report)
    typer.echo(f"完整报告 {out}")


def parse() -> None:
    """理解标准输入的每一行 {"text": …}，逐行输出 JSON。"""
    from bot.nlu.lean import leave_tensorflow_out
    from bot.nlu.parse import Parser

    path = model()
    leave_tensorflow_out(path)
    parser = Parser(path)
    for line in sys.stdin:
        if line.strip():
            said = json.loads(line)
            print(json.dumps(parser.parse(said["text"], at=said.get("at")), ensure_ascii=False), flush=True)


def chat() -> None:
    """在终端里和机器人对话。"""
    from bot.dialogue.terminal import chat as talk
    from bot.gateway import processes
    from bot.gateway.composition import opened
    from kernel.signals import LocalSignals

    async def converse() -> None:
        async with opened(configured()) as parts:
            with working("正在加载模型"):
                worker, conversations = await processes.worker_of(parts, LocalSignals())
            await talk(conversations, worker)

    run(converse())
