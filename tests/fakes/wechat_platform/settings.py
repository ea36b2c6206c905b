"""Accounts on the platform and its rules, with the figures of Tencent's documentation."""

from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["plain", "compat", "aes"]

DAY = 86400


@dataclass
class Settings:
    """One Official Account and one company with WeCom customer service; windows in seconds, sizes in bytes."""

    callback_url: str = ""
    kf_callback_url: str = ""
    mode: Mode = "plain"

    # Official Account
    appid: str = "wx0123456789abcdef"
    secret: str = "secret-of-the-stand-in"
    token: str = "TokenOfTheStandIn"
    aes_key: str = "OfficialAccountKeyOfTheStandIn0123456789abE"
    gh_id: str = "gh_0123456789ab"
    account_type: Literal["service", "subscription", "test"] = "service"
    unauthorized: tuple[str, ...] = ()  # globs of endpoints the account has no right to: 48001

    # WeCom customer service
    corpid: str = "ww0123456789abcdef"
    corpsecret: str = "corpsecret-of-the-stand-in"
    kf_token: str = "KfTokenOfTheStandIn"
    kf_aes_key: str = "CustomerServiceKeyOfTheStandIn0123456789abE"
    open_kfids: tuple[str, ...] = ("wk0001",)
    servicers: tuple[str, ...] = ("agent01", "agent02")
    kf_initial_state: int = 0  # 3: the console hands every new session to a person at once
    kf_page_size: int = 1000
    kf_tokenless_per_min: int = 5  # assumed; documented only as "strict"

    # Rules
    token_ttl: int = 7200
    push_timeout: float = 5.0
    push_tries: int = 3
    message_quota: int = 5
    message_window: int = 2 * DAY
    event_quota: int = 3
    event_window: int = 60
    text_limit: int = 2048
    msgmenu_max: int = 10  # assumed; the limit is not published
    reject_unicode_escapes: bool = False  # some endpoints refuse \uXXXX in JSON: 40033
    auto_events: bool = True  # push the outcome of a template or subscription message

    # template id -> its keywords
    templates: dict[str, list[str]] = field(
        default_factory=lambda: {"TEMPLATE_RENEWAL": ["thing1", "character_string2", "time3", "amount4"]}
    )
    subscribe_templates: dict[str, list[str]] = field(
        default_factory=lambda: {"SUBSCRIBE_RENEWAL": ["thing1", "time2", "amount3"]}
    )
