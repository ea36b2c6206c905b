"""`baowen import`, `demo` and `db`: what stands in the database."""

from pathlib import Path
from typing import Annotated

import typer

from bot.gateway.commands.console import configured, fail, run, working
from kernel.errors import SettingError

demo = typer.Typer(help="演示数据。", no_args_is_help=True)
database = typer.Typer(help="数据库。", no_args_is_help=True)


def import_(
    kind: Annotated[str, typer.Argument(help="products、customers、policies 或 claims")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV（UTF-8）或 XLSX")],
) -> None:
    """导入业务数据：全部成功或全部不导入，再次导入按自然键更新。"""
    from bot.gateway.composition import opened
    from insurance.domain.errors import ImportRejected
    from insurance.services.imports import UnknownKind

    async def load() -> None:
        async with opened(configured()) as parts:
            try:
                with working(f"正在导入 {file.name}"):
                    report = await parts.services.imports.load(kind, file)
            except ImportRejected as error:
                for problem in error.problems:
                    typer.echo(f"line {problem.line}, column {problem.column}: {problem.reason}", err=True)
                fail(f"{len(error.problems)} problems, nothing imported")
            except UnknownKind as error:
                fail(f"unknown kind {kind}: {', '.join(error.data['kinds'])}")
        for warning in report.warnings:
            typer.echo(f"line {warning.line}: {warning.reason}", err=True)
        typer.echo(f"新增 {report.created}，更新 {report.updated}")

    run(load())


@demo.command("load")
def demo_load(
    history: Annotated[bool, typer.Option(help="连同过去六十天的会话、案件和调查")] = True,
) -> None:
    """载入演示数据和演示员工账号；重复运行不会重复。"""
    from bot.gateway import demo as demo_staff
    from bot.gateway.composition import opened
    from bot.gateway.demo_history.history import Past
    from bot.gateway.parsers import Environment
    from bot.staff.accounts import StaffAccounts

    async def load() -> None:
        settings = configured()
        if settings.env is Environment.PRODUCTION:
            raise SettingError(name="BAOWEN_ENV", reason="no demo data in production")
        async with opened(settings) as parts:
            with working("正在载入演示数据"):
                report = await parts.services.demo.load()
                await demo_staff.add_staff(StaffAccounts(parts.engine, parts.clock))
            made = f"产品 {report.products}、客户 {report.customers}、保单 {report.policies}"
            typer.echo(f"演示数据已备好：{made}、理赔 {report.claims}、投诉 {report.complaints}")
            if history:
                with working("正在生成过去六十天"):
                    added = await Past(parts.engine, parts.keyring, parts.clock, parts.services).load()
                typer.echo(f"新增 {added} 个过去的会话" if added else "过去的会话已在")

    run(load())


@database.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到当前版本。"""
    from bot.gateway import migrations
    from bot.gateway.app import engine_of

    async def upgrade() -> None:
        engine = engine_of(configured())
        try:
            await migrations.upgrade(engine)
        finally:
            await engine.dispose()
        typer.echo("数据库已是当前版本")

    run(upgrade())
