"""Ways to send a text: `console` and `file:PATH` for demo and tests; a provider implements `ports.SmsSender`."""

from pathlib import Path

from rich.console import Console

from insurance.json_lines import JsonLines
from insurance.services.ports import SmsSender
from kernel.clock import Clock, SystemClock, local
from kernel.errors import SettingError
from kernel.masking import show_phone


class ConsoleSms:
    """Prints to stderr with the phone masked. The demo's user needs to see the code; a log must not (`show_codes`).

    Keys are forgotten with the process.
    """

    def __init__(self, *, show_codes: bool = True) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        self._show_codes = show_codes
        self._keys: set[str] = set()

    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
        if key is not None and key in self._keys:
            return
        if code is not None and not self._show_codes:
            text = text.replace(code, "*" * len(code))
        self._console.print(f"SMS → {show_phone(phone)}: {text}")
        if key is not None:
            self._keys.add(key)


class FileSms:
    """Appends JSON lines `{"phone","text","code","at","key"}`; `code` only where the text carries a one-time code, `key`
    only where one was given. One line per key, also after a restart.
    """

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self._lines = JsonLines(path)
        self._clock = clock or SystemClock()

    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
        line = {"phone": phone, "text": text, "at": local(self._clock.now()).isoformat()}
        if code is not None:
            line["code"] = code
        await self._lines.append(line, key)


def sms_from(setting: str, clock: Clock | None = None, *, show_codes: bool = True) -> SmsSender:
    """The sender a setting names: `console` or `file:PATH`; anything else is a `SettingError`.

    `show_codes`: whether the console prints one-time codes; never in production.
    """
    if setting == "console":
        return ConsoleSms(show_codes=show_codes)
    kind, _, path = setting.partition(":")
    if kind == "file" and path:
        return FileSms(Path(path), clock)
    raise SettingError(name="BAOWEN_SMS_BACKEND", reason="unknown back end: console or file:PATH")
