"""How the settings of the WeChat channels are read; a set of them is complete or absent."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.channels.wechat import templates
from bot.gateway.parsers import one_of
from kernel.errors import SettingError

_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
NOTICES = ("renewal", "claim")

wechat_mode = one_of("plain", "compat", "aes")
wecom_handoff = one_of("desk", "wecom")


@dataclass(frozen=True)
class WechatTemplate:
    """The platform's id, which of `templates.NAMES` each field shows, and how a notice by it is sent."""

    id: str
    fields: Mapping[str, str]
    kind: templates.Kind = "template"


def secret(text: str) -> str | None:
    return text or None


def aes_key(text: str) -> str | None:
    """An EncodingAESKey as the platform shows it."""
    if not text:
        return None
    try:
        if _AES_KEY.fullmatch(text) and len(base64.b64decode(text + "=")) == 32:
            return text
    except binascii.Error:
        pass
    raise ValueError("43 letters and digits")


def wechat_templates(text: str) -> Mapping[str, WechatTemplate]:
    """By notice."""
    if not text:
        return {}
    try:
        found = msgspec.json.decode(text, type=dict[str, WechatTemplate])
    except msgspec.MsgspecError as error:
        raise ValueError(f"JSON: {error}") from error
    for notice, template in found.items():
        if notice not in NOTICES:
            raise ValueError(f"{notice} is none of {', '.join(NOTICES)}")
        for field, name in template.fields.items():
            if name not in templates.NAMES:
                raise ValueError(f"{name}: none of {', '.join(templates.NAMES)}")
            if not templates.suits(field, name):
                raise ValueError(f"{notice}: {field} is of a type that cannot show {name}")
    return found


def complete(values: Mapping[str, Any]) -> None:
    """`SettingError` names what is missing of a channel that is partly set."""
    wechat = ["wechat_app_id", "wechat_app_secret", "wechat_token"]
    if values["wechat_mode"] != "plain":
        wechat.append("wechat_aes_key")
    wecom = ["wecom_corp_id", "wecom_kf_secret", "wecom_token", "wecom_aes_key"]
    for channel in (wechat, wecom):
        missing = [name for name in channel if values[name] is None]
        if missing and len(missing) < len(channel):
            raise SettingError(name=f"BAOWEN_{missing[0].upper()}", reason="the channel needs it as well")
