"""What the room of supervisors works with."""

from dataclasses import dataclass

from aiohttp import web

from bot.desk.conversations.transcript import Transcripts
from bot.desk.supervision.breaches import Breaches
from bot.desk.supervision.history import History
from bot.desk.supervision.quality import QualityReviews
from bot.desk.supervision.reports import Reports
from bot.desk.supervision.service_levels import ServiceLevels
from bot.desk.supervision.wall import Wall
from kernel.clock import Clock


@dataclass(frozen=True)
class SupervisionRoom:
    """The gateway puts it together."""

    levels: ServiceLevels
    breaches: Breaches
    wall: Wall
    history: History
    reports: Reports
    reviews: QualityReviews
    transcripts: Transcripts
    clock: Clock


SUPERVISION = web.AppKey("supervision", SupervisionRoom)
