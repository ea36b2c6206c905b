"""The calls of WeCom customer service that this channel makes."""

import hashlib
from typing import Any

from bot.channels.tencent.client import ApiClient
from bot.channels.wecom.customers import Customer, State
from bot.channels.wecom.renderer import KfMessage

_KF = "/cgi-bin/kf"
_PAGE = 1_000


class KfApi:
    """Errors: those of `ApiClient`."""

    def __init__(self, client: ApiClient) -> None:
        self.client = client

    async def page(self, open_kfid: str, cursor: str, token: str) -> tuple[list[Any], str, bool]:
        """Rows after `cursor`, the next cursor, and whether there are more. `token`: the doorbell's, or empty."""
        body: dict[str, Any] = {"open_kfid": open_kfid, "limit": _PAGE, "voice_format": 0}
        body |= ({"cursor": cursor} if cursor else {}) | ({"token": token} if token else {})
        answer = await self.client.post(f"{_KF}/sync_msg", body)
        rows, following = answer.get("msg_list"), answer.get("next_cursor")
        return (
            rows if isinstance(rows, list) else [],
            following if isinstance(following, str) and following else cursor,
            bool(answer.get("has_more")),
        )

    async def send(self, customer: Customer, message: KfMessage, msgid: str) -> None:
        """`msgid`: the same again is not shown again; it is refused (40058)."""
        to = {"touser": customer.external_userid, "open_kfid": customer.open_kfid, "msgid": msgid}
        await self.client.post(f"{_KF}/send_msg", to | message.as_wire())

    async def send_on_event(self, code: str, message: KfMessage, msgid: str) -> None:
        """`code`: of an event or a transition, good once."""
        await self.client.post(f"{_KF}/send_msg_on_event", {"code": code, "msgid": msgid} | message.as_wire())

    async def state(self, customer: Customer) -> tuple[State, str]:
        """The session's state and, in HUMAN, who has it."""
        answer = await self.client.post(f"{_KF}/service_state/get", _whose(customer))
        return State(answer.get("service_state", State.ENDED)), str(answer.get("servicer_userid") or "")

    async def move(self, customer: Customer, state: State) -> str:
        """Change the session's state; the code for a message on that event, empty where there is none."""
        answer = await self.client.post(
            f"{_KF}/service_state/trans", _whose(customer) | {"service_state": int(state)}
        )
        return str(answer.get("msg_code") or "")


def msgid_of(name: str) -> str:
    """A msgid for what answers the event or message `name` outside the outbox."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _whose(customer: Customer) -> dict[str, Any]:
    return {"open_kfid": customer.open_kfid, "external_userid": customer.external_userid}
