"""`baowen gate`: the studio's gate for those who prefer an editor."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.gateway.commands.console import configured, fail, run

if TYPE_CHECKING:
    from bot.studio.training.evaluation import Evaluation
    from bot.studio.training.gate import Gate

_WORST = 12  # lines of a list on the terminal


def gate(
    candidate: Annotated[str, typer.Argument(metavar="MODEL", help="要上线的模型的编号")],
    against: Annotated[
        str | None, typer.Option(help="和哪个模型比；未给：现在线上的；none：不比，只看最低要求")
    ] = None,
) -> None:
    """把一个模型和线上的比：同样没见过的说法、同样的标准对话。没通过时退出状态 1。"""
    from bot.studio.training.gate import gate as judge
    from bot.studio.training.order import HELDOUT, digest_of

    if not HELDOUT.exists():
        fail(f"没有 {HELDOUT}")
    other = against or _live()
    data = digest_of(Path())
    measured = _measured(data, candidate, None if other in (None, "none", candidate) else other)
    made = judge(measured[1] if len(measured) > 1 else None, measured[0])
    _show(made, *measured)
    if made.verdict != "green":
        raise typer.Exit(1)


def archive(id: str) -> Path:
    """Of a model in the folder of models; ends the command where there is none."""
    path = configured().models / f"{id.removesuffix('.tar.gz')}.tar.gz"
    return path if path.exists() else fail(f"没有模型 {id}")


def _live() -> str | None:
    from bot.gateway.composition import opened
    from bot.gateway.releasing import releases_of
    from kernel.signals import LocalSignals

    found: list[str | None] = []

    async def look() -> None:
        async with opened(settings := configured()) as parts:
            releases = releases_of(settings, parts.engine, parts.keyring, parts.clock, LocalSignals())
            found.append(await releases.live())

    run(look())
    return found[0]


def _measured(data: str, candidate: str, against: str | None) -> "list[Evaluation]":
    import msgspec

    from bot.gateway import measuring
    from bot.gateway.evaluation import watch
    from bot.nlu.lean import leave_tensorflow_out

    paths = [archive(id) for id in (candidate, against) if id]
    leave_tensorflow_out(paths[0])
    found = [measuring.measure(path, data, watch) for path in paths]
    raced = measuring.race_models(paths)
    return [
        msgspec.structs.replace(each, latency=raced[each.model], golden=measuring.golden(path, watch))
        for path, each in zip(paths, found, strict=True)
    ]


def _show(made: "Gate", candidate: "Evaluation", live: "Evaluation | None" = None) -> None:
    from rich.console import Console
    from rich.table import Table

    from bot.studio.training.margins import MARGINS
    from kernel.masking import show_text

    console = Console(highlight=False)
    against = f"和 {live.model} 比" if live else "没有线上模型，看最低要求"
    table = Table(title=f"{candidate.model} {against}，{len(candidate.rows)} 条", title_justify="left")
    for head in ("指标", "线上", "候选", "差", "放过"):
        table.add_column(head, justify="left" if head == "指标" else "right")
    for each in made.figures:
        if each.margin is not None:
            figures = [_number(each.name, value) for value in (each.live, each.candidate, each.delta)]
            style = "red" if each.red else None
            table.add_row(MARGINS[each.name].title, *figures, _number(each.name, each.margin), style=style)
    for scored in [*made.intents, *made.entities]:
        if scored.figure.red:
            of = scored.figure
            figures = [_number("intent", value) for value in (of.live, of.candidate, of.delta, of.margin)]
            table.add_row(f"  {scored.name}（{scored.support}）", *figures, style="red")
    if candidate.golden:
        before = f"{live.golden.right} / {live.golden.conversations}" if live and live.golden else "—"
        now = f"{candidate.golden.right} / {candidate.golden.conversations}"
        table.add_row("标准对话", before, now, "", "", style="red" if made.newly_failed else None)
    console.print(table)
    for earlier, judged in made.flipped[:_WORST]:
        mark = "[green]改对[/green]" if judged.right else "[red]改错[/red]"
        said = f"{earlier.verdict} → {judged.verdict}（应为 {judged.truth}）"
        console.print(f"{mark} {show_text(judged.text)}  {said}")
    for name in made.newly_failed:
        console.print(f"[red]标准对话走样[/red] {name}")
    console.print(
        {"green": "[green]通过[/green]", "red": "[red]没有通过[/red]"}.get(made.verdict, "缺少数据")
    )


def _number(name: str, value: Any) -> str:
    if value is None:
        return "—"
    return f"{value:.1f} ms" if name.startswith("latency") else f"{value * 100:.1f}%"
