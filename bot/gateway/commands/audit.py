"""`baowen audit`: the audit trail."""

import typer

from bot.gateway.commands.console import configured, fail, run, working

audit = typer.Typer(help="审计记录。", no_args_is_help=True)


@audit.command("verify")
def audit_verify() -> None:
    """从头核对审计链；断了就指出第一条，退出状态 1。"""
    from bot.gateway.composition import opened

    async def verify() -> None:
        async with opened(configured()) as parts:
            with working("正在核对审计记录"):
                check = await parts.services.audit.verify()
        if check.broken_at is not None:
            fail(f"第 {check.broken_at} 条起对不上：被改过、删过或插入过")
        typer.echo(f"{check.entries} 条审计记录完整")

    run(verify())
