"""What routing tells one agent's page: an offer, its end, and that the desk has set them not ready."""

from typing import Any

from bot.conversations.offers import Offer, Offers
from bot.staff.presence import PresenceBoard
from kernel.clock import local


class RoutingNews:
    """Frames `{"type": "offer", "conversation_id", "until"}`, `{"type": "offer_over", "conversation_id"}`, `{"type":
    "presence", "state", "reason"}`, from comparing two looks: a page that connects again is told of its offer again."""

    def __init__(self, offers: Offers, presence: PresenceBoard, username: str) -> None:
        self._offers = offers
        self._presence = presence
        self._username = username
        self._offer: Offer | None = None
        self._state: tuple[str, str | None] | None = None

    async def frames(self) -> list[dict[str, Any]]:
        """What is new since the last time."""
        offer, presence = await self._offers.to(self._username), await self._presence.of(self._username)
        state = (presence.state.value, presence.reason)
        frames: list[dict[str, Any]] = []
        if offer != self._offer:
            if self._offer:
                frames.append({"type": "offer_over", "conversation_id": self._offer.conversation_id})
            if offer:
                until = local(offer.until).isoformat(timespec="seconds")
                frames.append({"type": "offer", "conversation_id": offer.conversation_id, "until": until})
        if self._state not in (None, state):
            frames.append({"type": "presence", "state": state[0], "reason": state[1]})
        self._offer, self._state = offer, state
        return frames
