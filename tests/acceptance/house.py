"""A running `baowen serve` with a database of its own, and the commands around it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import requests

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")
BAOWEN = Path(sys.executable).parent / "baowen"
PATIENCE_S = 60.0


@dataclass
class House:
    """One installation. `opened_at` is what its clock said when it was set up; it runs on from there."""

    folder: Path
    models: Path
    opened_at: datetime
    database_url: str = ""
    redis_url: str = ""
    more: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.offset = self.opened_at - datetime.now(SHANGHAI)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def now(self) -> datetime:
        return datetime.now(SHANGHAI) + self.offset

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("BAOWEN_")}
        return plain | {
            "BAOWEN_ENV": "test",
            "BAOWEN_VAR": str(self.folder),
            "BAOWEN_MODELS": str(self.models),
            "BAOWEN_DATABASE_URL": self.database_url,
            "BAOWEN_REDIS_URL": self.redis_url,
            "BAOWEN_SMS_BACKEND": f"file:{self.folder / 'sms.jsonl'}",
            "BAOWEN_RATE_LIMITS": "off",
            "BAOWEN_SCHEDULER": "off",
            "BAOWEN_CLOCK_OFFSET": str(self.offset.total_seconds()),
            "BAOWEN_PUBLIC_URL": self.url,
            **self.more,
        }

    def run(self, *arguments: object, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        """`baowen` with these arguments, to its end."""
        return subprocess.run(
            [str(BAOWEN), *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def load(self, kind: str, file: Path) -> str:
        """Import what must be importable; what was said on stdout."""
        done = self.run("import", kind, file)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> "House":
        with (self.folder / "serve.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(BAOWEN), "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        return self

    def wait_until_ready(self) -> "House":
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            assert self._process is not None and self._process.poll() is None, self.log
            try:
                if requests.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return self
            except requests.ConnectionError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.log)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def later(self, by: timedelta) -> "House":
        """The same installation started again after `by` has passed."""
        self.stop()
        self.offset += by
        return self.start().wait_until_ready()

    def workers(self) -> list[int]:
        """The process ids of the dialogue workers."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_workers(self) -> list[int]:
        killed = self.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        return killed

    @property
    def log(self) -> str:
        return (self.folder / "serve.log").read_text(errors="replace")

    def texts_to(self, phone: str) -> list[dict[str, str]]:
        file = self.folder / "sms.jsonl"
        lines = file.read_text().splitlines() if file.exists() else []
        return [text for text in map(json.loads, lines) if text["phone"] == phone]

    def code_for(self, phone: str) -> str:
        sent = self.texts_to(phone)
        assert sent, f"nothing was sent to {phone}"
        return sent[-1]["code"]
