"""Survey 满意度调查: what is asked on which occasion, which answers are in order, and which somebody should look at."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.conversations.ratings import BAD_RECOMMEND, BAD_SCORE
from kernel.errors import BaowenError

OPEN = timedelta(days=14)  # so long an invitation may be answered, and the answer changed
PAUSE = timedelta(days=30)  # nobody is asked twice within so long
LONGEST_COMMENT = 500


class SurveyNotFound(BaowenError):
    """A token that is none of ours, or one whose survey is gone: which of these is not told."""

    code = "survey_not_found"


class SurveyOver(BaowenError):
    """Its fourteen days are over."""

    code = "survey_over"


class NothingAnswered(BaowenError):
    """Neither an item nor a word, or an item that was not asked. `data`: fields to blame."""

    code = "nothing_answered"


class SurveyAnswered(BaowenError):
    """What a customer said stands: no colleague writes over it."""

    code = "survey_answered"


class Occasion(StrEnum):
    CONVERSATION = "conversation"
    CLAIM = "claim"
    COMPLAINT = "complaint"
    CAMPAIGN = "campaign"


class Source(StrEnum):
    """Where an answer came from."""

    CHAT = "chat"
    WECHAT = "wechat"
    SMS = "sms"
    PHONE = "phone"


class Against(StrEnum):
    """Why somebody is not to be asked."""

    REFUSED = "refused"
    DEATH = "death"


# 态度、速度、质量、理赔便捷性; of a complaint how it was handled, apart from how the house is liked.
ITEMS: dict[Occasion, tuple[str, ...]] = {
    Occasion.CONVERSATION: ("attitude", "speed", "quality"),
    Occasion.CLAIM: ("attitude", "speed", "quality", "ease"),
    Occasion.COMPLAINT: ("resolved", "attitude", "speed"),
    Occasion.CAMPAIGN: ("attitude", "speed", "quality", "ease"),
}
NAMES = {
    "attitude": "服务态度",
    "speed": "办事速度",
    "quality": "服务质量",
    "ease": "理赔方便程度",
    "resolved": "投诉处理",
}


@dataclass(frozen=True)
class Scores:
    """Items 1 to 5 by name, as many as were given; `recommend` 0 to 10."""

    items: dict[str, int] = field(default_factory=dict)
    recommend: int | None = None
    comment: str | None = field(default=None, repr=False)

    def check(self, occasion: Occasion) -> None:
        """`NothingAnswered`."""
        strange = sorted(set(self.items) - set(ITEMS[occasion]))
        if strange or (not self.items and self.recommend is None and self.comment is None):
            raise NothingAnswered(fields=strange or None)

    @property
    def bad(self) -> bool:
        """Somebody should look at it, as at a rating of a conversation."""
        unlikely = self.recommend is not None and self.recommend <= BAD_RECOMMEND and self.comment is not None
        return any(score <= BAD_SCORE for score in self.items.values()) or unlikely


class Tokens:
    """What opens a survey: its id and where the link was sent, signed. Nothing is looked up to refuse a forged one."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"surveys", "sha256")

    def make(self, survey_id: str, source: Source) -> str:
        body = bytes.fromhex(survey_id) + bytes([list(Source).index(source)])
        return urlsafe_b64encode(body + self._signature(body)).decode().rstrip("=")

    def read(self, token: str) -> tuple[str, Source]:
        """Id and source; `SurveyNotFound`."""
        try:
            raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except ValueError as error:
            raise SurveyNotFound() from error
        body, signature = raw[:_BODY], raw[_BODY:]
        if not hmac.compare_digest(signature, self._signature(body)):
            raise SurveyNotFound()
        return body[:-1].hex(), list(Source)[body[-1]]

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:_MAC]


_BODY, _MAC = 17, 16
