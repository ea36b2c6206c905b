"""Who may do what in the studio, and who is asking."""

from aiohttp import web

from bot.staff.accounts import Role
from bot.staff.guards import STAFF
from bot.studio.repository.repository import Author

TRAINERS = frozenset({Role.TRAINER, Role.ADMIN})
# Who may look; supervisors answer for what the bot says, so they see what it learns.
READERS = frozenset({Role.TRAINER, Role.SUPERVISOR, Role.ADMIN})
# Who may release a model to customers.
APPROVERS = READERS


def author_of(request: web.Request) -> Author:
    """Who asks, as a change is signed."""
    staff = request[STAFF]
    return Author(staff.username, staff.name)
