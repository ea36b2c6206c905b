"""A stricter stand-in kept outside this project, behind the face of `WeChatPlatform`.

It is one Python file with `Config` and `FakeWeChat`; `BAOWEN_STRICT_WECHAT` names it. Only the contract suite uses it.
"""

import importlib.util
import sys
from dataclasses import asdict
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self

from .wechat_platform import Attempt, Call, Envelope, KfPush, Mode, Push, Sent, Settings

VARIABLE = "BAOWEN_STRICT_WECHAT"


class Unusable(Exception):
    """The variable is set, but what it names is not such a file."""


def load(path: str) -> ModuleType:
    """The module at `path`. Raises `Unusable`."""
    spec = importlib.util.spec_from_file_location("strict_wechat", path)
    if spec is None or spec.loader is None or not Path(path).is_file():
        raise Unusable(f"{VARIABLE}={path}: no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their module up
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise Unusable(f"{VARIABLE}={path}: {type(error).__name__}: {error}") from error
    missing = {"Config", "FakeWeChat"} - vars(module).keys()
    if missing:
        raise Unusable(f"{VARIABLE}={path}: no {', '.join(sorted(missing))}")
    return module


class StrictWeChatPlatform:
    """See `WeChatPlatform` for what each method does; it has no `clock` to share."""

    def __init__(
        self,
        module: ModuleType,
        callback_url: str = "",
        *,
        kf_callback_url: str = "",
        mode: Mode = "plain",
        **settings: Any,
    ) -> None:
        self.settings = Settings(callback_url, kf_callback_url, mode, **settings)
        self._strict = module.FakeWeChat(module.Config(**asdict(self.settings)))

    async def __aenter__(self) -> Self:
        await self._strict.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._strict.stop()

    @property
    def base_url(self) -> str:
        return str(self._strict.base_url)

    @property
    def envelope(self) -> Envelope:
        return Envelope(self.settings.token, self.settings.aes_key, self.settings.appid)

    def now(self) -> float:
        return float(self._strict.now())

    def advance(self, seconds: float) -> None:
        self._strict.advance(seconds)

    @property
    def pushes(self) -> list[Push]:
        return [_push(row) for row in self._strict.pushes]

    def find_sent(self, **which: Any) -> list[Sent]:
        return [_sent(row) for row in self._strict.find_sent(**which)]

    async def wait_sent(self, minimum: int = 1, timeout: float = 10.0, **which: Any) -> list[Sent]:
        return [_sent(row) for row in await self._strict.wait_sent(minimum, timeout, **which)]

    def find_calls(self, endpoint: str = "*", errcode: int | None = None) -> list[Call]:
        calls = [_call(row) for row in self._strict.calls if fnmatch(row["endpoint"], endpoint)]
        return [call for call in calls if errcode in (None, call.errcode)]

    def user(self, openid: str) -> Any:
        return self._strict.user(openid)

    def put_media(self, data: bytes, kind: str, realm: str = "oa") -> str:
        return str(self._strict.add_media(data, kind, realm))

    def fault(self, endpoint: str, **fault: Any) -> None:
        self._strict.add_fault(endpoint, **fault)

    def clear_faults(self) -> None:
        self._strict.faults.clear()

    def revoke_tokens(self, realm: str = "oa") -> None:
        for token in self._tokens(realm):
            token.revoked = self.now()

    def expire_tokens(self, realm: str = "oa") -> None:
        for token in self._tokens(realm):
            token.expires = min(token.expires, self.now())

    async def verify(self, channel: str = "oa", bad: str | None = None) -> bool:
        return bool((await self._strict.verify(channel, bad))["echoed"])

    async def push(self, kind: str = "text", openid: str = "oCustomer", **given: Any) -> Push:
        return _push(await self._strict.push(kind, openid, **given))

    async def kf_push(self, kind: str = "text", external_userid: str = "wmCustomer", **given: Any) -> KfPush:
        return _kf_push(await self._strict.kf_push(kind, external_userid, **given))

    async def kf_notify(self, open_kfid: str | None = None, bad: str | None = None) -> KfPush:
        rung = await self._strict.kf_notify(open_kfid or self.settings.open_kfids[0], bad=bad)
        return _kf_push({"notify": rung})

    async def kf_human(self, action: str, external_userid: str = "wmCustomer", **given: Any) -> KfPush:
        return _kf_push(await self._strict.kf_human(action, external_userid, **given))

    def _tokens(self, realm: str) -> list[Any]:
        return [token for token in self._strict.tokens.values() if token.realm.split("-")[0] == realm]


def _sent(row: dict[str, Any]) -> Sent:
    channel, msgid = row["channel"], str(row.get("msgid", ""))
    return Sent(row["seq"], channel, row["openid"], row["msgtype"], row["text"], row["payload"], msgid)


def _call(row: dict[str, Any]) -> Call:
    # It notes 0 where a call was carried out and its answer spoiled; nobody was told so.
    told = row["http"] == 200 and not (row["fault"] and "html" in row["fault"])
    errcode = row["errcode"] if told else None
    fault = row["fault"] is not None
    return Call(row["seq"], row["endpoint"], row["query"], row["body"], errcode, row["http"], fault)


def _push(row: dict[str, Any]) -> Push:
    reply = row["reply"] or {}
    return Push(
        row["kind"],
        row["openid"],
        row["msgid"],
        row["outcome"],
        reply.get("msgtype", ""),
        reply.get("text", ""),
        reply.get("why", ""),
        row["user_sees"],
        [_attempt(attempt) for attempt in row["attempts"]],
    )


def _kf_push(row: dict[str, Any]) -> KfPush:
    rung = row["notify"] or {"token": "", "attempts": []}
    msgid = row["msg"]["msgid"] if "msg" in row else ""
    return KfPush(msgid, rung["token"], [_attempt(attempt) for attempt in rung["attempts"]])


def _attempt(row: dict[str, Any]) -> Attempt:
    return Attempt(row["status"], row["body"], row["error"], row["elapsed"])
