"""`baowen remind`: the reminders of one day."""

import json
from datetime import datetime
from typing import Annotated

import typer

from bot.gateway.commands.console import configured, run


def remind(
    on: Annotated[
        datetime,
        typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="哪一天的提醒，如 2026-11-22"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只统计会有多少条，不写入也不发送")] = False,
) -> None:
    """发送某一天到期、还没有发过的续期和续保提醒；漏发三天以内的补发，更早的略过，同一张保单只发最近的一步。

    不在发送时段（09:00 到 20:30）的先排队，下次运行或 `serve` 在时段开始后五分钟内发出。重复运行不会重复发送。
    输出一行 JSON：planned 新计划的、sent 已发出的、queued 还在排队的、skipped 各种原因没有发的。
    """
    from bot.gateway import reminders
    from bot.gateway.composition import opened, signals_of

    async def go() -> None:
        settings = configured()
        signals = signals_of(settings, hub=False)
        async with opened(settings) as parts, reminders.alone(parts, signals) as room:
            if dry_run:
                planned = await room.plan(on.date(), write=False)
                told = {"planned": planned.new, "sent": 0, "queued": 0, "skipped": planned.skipped}
            else:
                done = await room.remind(on.date())
                told = {
                    "planned": done.planned,
                    "sent": done.sent,
                    "queued": done.queued,
                    "skipped": done.skipped,
                }
        typer.echo(json.dumps(told, ensure_ascii=False))

    run(go())
