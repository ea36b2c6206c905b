"""What the platform's error codes ask of us, and what to tell a colleague at the desk.

Source: Tencent's documentation of the global return codes (Official Account and WeCom customer service, 95xxx).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Action(StrEnum):
    """What a client does about a refusal."""

    RETRY = "retry"  # again, a few times, with back-off
    REFRESH_TOKEN = "refresh_token"  # noqa: S105
    DROP_RECIPIENT = "drop_recipient"  # unknown to this account, now and later
    REUPLOAD = "reupload"  # the media is gone: upload it once more
    OUR_BUG = "our_bug"  # alert, never again as it is
    CONFIGURATION = "configuration"  # alert and stop sending until somebody mends it
    NO_RIGHT = "no_right"  # switch the feature off, fall back
    NOT_FOLLOWING = "not_following"
    NO_CONSENT = "no_consent"
    TOO_LONG = "too_long"  # split by bytes
    REDUCE = "reduce"  # fewer articles or menu items
    BAD_MEDIA = "bad_media"  # kind, format or size
    BAD_TEMPLATE_VALUE = "bad_template_value"  # the field is in the error's data
    DAILY_QUOTA = "daily_quota"  # until midnight
    MINUTE_QUOTA = "minute_quota"
    WINDOW_CLOSED = "window_closed"  # until the customer writes again
    QUOTA_USED = "quota_used"  # the same, with the text kept for it
    WITHOUT_ACCOUNT = "without_account"  # send without the agent's account
    WITHOUT_MSG_TOKEN = "without_msg_token"  # noqa: S105 (pull without the doorbell's token, slowly)
    STATE = "state"  # read the session's state; while a person has it, be silent
    IGNORE = "ignore"
    UNKNOWN = "unknown"


class Meaning(NamedTuple):
    """`words`: one plain sentence for a colleague at the desk."""

    action: Action
    words: str


_BUG = Meaning(Action.OUR_BUG, "消息格式有误，微信没有接收，请联系技术同事")
_SETUP = Meaning(Action.CONFIGURATION, "微信账号的配置有误，暂时发不出消息，请联系管理员")
_ADDRESS = Meaning(Action.CONFIGURATION, "服务器地址不在微信的白名单里，暂时发不出消息，请联系管理员")
_TOKEN = Meaning(Action.REFRESH_TOKEN, "微信接口凭证失效，系统会自动更新")
_RECIPIENT = Meaning(Action.DROP_RECIPIENT, "微信不认识这位客户，消息发不出")
_NO_RIGHT = Meaning(Action.NO_RIGHT, "公司的微信账号没有这项功能")
_WINDOW = Meaning(Action.WINDOW_CLOSED, "超过48小时没有互动，微信不让发")
_QUOTA = Meaning(Action.QUOTA_USED, "这位客户来消息之前，微信允许的条数已经用完，等客户再来消息时发送")
_FILE = Meaning(Action.BAD_MEDIA, "文件的格式或大小不符合微信的要求")
_REDUCE = Meaning(Action.REDUCE, "一次发的选项或图文太多，请减少后再发")
_MENU = Meaning(Action.OUR_BUG, "自定义菜单的设置不符合微信的要求，请联系技术同事")
_TEMPLATE = Meaning(Action.CONFIGURATION, "消息模板不可用，请联系管理员")
_TYPING = Meaning(Action.IGNORE, "「正在输入」没有显示，不影响消息")
_SESSION = Meaning(Action.STATE, "这个微信会话已结束或由其他同事接待，现在不能发送")

MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning(Action.RETRY, "微信系统繁忙，系统会自动重试"),
    40001: _TOKEN,
    40014: _TOKEN,
    42001: _TOKEN,
    40003: _RECIPIENT,
    40096: _RECIPIENT,
    40007: Meaning(Action.REUPLOAD, "图片或语音在微信上已过期，需要重新上传"),
    **dict.fromkeys((40002, 40008, 40033, 40035, 40058, 41006, 43002, 44002, 44004, 47001), _BUG),
    **dict.fromkeys((40013, 40125, 41001, 41002, 41004, 95000, 95004), _SETUP),
    **dict.fromkeys((40164, 89503, 60020), _ADDRESS),
    **dict.fromkeys((40200, 48001, 48002, 48007), _NO_RIGHT),
    95017: Meaning(Action.CONFIGURATION, "微信客服的接口开关没有打开，请联系管理员"),
    **dict.fromkeys((40016, 40017, 40018, 40019, 40020, 40023, 40025), _MENU),
    **dict.fromkeys((40004, 40005, 41005, 44001, 45001), _FILE),
    **dict.fromkeys((40036, 40037, 43116), _TEMPLATE),
    43004: Meaning(Action.NOT_FOLLOWING, "客户没有关注公众号，微信不让发"),
    43101: Meaning(Action.NO_CONSENT, "客户没有同意接收这类通知，微信不让发"),
    45002: Meaning(Action.TOO_LONG, "内容太长，需要分成几条发送"),
    **dict.fromkeys((45008, 45098, 95008), _REDUCE),
    95009: _BUG,
    45009: Meaning(Action.DAILY_QUOTA, "今天的微信接口调用次数已用完，明天零点恢复"),
    45011: Meaning(Action.MINUTE_QUOTA, "发送太频繁，微信要求一分钟后再发"),
    **dict.fromkeys((45015, 95002, 95024), _WINDOW),
    **dict.fromkeys((45047, 95001), _QUOTA),
    **dict.fromkeys((45072, 45080, 45081), _TYPING),
    47003: Meaning(Action.BAD_TEMPLATE_VALUE, "通知里有一项内容不符合微信模板的要求"),
    65401: Meaning(Action.WITHOUT_ACCOUNT, "微信上没有这个客服账号，消息会以公众号的名义发送"),
    95007: Meaning(Action.WITHOUT_MSG_TOKEN, "微信的取信凭证已过期，系统会换一种方式取消息"),
    **dict.fromkeys((95013, 95016, 95018), _SESSION),
    95014: Meaning(Action.STATE, "这位客服在微信客服里没有启用或不在接待中"),
}

_UNKNOWN = Meaning(Action.UNKNOWN, "微信没有接收这条消息，请联系管理员")


def meaning(errcode: int) -> Meaning:
    """What `errcode` asks for; `Action.UNKNOWN` for one the table does not know."""
    return MEANINGS.get(errcode, _UNKNOWN)
