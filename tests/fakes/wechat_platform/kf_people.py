"""Customers and agents of WeCom customer service, and the doorbell that tells the callback."""

import secrets
from typing import Any

from .callback import Callback
from .envelope import Envelope
from .journal import Journal
from .kf_service import KfService
from .kf_sessions import Session, Sessions, State
from .media import AMR, PNG, Media
from .records import Attempt, KfPush
from .settings import Settings
from .xml import write

_EXAMPLES = {"image": PNG, "voice": AMR, "video": b"0123456789", "file": b"0123456789"}


class KfPeople:
    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        service: KfService,
        sessions: Sessions,
        media: Media,
        callback: Callback,
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._service = service
        self._sessions = sessions
        self._media = media
        self._callback = callback

    @property
    def envelope(self) -> Envelope:
        return Envelope(self._settings.kf_token, self._settings.kf_aes_key, self._settings.corpid)

    async def verify(self, bad: str | None = None) -> bool:
        """Whether the callback gave back what was sealed in the echostr, and nothing else."""
        echo = str(secrets.randbelow(10**19))
        query, sealed = self._sign(echo, bad)
        attempt = await self._callback.get(self._settings.kf_callback_url, query | {"echostr": sealed})
        return attempt.answered and attempt.body == echo

    async def push(
        self,
        kind: str,
        external_userid: str,
        open_kfid: str | None = None,
        *,
        notify: bool = True,
        bad: str | None = None,
        **given: Any,
    ) -> KfPush:
        """As `WeChatPlatform.kf_push` says."""
        session = self._sessions.meet(open_kfid or self._settings.open_kfids[0], external_userid)
        if kind == "event":
            row = _event(given["event"])
        elif kind == "enter_session":
            row = _event(self._entered(session, given))
        else:
            content = self._content(kind, given)
            self._sessions.hear(session)
            row = _who(session) | {"origin": 3, "msgtype": kind, kind: content}
        return await self._put(session, row, notify, bad)

    async def human(
        self, action: str, external_userid: str, open_kfid: str | None = None, **given: Any
    ) -> KfPush:
        """As `WeChatPlatform.kf_human` says."""
        session = self._sessions.meet(open_kfid or self._settings.open_kfids[0], external_userid)
        if action == "human_reply":
            return await self._human_reply(session, given.get("text", "您好"))
        before, agent = session.servicer, given.get("servicer_userid", self._settings.servicers[0])
        event: dict[str, Any] = {"event_type": "session_status_change"} | _who(session)
        if action == "accept":
            session.state, session.servicer = State.HUMAN, agent
            event |= {
                "change_type": 1,
                "new_servicer_userid": agent,
                "msg_code": self._sessions.code(session),
            }
        elif action == "transfer":
            session.servicer = agent
            event |= {"change_type": 2, "old_servicer_userid": before, "new_servicer_userid": agent}
        elif action == "end":
            session.state, session.servicer = State.ENDED, ""
            code = self._sessions.code(session)
            event |= {"change_type": 3, "old_servicer_userid": before, "msg_code": code}
        elif action == "send_fail":
            failed = {"fail_msgid": given.get("fail_msgid", ""), "fail_type": given.get("fail_type", 10)}
            event |= {"event_type": "msg_send_fail"} | failed
        else:
            raise ValueError(f"an agent cannot {action}")
        return await self._put(session, _event(event), notify=True)

    async def ring(self, open_kfid: str | None = None, bad: str | None = None) -> tuple[str, list[Attempt]]:
        """The token a pull may use and the attempts."""
        open_kfid = open_kfid or self._settings.open_kfids[0]
        token = self._service.bell_token()
        corpid = self._settings.corpid
        what = {"MsgType": "event", "Event": "kf_msg_or_event", "Token": token, "OpenKfId": open_kfid}
        bell = write({"ToUserName": corpid, "CreateTime": int(self._journal.now())} | what)

        def compose() -> tuple[dict[str, str], str]:
            query, sealed = self._sign(bell, bad)
            return query, write({"ToUserName": corpid, "Encrypt": sealed, "AgentID": "1000002"})

        url = self._settings.kf_callback_url
        return token, await self._callback.post(url, compose, tries=None if bad is None else 1)

    async def _human_reply(self, session: Session, text: str) -> KfPush:
        who = _who(session) | {"servicer_userid": session.servicer or self._settings.servicers[0]}
        await self._journal.show("human", session.external_userid, "text", text)
        row = who | {"origin": 5, "msgtype": "text", "text": {"content": text}}
        return await self._put(session, row, notify=True)

    async def _put(
        self, session: Session, row: dict[str, Any], notify: bool, bad: str | None = None
    ) -> KfPush:
        msgid = self._service.put(session.open_kfid, row)
        if not notify or not self._settings.kf_callback_url:
            return KfPush(msgid)
        return KfPush(msgid, *await self.ring(session.open_kfid, bad))

    def _sign(self, message: str, bad: str | None) -> tuple[dict[str, str], str]:
        sealed = self.envelope.seal(message, receiver="wwsomebodyelse" if bad == "wrong_appid" else None)
        timestamp, nonce = str(int(self._journal.wall())), str(secrets.randbelow(10**10))
        signed = self.envelope.sign(timestamp, nonce, sealed)
        if bad == "wrong_signature":
            signed = secrets.token_hex(20)
        return {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}, sealed

    def _entered(self, session: Session, given: dict[str, Any]) -> dict[str, Any]:
        scene = {"scene": given.get("scene", ""), "scene_param": given.get("scene_param", "")}
        code = self._sessions.welcome_code(session)
        event = {"event_type": "enter_session"} | _who(session) | scene
        return event | ({"welcome_code": code} if code else {})

    def _content(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        if kind == "text":
            menu = {"menu_id": given["menu_id"]} if given.get("menu_id") is not None else {}
            return {"content": given.get("text", "你好")} | menu
        if kind in _EXAMPLES:
            data = given.get("data") or _EXAMPLES[kind]
            return {"media_id": given.get("media_id") or self._media.put(data, kind, "kf")}
        if kind == "location":
            return {"latitude": 31.23, "longitude": 121.47, "name": "人民广场", "address": "上海市"}
        raise ValueError(f"a customer cannot send {kind}")


def _who(session: Session) -> dict[str, Any]:
    return {"open_kfid": session.open_kfid, "external_userid": session.external_userid}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    """Account and customer of an event stand inside it."""
    return {"origin": 4, "msgtype": "event", "event": event}
