"""A real `baowen serve` on a port of its own, with demo data, in a folder of its own."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "web" / "dist"
_COMMAND = [sys.executable, "-m", "bot.gateway.cli"]
_START_S = 90.0
_STOP_S = 15.0


@dataclass(frozen=True)
class Server:
    url: str
    sms: Path

    def code_for(self, phone: str) -> str:
        """The newest one-time code texted to `phone`."""
        lines = [json.loads(line) for line in self.sms.read_text("utf-8").splitlines()]
        return str(next(line["code"] for line in reversed(lines) if line["phone"] == phone))


def trained() -> Path:
    """The model of the present data; made where it is missing. Apart: importing Rasa changes asyncio's policy."""
    done = subprocess.run([*_COMMAND, "train"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Path(done.stdout.split()[-1])


@asynccontextmanager
async def serving(
    model: Path,
    folder: Path,
    env: str = "test",
    repository: Path | None = None,
    scheduler: bool = False,
) -> AsyncIterator[Server]:
    """Ready when entered: the model is loaded. `folder` is new and takes everything the server writes; the trainers' data,
    unless they are in a `repository`. With a `scheduler` what comes round is done, figures for one.
    """
    # Copies, so that neither a new model nor a new build changes a running test.
    models, pages = folder / "models", folder / "pages"
    models.mkdir()
    shutil.copy(model, models)
    shutil.copytree(PAGES, pages)
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", folder / "sms.jsonl")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")} | {
        "BAOWEN_ENV": env,
        "BAOWEN_VAR": str(folder / "var"),
        "BAOWEN_MODELS": str(models),
        "BAOWEN_WEB": str(pages),
        "BAOWEN_PUBLIC_URL": server.url,
        "BAOWEN_SMS_BACKEND": f"file:{server.sms}",
        "BAOWEN_RATE_LIMITS": "off",
        "BAOWEN_SCHEDULER": "on" if scheduler else "off",
    }
    if repository is not None:
        environment["BAOWEN_REPOSITORY"] = str(repository)
    subprocess.run(
        [*_COMMAND, "demo", "load", "--no-history"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        await _ready(server.url, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _START_S
    async with aiohttp.ClientSession() as client:
        while time.monotonic() < deadline and process.poll() is None:
            try:
                async with client.get(f"{url}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError(f"baowen serve is not ready:\n{log.read_text('utf-8')[-4000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
