# ruff: noqa: RUF009  (`setting` only describes a field)
"""Settings: one table of name, default and help; the environment fills it, and a bad value stops the start.

Each field of `Settings` is a line of the table. `docs/settings.md` is written from it (`python -m
bot.gateway.settings > docs/settings.md`), and a test compares the two.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

from bot.desk.routing.hours import Hours
from bot.gateway import channel_parsers, parsers
from bot.gateway.channel_parsers import WechatTemplate
from bot.gateway.parsers import Environment
from bot.staff.second_factor import Policy
from kernel.errors import SettingError


def setting(name: str, default: str, help: str, parse: Callable[[str], Any] = str) -> Any:
    """A line of the table. `default` is what the variable would hold; empty means unset."""
    return field(metadata={"name": f"BAOWEN_{name}", "default": default, "help": help, "parse": parse})


@dataclass(frozen=True, repr=False)
class Settings:
    """What the environment says, checked. No `repr`: it holds secrets."""

    env: Environment = setting(
        "ENV",
        "demo",
        "`demo`、`test` 或 `production`。生产环境拒绝演示密钥和一切测试用的开关",
        parsers.environment,
    )
    database_url: str = setting(
        "DATABASE_URL",
        "",
        "`sqlite:////绝对路径` 或 `postgresql://…`，不写驱动名；未设：数据目录下的 `baowen.db`",
        parsers.database_url,
    )
    redis_url: str = setting(
        "REDIS_URL", "", "`redis://…`，多个网关之间的信号与限流；未设：只用本机", parsers.redis_url
    )
    secret_key: bytes = setting(
        "SECRET_KEY",
        "",
        "签名密钥，32 字节的 urlsafe base64；演示和测试环境自动生成在数据目录下",
        parsers.key,
    )
    data_keys: tuple[bytes, ...] = setting(
        "DATA_KEYS",
        "",
        "个人信息的加密密钥，逗号分隔，新的在前；格式同上，演示和测试环境自动生成",
        parsers.keys,
    )
    sms_backend: str = setting(
        "SMS_BACKEND", "console", "`console` 或 `file:路径`（每条短信一行 JSON）", parsers.console_or_file
    )
    mail_backend: str = setting(
        "MAIL_BACKEND", "console", "`console` 或 `file:路径`（每封邮件一行 JSON）", parsers.console_or_file
    )
    public_url: str = setting(
        "PUBLIC_URL",
        "http://127.0.0.1:8080",
        "客户看到的网址；为 https 时登录 cookie 只走加密连接",
        parsers.public_url,
    )
    service_url: str | None = setting(
        "SERVICE_URL",
        "",
        "保险公司自己的服务页，客户在那里查看电子保单和发票，邮件只带这个链接；"
        "未设：演示和测试用 `BAOWEN_PUBLIC_URL`，生产由同事发送",
        parsers.page_url,
    )
    payment_url: str | None = setting(
        "PAYMENT_URL",
        "",
        "保险公司自己的缴费页，见 [payments.md](payments.md)；未设：缴费转给同事",
        parsers.page_url,
    )
    clock_offset: timedelta = setting(
        "CLOCK_OFFSET", "0", "把系统时间拨快的秒数（可为负），仅限演示和测试", parsers.seconds
    )
    rate_limits: bool = setting(
        "RATE_LIMITS",
        "on",
        "`off` 取消按地址的限流（按会话和按身份的限制不变），仅限演示和测试",
        parsers.switch,
    )
    scheduler: bool = setting(
        "SCHEDULER", "on", "`off` 表示 `serve` 自己不发提醒，仅限演示和测试", parsers.switch
    )
    recognition: bool = setting(
        "RECOGNITION",
        "on",
        "`off` 表示 `serve` 不识别客户所传单证上的文字；已传的留待以后识别",
        parsers.switch,
    )
    var: Path = setting("VAR", "var", "数据目录：数据库、密钥、附件、进程间的套接字", parsers.path)
    attachments: Path | None = setting(
        "ATTACHMENTS", "", "客户所传文件的目录；未设：数据目录下的 `attachments`", parsers.path
    )
    models: Path = setting("MODELS", "models", "训练好的模型所在目录", parsers.path)
    repository: Path | None = setting(
        "REPOSITORY",
        "",
        "训练数据仓库：`data/`、`domain.yml`、`config.yml` 和测试集所在的 git 目录，训练师工作室改的就是它；"
        "未设：数据目录下的 `repository`，第一次用到时从本项目复制",
        parsers.path,
    )
    web: Path = setting("WEB", "web/dist", "构建好的页面所在目录", parsers.path)
    workers: int = setting("WORKERS", "1", "对话进程的个数", parsers.count)
    desk_hours: Hours = setting(
        "DESK_HOURS",
        "",
        "人工服务时间，如 `09:00-21:00` 或 `always`；未设：演示和测试全天，生产 `09:00-21:00`",
        parsers.office_hours,
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = setting(
        "TRUSTED_PROXIES",
        "",
        "反向代理的网段，逗号分隔；只有它们写的 `X-Forwarded-For` 算数",
        parsers.networks,
    )
    messages_per_conversation: int = setting(
        "MESSAGES_PER_CONVERSATION", "30", "一个会话每分钟最多几条消息", parsers.count
    )
    messages_per_address: int = setting(
        "MESSAGES_PER_ADDRESS", "600", "一个地址每分钟最多几条消息", parsers.count
    )
    sessions_per_address: int = setting(
        "SESSIONS_PER_ADDRESS", "60", "一个地址每分钟最多新开几个会话", parsers.count
    )
    chat_idle: timedelta = setting("CHAT_IDLE_HOURS", "24", "会话令牌闲置多少小时后失效", parsers.hours)
    staff_login: timedelta = setting("STAFF_LOGIN_HOURS", "12", "员工登录的有效小时数", parsers.hours)
    staff_idle: timedelta = setting(
        "STAFF_IDLE_MINUTES",
        "60",
        "员工多少分钟没有操作就要重新登录；页面自己的刷新不算操作",
        parsers.minutes,
    )
    keep_messages: timedelta = setting(
        "KEEP_MESSAGES_DAYS",
        "3653",
        "发出的提醒、通知和调查邀请保存多少天，不少于 900；默认十年，与合同资料一致",
        parsers.kept,
    )
    keep_surveys: timedelta = setting(
        "KEEP_SURVEYS_DAYS", "1096", "调查的答复保存多少天，不少于 900；默认三年", parsers.kept
    )
    keep_figures: timedelta = setting(
        "KEEP_FIGURES_DAYS",
        "1096",
        "缴费和到期记录、每日指标保存多少天，不少于 900；默认三年，指标最多查 800 天",
        parsers.kept,
    )
    staff_second_factor: Policy = setting(
        "STAFF_SECOND_FACTOR",
        "optional",
        "员工登录的动态码：`off` 不用，`optional` 绑定了验证器的才要，`required` 主管和管理员必须绑定（生产建议）",
        parsers.second_factor,
    )
    wechat_app_id: str | None = setting(
        "WECHAT_APP_ID", "", "微信服务号的 AppID；未设：不接服务号", channel_parsers.secret
    )
    wechat_app_secret: str | None = setting(
        "WECHAT_APP_SECRET", "", "服务号的 AppSecret", channel_parsers.secret
    )
    wechat_token: str | None = setting(
        "WECHAT_TOKEN", "", "公众平台「服务器配置」里的令牌 Token", channel_parsers.secret
    )
    wechat_aes_key: str | None = setting(
        "WECHAT_AES_KEY", "", "消息加解密密钥 EncodingAESKey，43 位；明文模式不用", channel_parsers.aes_key
    )
    wechat_previous_aes_key: str | None = setting(
        "WECHAT_PREVIOUS_AES_KEY", "", "换密钥期间的上一个 EncodingAESKey", channel_parsers.aes_key
    )
    wechat_mode: str = setting(
        "WECHAT_MODE",
        "aes",
        "消息加解密方式：`plain` 明文、`compat` 兼容、`aes` 安全；`aes` 时拒收明文",
        channel_parsers.wechat_mode,
    )
    wechat_api_base: str = setting(
        "WECHAT_API_BASE", "https://api.weixin.qq.com", "服务号接口的地址", parsers.public_url
    )
    wechat_templates: Mapping[str, WechatTemplate] = setting(
        "WECHAT_TEMPLATES",
        "",
        '模板消息，JSON：`{"renewal": {"id": "…", "fields": {"thing1": "product", "time2": "due_on"}}}`；'
        "键有 `renewal`、`claim`，值有 product、policy_no（脱敏）、due_on、amount、claim_no、status、at；"
        '用订阅通知发送的加 `"kind": "subscription"`',
        channel_parsers.wechat_templates,
    )
    wecom_corp_id: str | None = setting(
        "WECOM_CORP_ID", "", "企业微信的企业 ID；未设：不接微信客服", channel_parsers.secret
    )
    wecom_kf_secret: str | None = setting(
        "WECOM_KF_SECRET", "", "可调用微信客服接口的应用的 Secret", channel_parsers.secret
    )
    wecom_token: str | None = setting("WECOM_TOKEN", "", "微信客服回调配置里的 Token", channel_parsers.secret)
    wecom_aes_key: str | None = setting(
        "WECOM_AES_KEY", "", "微信客服回调配置里的 EncodingAESKey，43 位", channel_parsers.aes_key
    )
    wecom_api_base: str = setting(
        "WECOM_API_BASE", "https://qyapi.weixin.qq.com", "企业微信接口的地址", parsers.public_url
    )
    wecom_handoff: str = setting(
        "WECOM_HANDOFF",
        "desk",
        "转人工后由谁回答：`desk` 在本系统的坐席台，`wecom` 在企业微信",
        channel_parsers.wecom_handoff,
    )
    log_level: str = setting("LOG_LEVEL", "info", "`debug`、`info`、`warning` 或 `error`", parsers.log_level)
    log_format: str = setting("LOG_FORMAT", "console", "`console` 或 `json`", parsers.log_format)
    tracing: str | None = setting(
        "TRACING",
        "",
        "OpenTelemetry 收集器的网址（OTLP over HTTP，如 `http://127.0.0.1:4318`），"
        "见 [operations.md](operations.md#following-one-message)；未设：只在日志里写 `trace_id`",
        parsers.page_url,
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Parse, fill in what depends on other settings, and check; `SettingError` names the variable."""
        found = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for each in fields(cls):
            line = each.metadata
            text = found.get(line["name"], "").strip() or line["default"]
            try:
                values[each.name] = line["parse"](text)
            except ValueError as error:
                raise SettingError(name=line["name"], reason=str(error)) from error
        parsers.complete(values)
        channel_parsers.complete(values)
        return cls(**values)


def table() -> str:
    """The settings page of the documentation, in Markdown."""
    lines = [
        "# 设置",
        "",
        "全部来自环境变量。值有误时拒绝启动，并指出是哪个变量。",
        "",
        "| 变量 | 默认 | 说明 |",
        "|---|---|---|",
    ]
    for each in fields(Settings):
        default = f"`{each.metadata['default']}`" if each.metadata["default"] else "未设"
        lines.append(f"| `{each.metadata['name']}` | {default} | {each.metadata['help']} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table(), end="")
