"""Someone at the chat page, and someone at the desk: what they can do over HTTP, nothing else."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.acceptance.house import House
from tests.acceptance.records import Person

TURN_S = 25.0


@dataclass
class Visitor:
    """Sends, waits for the whole answer and remembers it. `heard`: what others said since the last message."""

    house: House
    conversation_id: str
    token: str
    seq: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    frame: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def at(cls, house: House) -> "Visitor":
        opened = requests.post(f"{house.url}/api/chat/sessions", timeout=10)
        assert opened.status_code == 201, opened.text
        return cls(house, **opened.json())

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, **message: Any) -> requests.Response:
        body = {"client_id": uuid.uuid4().hex, **message}
        return requests.post(
            f"{self.house.url}/api/chat/messages", json=body, headers=self.headers, timeout=10
        )

    def read(self, after: int = 0, wait: float = 0) -> dict[str, Any]:
        query = {"after": after, "wait": wait}
        answer = requests.get(
            f"{self.house.url}/api/chat/messages", params=query, headers=self.headers, timeout=wait + 10
        )
        assert answer.status_code == 200, answer.text
        frame: dict[str, Any] = answer.json()
        return frame

    def says(self, text: str) -> "Visitor":
        return self._send(text=text)

    def presses(self, title: str) -> "Visitor":
        offered = self.offered
        assert title in offered, f"{title} is not among {list(offered)}"
        return self._send(payload=offered[title])

    def _send(self, **message: Any) -> "Visitor":
        accepted = self.post(**message)
        assert accepted.status_code == 202, accepted.text
        return self.hears_back(accepted.json()["seq"])

    def hears_back(self, seq: int) -> "Visitor":
        """Wait until the answer to message `seq` is there."""
        deadline = time.monotonic() + TURN_S
        while time.monotonic() < deadline:
            frame = self.read(after=seq, wait=5)
            said = [message for message in frame["messages"] if message["sender"] != "customer"]
            if said and not frame["busy"]:
                self.frame, self.heard, self.seq = frame, said, frame["messages"][-1]["seq"]
                return self
        raise AssertionError(f"no answer to message {seq}\n{self.house.log[-2000:]}")

    @property
    def offered(self) -> dict[str, str]:
        """Titles and payloads of all buttons and options in the last answer."""
        found = [button for message in self.heard for button in message["buttons"]]
        found += [option for message in self.heard for option in (message["ask"] or {}).get("options") or ()]
        return {each["title"]: each["payload"] for each in found}

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.heard)

    @property
    def asked(self) -> str | None:
        asks = [message["ask"] for message in self.heard if message["ask"]]
        return asks[-1]["slot"] if asks else None

    def cards(self, kind: str) -> list[dict[str, Any]]:
        found = [message["card"] for message in self.heard if message["card"]]
        return [card for card in found if card["kind"] == kind]

    def card(self, kind: str) -> dict[str, Any]:
        found = self.cards(kind)
        assert len(found) == 1, f"{len(found)} {kind} cards in:\n{self.text}"
        return found[0]

    def verifies(self, who: Person, *, handle: str | None = None, number: str = "{}") -> "Visitor":
        """Answer what is asked until nothing is: `handle` in place of the phone, `number` around it."""
        answers = {"phone": number.format(handle or who.mobile), "id_last4": who.id_number[-4:]}
        for _ in range(4):
            if self.asked is None:
                break
            answer = self.house.code_for(who.mobile) if self.asked == "otp" else answers[self.asked]
            self.says(answer)
        assert "已确认是您本人" in self.text, self.text
        return self

    def uploads(self, content: bytes, name: str, media_type: str = "image/png") -> requests.Response:
        files = {"file": (name, content, media_type)}
        return requests.post(
            f"{self.house.url}/api/chat/attachments", files=files, headers=self.headers, timeout=30
        )


@dataclass
class Seat:
    """A staff member, logged in."""

    house: House
    session: requests.Session

    @classmethod
    def taken_by(cls, house: House, username: str, password: str) -> "Seat":
        session = requests.Session()
        body = {"username": username, "password": password}
        answer = session.post(f"{house.url}/api/staff/login", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        session.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return cls(house, session)

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(f"{self.house.url}/api/desk{path}", params=query, timeout=10)

    def act(self, visitor: Visitor, verb: str, **body: Any) -> requests.Response:
        path = f"/api/desk/conversations/{visitor.conversation_id}/{verb}"
        return self.session.post(f"{self.house.url}{path}", json=body, timeout=10)

    def ready(self) -> None:
        answer = self.session.put(f"{self.house.url}/api/desk/presence", json={"state": "ready"}, timeout=10)
        assert answer.status_code == 200, answer.text

    def listed(self, owner: str) -> list[str]:
        found = self.get("/conversations", owner=owner)
        assert found.status_code == 200, found.text
        return [each["conversation_id"] for each in found.json()["conversations"]]
