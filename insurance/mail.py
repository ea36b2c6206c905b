"""Ways to send an e-mail: `console` and `file:PATH` for demo and tests; a provider implements `ports.Mailer`."""

from pathlib import Path

from rich.console import Console

from insurance.json_lines import JsonLines
from insurance.services.ports import Mailer
from kernel.clock import Clock, SystemClock, local
from kernel.errors import SettingError
from kernel.masking import show_email


class ConsoleMail:
    """Prints to stderr with the address masked. Keys are forgotten with the process."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._keys: set[str] = set()

    async def send(self, to: str, subject: str, text: str, key: str | None = None) -> None:
        if key is not None and key in self._keys:
            return
        self._console.print(f"mail → {show_email(to)}: {subject}\n{text}")
        if key is not None:
            self._keys.add(key)


class FileMail:
    """Appends JSON lines `{"to","subject","text","at","key"}`, one per key where one was given, also after a restart."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self._lines = JsonLines(path)
        self._clock = clock or SystemClock()

    async def send(self, to: str, subject: str, text: str, key: str | None = None) -> None:
        at = local(self._clock.now()).isoformat()
        await self._lines.append({"to": to, "subject": subject, "text": text, "at": at}, key)


def mailer_from(setting: str, clock: Clock | None = None) -> Mailer:
    """The mailer a setting names: `console` or `file:PATH`; anything else is a `SettingError`."""
    if setting == "console":
        return ConsoleMail()
    kind, _, path = setting.partition(":")
    if kind == "file" and path:
        return FileMail(Path(path), clock)
    raise SettingError(name="BAOWEN_MAIL_BACKEND", reason="unknown back end: console or file:PATH")
