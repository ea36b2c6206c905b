"""What became of a notice, and what its sender should do next."""

from enum import StrEnum

from bot.channels.tencent.errcodes import Action


class Outcome(StrEnum):
    """Three kinds: on its way or there; nothing sent yet, to be tried again with the same key (`LATER`); not to be had
    on this channel (`fall_back`), so that another one has to carry it.
    """

    SENT = "sent"  # the platform took it; most are told of as delivered within seconds
    DELIVERED = "delivered"
    UNSURE = "unsure"  # no answer: it may be there. Not repeated where the platform could not tell a repeat
    LATER = "later"  # busy or unreachable
    NOT_FOLLOWING = "not_following"  # has no conversation here, or left the account
    NO_CONSENT = "no_consent"  # to a subscription message
    BLOCKED = "blocked"  # the customer has switched the account's template messages off
    FAILED = "failed"  # taken, then not delivered for a reason of the platform's
    DAILY_QUOTA = "daily_quota"
    NO_RIGHT = "no_right"  # the account may not send such messages
    NO_TEMPLATE = "no_template"  # none is set for this notice
    SETUP = "setup"  # template id, address or credentials are wrong: an administrator's work
    BAD_VALUE = "bad_value"  # a field lacks a value, or the platform does not take it
    REFUSED = "refused"  # for any other reason

    @property
    def fall_back(self) -> bool:
        """Whether the notice should go out on another channel."""
        return self not in (Outcome.SENT, Outcome.DELIVERED, Outcome.UNSURE, Outcome.LATER)


_OF_ACTION = {
    Action.RETRY: Outcome.LATER,
    Action.REFRESH_TOKEN: Outcome.LATER,
    Action.MINUTE_QUOTA: Outcome.LATER,
    Action.NOT_FOLLOWING: Outcome.NOT_FOLLOWING,
    Action.DROP_RECIPIENT: Outcome.NOT_FOLLOWING,
    Action.NO_CONSENT: Outcome.NO_CONSENT,
    Action.DAILY_QUOTA: Outcome.DAILY_QUOTA,
    Action.NO_RIGHT: Outcome.NO_RIGHT,
    Action.CONFIGURATION: Outcome.SETUP,
    Action.BAD_TEMPLATE_VALUE: Outcome.BAD_VALUE,
}


def refused(action: Action) -> Outcome:
    """What a refusal of the platform's means for a notice."""
    return _OF_ACTION.get(action, Outcome.REFUSED)


def ended(told: str) -> Outcome:
    """What the platform tells later: `success`, `failed:user block`, `failed: system failed`, other failures."""
    words = told.replace(" ", "").lower()
    if words == "success":
        return Outcome.DELIVERED
    return Outcome.BLOCKED if words == "failed:userblock" else Outcome.FAILED
