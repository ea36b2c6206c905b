"""What the room of supervisors works with."""

from dataclasses import dataclass

from aiohttp import web

from bot.desk.conversations.transcript import Transcripts
from bot.desk.supervision.quality import QualityReviews
from bot.desk.supervision.service_levels import ServiceLevels
from kernel.clock import Clock


@dataclass(frozen=True)
class SupervisionRoom:
    """The gateway puts it together."""

    levels: ServiceLevels
    reviews: QualityReviews
    transcripts: Transcripts
    clock: Clock


SUPERVISION = web.AppKey("supervision", SupervisionRoom)
