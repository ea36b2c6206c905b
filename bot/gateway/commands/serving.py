"""`baowen serve`, and the processes it starts."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.gateway.commands.console import configured, fail, run


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
        site = f"http://{host}:{port}"
        typer.echo(f"客户聊天 {site}/\n客服工作台 {site}/desk\n训练工作室 {site}/studio")
        if settings.env is Environment.DEMO:
            from bot.gateway.demo import DEMO_PASSWORD, DEMO_STAFF

            names = "、".join(f"{username}（{name}）" for username, name, *_ in DEMO_STAFF)
            typer.echo(f"演示账号 {names}，密码 {DEMO_PASSWORD}")

    try:
        run(processes.serve(settings, host, port, workers or settings.workers, announce))
    except OSError as error:
        fail(f"无法监听 {host}:{port}：{error.strerror}")


def worker(parent: int | None = None, number: int = 0, metrics: Path | None = None) -> None:
    """一个对话进程，由 serve 启动。"""
    from bot.gateway import processes, worker_metrics

    if metrics is not None:
        worker_metrics.count_in(metrics, number)
    run(processes.work(configured(), parent))
    # All is closed; taking down Rasa's libraries object by object would hold the gateway up for seconds.
    sys.stderr.flush()
    os._exit(0)


def training_job() -> None:
    """一次训练任务的进程，由网关启动。"""
    from bot.gateway.training_job import main

    main()
