"""Every error of this room.

    TencentError ─┬─ BadXml ──────────── not a document we read
                  ├─ BadEnvelope ─────── a callback that does not prove to come from the platform
                  └─ CallError ─┬─ ApiError ──────── refused with an errcode: nothing was done
                                ├─ Unreachable ───── nothing was sent: no connection, or no token to be had
                                ├─ OutcomeUnknown ── sent, and no answer that can be read: done or not
                                └─ BadMedia ──────── a download that is too large or no file at all

None of them carries a token, a secret, or words of a customer: what is chained to them could, so nothing is.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.channels.tencent.errcodes import Action, meaning
from kernel.errors import BaowenError


class TencentError(BaowenError):
    code = "tencent"


class BadXml(TencentError):
    """`data`: reason."""

    code = "bad_xml"


class Refusal(StrEnum):
    """Why an envelope was refused, as coarse as a log needs. Never told to the caller."""

    SIZE = "size"
    XML = "xml"
    SIGNATURE = "signature"
    STALE = "stale"  # authentic, but an old recording, or a clock that is wrong
    CIPHER = "cipher"
    RECEIVER = "receiver"


class BadEnvelope(TencentError):
    """The one error for whatever is wrong with a callback; `reason` is for our log only."""

    code = "bad_envelope"

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason=reason.value)
        self.reason = reason


class CallError(TencentError):
    """A call to the platform's API did not give what was asked for."""

    code = "tencent_call"


class ApiError(CallError):
    """The platform refused: `errcode`, the `action` to take, and what of its errmsg helps (`data`: rid, field, ip)."""

    code = "tencent_refused"

    def __init__(
        self,
        errcode: int,
        endpoint: str,
        hints: Mapping[str, str] | None = None,
        action: Action | None = None,
    ) -> None:
        """`action`: where the endpoint gives `errcode` another meaning than the table does."""
        self.errcode = errcode
        self.endpoint = endpoint
        self.hints = hints or {}
        self.action = action or meaning(errcode).action
        super().__init__(errcode=errcode, action=self.action.value, endpoint=endpoint, **self.hints)


class Unreachable(CallError):
    """Nothing was sent, so it may be repeated. `data`: endpoint, reason."""

    code = "tencent_unreachable"


class OutcomeUnknown(CallError):
    """It may have been done (timeout, 5xx, an answer that is not JSON). `data`: endpoint, reason."""

    code = "tencent_outcome_unknown"


class BadMedia(CallError):
    """`data`: endpoint, reason: too_large; elsewhere (an address, which is never followed); no_file."""

    code = "tencent_bad_media"
