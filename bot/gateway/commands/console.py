"""What all commands share: settings, the loop, a refusal as one line."""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
import uvloop

from kernel.errors import BaowenError, SettingError

if TYPE_CHECKING:
    from bot.gateway.settings import Settings

_WORDS = {"no_model": "{folder} 里没有训练好的模型，请先运行 baowen train"}


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
        from bot.http.errors import PROBLEMS

        words = PROBLEMS[error.code].message if error.code in PROBLEMS else "{error}"
        fail(_WORDS.get(error.code, words).format(error=error, **error.data))


def working(what: str) -> Any:
    """A spinner on stderr while something takes long."""
    from rich.console import Console

    return Console(stderr=True).status(what)


def model() -> Path:
    from bot.gateway.composition import model_of

    return model_of(configured()) or fail("没有训练好的模型，请先运行 baowen train")
