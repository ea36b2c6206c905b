"""The `baowen` command. Imports what a command needs inside of it, so that `baowen --help` comes at once."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

# Before any library is imported: no telemetry, and TensorFlow (which Rasa imports) says only what went wrong.
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

import typer
import uvloop

from kernel.errors import BaowenError, SettingError

if TYPE_CHECKING:
    from bot.gateway.settings import Settings

app = typer.Typer(
    help="保问：保险公司的对话式客服。",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
staff = typer.Typer(help="员工账号。", no_args_is_help=True)
database = typer.Typer(help="数据库。", no_args_is_help=True)
demo = typer.Typer(help="演示数据。", no_args_is_help=True)
wechat = typer.Typer(help="微信服务号。", no_args_is_help=True)
audit = typer.Typer(help="审计记录。", no_args_is_help=True)
app.add_typer(staff, name="staff")
app.add_typer(database, name="db")
app.add_typer(demo, name="demo")
app.add_typer(wechat, name="wechat")
app.add_typer(audit, name="audit")

_WORDS = {"no_model": "{folder} 里没有训练好的模型，请先运行 baowen train"}
HELDOUT = Path("tests/nlu/heldout.jsonl")
ENTITIES = Path("tests/nlu/heldout_entities.jsonl")
GOLDEN = Path("tests/golden")


def fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def configured() -> "Settings":
    """Settings from the environment, logs as they say; a bad one ends the command naming the variable."""
    from bot.gateway import logs
    from bot.gateway.settings import Settings

    try:
        settings = Settings.from_environment()
    except SettingError as error:
        fail(f"{error.data['name']}: {error.data['reason']}")
    logs.configure(settings.log_level, settings.log_format)
    return settings


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run to the end; what the house refuses becomes one line and exit status 1."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(coroutine)
    except SettingError as error:
        fail(f"{error.data['name']}: {error.data['reason']}")
    except BaowenError as error:
        fail(_WORDS.get(error.code, "{error}").format(error=error, **error.data))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="监听的地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口")] = 8080,
    workers: Annotated[int | None, typer.Option(min=1, help="对话进程数，默认取 BAOWEN_WORKERS")] = None,
) -> None:
    """启动网关和对话进程。"""
    from bot.gateway import processes
    from bot.gateway.parsers import Environment

    settings = configured()

    def announce() -> None:
        typer.echo(f"客户聊天 http://{host}:{port}/\n客服工作台 http://{host}:{port}/desk")
        if settings.env is Environment.DEMO:
            from bot.gateway.demo import DEMO_PASSWORD, DEMO_STAFF

            names = "、".join(f"{username}（{name}）" for username, name, *_ in DEMO_STAFF)
            typer.echo(f"演示账号 {names}，密码 {DEMO_PASSWORD}")

    try:
        run(processes.serve(settings, host, port, workers or settings.workers, announce))
    except OSError as error:
        fail(f"无法监听 {host}:{port}：{error.strerror}")


@app.command(hidden=True)
def worker(parent: int | None = None) -> None:
    """一个对话进程，由 serve 启动。"""
    from bot.gateway import processes

    run(processes.work(configured(), parent))
    # All is closed; taking down Rasa's libraries object by object would hold the gateway up for seconds.
    sys.stderr.flush()
    os._exit(0)


@app.command()
def train(force: Annotated[bool, typer.Option(help="数据没有变化也重新训练")] = False) -> None:
    """训练模型；数据没有变化时直接用现有的。"""
    from bot.nlu.train import train as train_model

    typer.echo(str(train_model(Path.cwd(), out=configured().models, force=force)))


@app.command()
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
) -> None:
    """在训练没见过的说法和标准对话上评估，写报告。"""
    import msgspec

    from bot.gateway import evaluation
    from bot.nlu.lean import leave_tensorflow_out

    model = _model()
    if not heldout.exists():
        fail(f"没有 {heldout}")
    leave_tensorflow_out(model)
    report = evaluation.understanding(model, heldout, entities)
    if cross_validate:
        report |= evaluation.validation(heldout)
    if golden.is_dir():
        report["golden"] = asyncio.run(evaluation.play_golden(model, golden))
    out = out or configured().var / "evaluation.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    evaluation.show(report)
    typer.echo(f"完整报告 {out}")


@app.command()
def parse() -> None:
    """理解标准输入的每一行 {"text": …}，逐行输出 JSON。"""
    from bot.nlu.lean import leave_tensorflow_out
    from bot.nlu.parse import Parser

    model = _model()
    leave_tensorflow_out(model)
    parser = Parser(model)
    for line in sys.stdin:
        if line.strip():
            said = json.loads(line)
            print(json.dumps(parser.parse(said["text"], at=said.get("at")), ensure_ascii=False), flush=True)


@app.command()
def chat() -> None:
    """在终端里和机器人对话。"""
    from bot.dialogue.terminal import chat as talk
    from bot.gateway import processes
    from bot.gateway.composition import opened
    from kernel.signals import LocalSignals

    async def converse() -> None:
        async with opened(configured()) as parts:
            with working("正在加载模型"):
                worker, conversations = processes.worker_of(parts, LocalSignals())
            await talk(conversations, worker)

    run(converse())


@app.command("import")
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
def demo_load() -> None:
    """载入演示数据和演示员工账号；重复运行不会重复。"""
    from bot.desk.staff.accounts import StaffAccounts
    from bot.gateway import demo as demo_staff
    from bot.gateway.composition import opened
    from bot.gateway.parsers import Environment

    async def load() -> None:
        settings = configured()
        if settings.env is Environment.PRODUCTION:
            raise SettingError(name="BAOWEN_ENV", reason="no demo data in production")
        async with opened(settings) as parts:
            with working("正在载入演示数据"):
                report = await parts.services.demo.load()
                await demo_staff.add_staff(StaffAccounts(parts.engine, parts.clock))
        typer.echo(str(report))

    run(load())


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
    from bot.desk.errors import StaffExists, WeakAccount
    from bot.desk.staff.accounts import Role, StaffAccounts
    from bot.gateway.composition import opened

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
    from bot.desk.errors import StaffNotFound, WeakAccount
    from bot.desk.staff.accounts import StaffAccounts
    from bot.desk.staff.logins import end_logins
    from bot.gateway.composition import opened

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
    from bot.desk.errors import StaffNotFound
    from bot.desk.staff.accounts import StaffAccounts
    from bot.desk.staff.logins import end_logins
    from bot.desk.staff.second_factor import SecondFactors
    from bot.gateway.composition import opened

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


@wechat.command("menu")
def wechat_menu() -> None:
    """创建服务号的自定义菜单；已有的会被替换，客户五分钟内看到。"""
    from bot.channels.tencent.errcodes import meaning
    from bot.channels.tencent.errors import ApiError, CallError
    from bot.channels.wechat import menu
    from bot.gateway.channels import wechat_client
    from kernel.clock import SystemClock

    settings = configured()
    if settings.wechat_app_id is None:
        fail("没有设置服务号：BAOWEN_WECHAT_APP_ID 等，见 docs/settings.md")

    async def create() -> None:
        try:
            async with wechat_client(settings, SystemClock(settings.clock_offset)) as client:
                await menu.create(client)
        except ApiError as error:
            fail(f"微信返回 {error.errcode}：{meaning(error.errcode).words}")
        except CallError as error:
            fail(f"连不上微信接口 {settings.wechat_api_base}：{error.data.get('reason')}")
        typer.echo("已创建菜单：" + "、".join(button["name"] for button in menu.definition()["button"]))

    run(create())


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次"))


def working(what: str) -> Any:
    """A spinner on stderr while something takes long."""
    from rich.console import Console

    return Console(stderr=True).status(what)


def _model() -> Path:
    from bot.gateway.composition import model_of

    return model_of(configured()) or fail("没有训练好的模型，请先运行 baowen train")


if __name__ == "__main__":
    app()
