"""`baowen release`: who answers whom, for those who are at the machine and not at the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.gateway.commands.console import configured, fail, run

if TYPE_CHECKING:
    from bot.gateway.parts import Parts
    from bot.studio.release.release import ReleaseRoom

release = typer.Typer(help="哪个模型回答客户：批准、灰度、上线、退回。", no_args_is_help=True)

Model = Annotated[str, typer.Argument(metavar="MODEL", help="模型的编号")]
Note = Annotated[str, typer.Option(help="为什么，记在发布记录里")]
_CONSOLE = "console"
_STATES = {
    "candidate": "候选",
    "approved": "已批准",
    "shadow": "影子运行",
    "canary": "灰度",
    "live": "线上",
    "retired": "曾在线上",
    "withdrawn": "已撤回",
}


@asynccontextmanager
async def _room() -> AsyncIterator[tuple["ReleaseRoom", "Parts"]]:
    from bot.gateway.composition import opened
    from bot.gateway.releasing import releases_of, repository_of, room_of
    from bot.studio.training.evaluations import Evaluations
    from bot.studio.training.gates import Gates
    from kernel.signals import LocalSignals

    # Nobody hears us; running processes look every second.
    async with opened(settings := configured()) as parts:
        releases = releases_of(settings, parts.engine, parts.keyring, parts.clock, LocalSignals())
        evaluations = Evaluations(parts.engine, parts.keyring, parts.clock)
        gates = Gates(parts.engine, parts.clock, evaluations, releases.live)
        repository = repository_of(settings, parts.clock)
        yield room_of(parts.engine, parts.keyring, releases, repository, gates), parts


@release.command("list")
def list_() -> None:
    """模型和它们的状态，新的在前。"""
    from kernel.clock import local

    async def show() -> None:
        async with _room() as (room, _):
            course = await room.releases.course()
            for model in await room.releases.registry.all():
                state, share = course.state_of(model.id).value, course.shares.get(model.id)
                shown = _STATES[state] + (f" {share}%" if share else "")
                typer.echo(f"{model.id}  {local(model.trained_at):%Y-%m-%d %H:%M}  {shown}")

    run(show())


@release.command()
def approve(
    model: Model, by: Annotated[str, typer.Option(help="谁批准：员工账号的用户名")], note: Note = ""
) -> None:
    """批准一个模型：门禁须通过，批准人没训练它也没改过它的数据。"""
    from bot.staff.accounts import StaffAccounts
    from bot.staff.errors import StaffNotFound
    from bot.studio.studio import APPROVERS

    async def act() -> None:
        async with _room() as (room, parts):
            try:
                account = await StaffAccounts(parts.engine, parts.clock).get(by)
            except StaffNotFound:
                fail(f"没有 {by}")
            if account.role not in APPROVERS:
                fail(f"{by} 的角色不能批准模型")
            await room.approve(model, by, note)
            await parts.services.audit.record(_CONSOLE, "studio.model_approved", model=model, by=by)
        typer.echo(f"已批准 {model}")

    run(act())


@release.command()
def promote(
    model: Model,
    to: Annotated[str, typer.Option(help="shadow、canary 或 live")] = "live",
    share: Annotated[int | None, typer.Option(min=1, max=100, help="影子或灰度的会话占比（%）")] = None,
    note: Note = "",
) -> None:
    """让已批准的模型影子运行、灰度或上线。"""

    async def act() -> None:
        async with _room() as (room, parts):
            if to not in ("shadow", "canary", "live"):
                fail("to: shadow, canary, live")
            await room.promote(model, to, _CONSOLE, share, note)  # type: ignore[arg-type]
            await parts.services.audit.record(_CONSOLE, "studio.model_promoted", model=model, to=to)
        typer.echo(f"{model}：{_STATES[to]}")

    run(act())


@release.command()
def stop(model: Model, note: Note = "") -> None:
    """结束影子运行或灰度。"""

    async def act() -> None:
        async with _room() as (room, parts):
            await room.stop(model, _CONSOLE, note)
            await parts.services.audit.record(_CONSOLE, "studio.model_stopped", model=model)
        typer.echo(f"已结束 {model} 的试运行")

    run(act())


@release.command()
def rollback(
    model: Annotated[str | None, typer.Argument(metavar="MODEL", help="要撤回的模型，默认线上的")] = None,
    note: Note = "",
) -> None:
    """撤回线上的模型，退回上一个；或撤回灰度中的。立刻生效。"""

    async def act() -> None:
        async with _room() as (room, parts):
            withdrawn = model or (await room.releases.state()).live or fail("没有线上模型")
            state = await room.rollback(withdrawn, _CONSOLE, note)
            await parts.services.audit.record(_CONSOLE, "studio.model_rolled_back", model=withdrawn)
        typer.echo(f"已撤回 {withdrawn}，线上是 {state.live}")

    run(act())
