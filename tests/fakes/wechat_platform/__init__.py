"""WeChat's platform over loopback: the API of Official Accounts and of WeCom customer service, and the pusher of both."""

from .envelope import Envelope, Unreadable, signature
from .platform import WeChatPlatform
from .pusher import BANNER
from .records import Attempt, Call, KfPush, Push, Sent
from .settings import Mode, Settings

__all__ = [
    "BANNER",
    "Attempt",
    "Call",
    "Envelope",
    "KfPush",
    "Mode",
    "Push",
    "Sent",
    "Settings",
    "Unreadable",
    "WeChatPlatform",
    "signature",
]
