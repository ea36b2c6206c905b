"""`baowen keys`: which data key encrypts what, and the change to a new one (docs/security.md)."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from bot.gateway.commands.console import configured, fail, run, working

if TYPE_CHECKING:
    from kernel.rotation import Progress

keys = typer.Typer(help="个人信息的加密密钥。", no_args_is_help=True)


@keys.command("check")
def keys_check() -> None:
    """统计每张表的数据用的是哪把密钥，不改动数据；有打不开的或还要用旧密钥的，退出状态 1。

    输出一行 JSON：keys 各密钥的代号，新的在前；tables 每张表的总行数 rows、各密钥的行数 under、打不开的行数 unreadable。
    """
    from bot.gateway.composition import opened
    from bot.gateway.migrations import all_tables
    from kernel.rotation import check

    async def go() -> None:
        async with opened(configured()) as parts:
            names = parts.keyring.names
            with working("正在核对密钥") as status:
                found = await check(parts.engine, parts.keyring, all_tables(), _shown_on(status))
        tables = {
            name: {
                "rows": table.seen,
                "under": {names[place]: rows for place, rows in sorted(table.under.items())},
                "unreadable": table.unreadable,
            }
            for name, table in found.items()
        }
        typer.echo(json.dumps({"keys": names, "tables": tables}))
        old = sum(rows for table in found.values() for place, rows in table.under.items() if place)
        _refuse_unreadable(sum(table.unreadable for table in found.values()))
        if old:
            fail(f"{old} 行还要用旧密钥，请运行 baowen keys rotate")
        typer.echo(f"都能用最新的密钥 {names[0]} 打开", err=True)

    run(go())


@keys.command("rotate")
def keys_rotate() -> None:
    """把加密的数据都改用最新的密钥；服务不用停，中断了再运行一次就接着做。

    输出一行 JSON：key 最新密钥的代号；tables 每张表看过的行数 seen、改写的 rewritten、打不开的 unreadable、一直被占用而没有改成的 held。
    后两种不为零时退出状态 1。
    """
    from bot.gateway.composition import opened
    from bot.gateway.migrations import all_tables
    from kernel.rotation import rotate

    async def go() -> None:
        async with opened(configured()) as parts:
            newest = parts.keyring.names[0]
            with working("正在更换密钥") as status:
                found = await rotate(parts.engine, parts.keyring, all_tables(), _shown_on(status))
        tables = {name: asdict(table) for name, table in found.items()}
        typer.echo(json.dumps({"key": newest, "tables": tables}))
        _refuse_unreadable(sum(table.unreadable for table in found.values()))
        if held := sum(table.held for table in found.values()):
            fail(f"{held} 行一直被占用，没有改成，请再运行一次")
        typer.echo(f"都已改用最新的密钥 {newest}；一天以后再去掉旧密钥", err=True)

    run(go())


def _shown_on(status: Any) -> "Progress":
    return lambda table, seen: status.update(f"{table}：{seen} 行")


def _refuse_unreadable(rows: int) -> None:
    if rows:
        fail(f"{rows} 行打不开：BAOWEN_DATA_KEYS 里没有加密它们的密钥")
