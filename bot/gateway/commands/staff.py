"""`baowen staff`: accounts of people at the desk."""

import sys
from typing import Annotated

import typer

from bot.gateway.commands.console import configured, fail, run

staff = typer.Typer(help="员工账号。", no_args_is_help=True)


@staff.command("add")
def staff_add(
    username: str,
    role: Annotated[str, typer.Option(help="agent、supervisor、trainer 或 admin")],
    skill: Annotated[list[str] | None, typer.Option(help="技能组，可重复")] = None,
    capacity: Annotated[int, typer.Option(min=1, help="同时接待的会话数")] = 5,
    name: Annotated[str | None, typer.Option(help="客户看到的称呼，默认同用户名")] = None,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码")] = False,
) -> None:
    """新增员工账号。"""
    from bot.gateway.composition import opened
    from bot.staff.accounts import Role, StaffAccounts
    from bot.staff.errors import StaffExists, WeakAccount

    if role not in list(Role):
        fail(f"role: one of {', '.join(Role)}")
    password = _password(password_stdin)

    async def add() -> None:
        async with opened(configured()) as parts:
            accounts = StaffAccounts(parts.engine, parts.clock)
            try:
                await accounts.add(
                    username, password, Role(role), name=name, skills=skill or (), capacity=capacity
                )
                await parts.services.audit.record("console", "staff.added", username=username, role=role)
            except StaffExists:
                fail(f"{username} 已存在")
            except WeakAccount as error:
                fail(f"{error.data['field']}: {error.data['reason']}")
        typer.echo(f"已新增 {username}")

    run(add())


@staff.command("password")
def staff_password(
    username: str,
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码")] = False,
) -> None:
    """给员工一个临时密码，登录后必须改；他的登录全部结束。"""
    from bot.gateway.composition import opened
    from bot.staff.accounts import StaffAccounts
    from bot.staff.errors import StaffNotFound, WeakAccount
    from bot.staff.logins import end_logins

    password = _password(password_stdin)

    async def give() -> None:
        async with opened(configured()) as parts:
            try:
                await StaffAccounts(parts.engine, parts.clock).set_password(
                    username, password, temporary=True
                )
            except StaffNotFound:
                fail(f"没有 {username}")
            except WeakAccount as error:
                fail(f"{error.data['field']}: {error.data['reason']}")
            await end_logins(parts.engine, username)
            await parts.services.audit.record("console", "staff.password_given", username=username)
        typer.echo(f"已给 {username} 临时密码")

    run(give())


@staff.command("reset-second-factor")
def staff_reset_second_factor(username: str) -> None:
    """解除员工的验证器（手机丢了）；他的登录全部结束。"""
    from bot.gateway.composition import opened
    from bot.staff.accounts import StaffAccounts
    from bot.staff.errors import StaffNotFound
    from bot.staff.logins import end_logins
    from bot.staff.second_factor import SecondFactors

    async def reset() -> None:
        async with opened(settings := configured()) as parts:
            try:
                await StaffAccounts(parts.engine, parts.clock).get(username)
            except StaffNotFound:
                fail(f"没有 {username}")
            factors = SecondFactors(parts.engine, parts.keyring, parts.clock, settings.staff_second_factor)
            await factors.remove(username)
            await end_logins(parts.engine, username)
            await parts.services.audit.record("console", "staff.second_factor_reset", username=username)
        typer.echo(f"已解除 {username} 的验证器")

    run(reset())


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))
