"""The demo's people at the desk and in the studio. Their password is public, so production refuses to start while it works."""

from bot.staff.accounts import Role, StaffAccounts
from bot.staff.errors import StaffExists, WrongCredentials

DEMO_PASSWORD = "baowen-demo"  # noqa: S105  (public on purpose)
DEMO_STAFF = (
    ("lili", "李丽", Role.AGENT, ("general", "claims", "complaints"), 5),
    ("zhouwei", "周伟", Role.AGENT, ("general", "servicing", "sales"), 5),
    ("chenjing", "陈静", Role.SUPERVISOR, (), 5),
    ("sunyan", "孙妍", Role.ADMIN, (), 5),
    # Two, because nobody approves a model they trained.
    ("qianwen", "钱雯", Role.TRAINER, (), 1),
    ("luoming", "罗明", Role.TRAINER, (), 1),
)


async def add_staff(accounts: StaffAccounts) -> None:
    """Whoever is there already stays as they are."""
    for username, name, role, skills, capacity in DEMO_STAFF:
        try:
            await accounts.add(username, DEMO_PASSWORD, role, name=name, skills=skills, capacity=capacity)
        except StaffExists:
            continue


async def open_doors(accounts: StaffAccounts) -> list[str]:
    """Demo accounts that the public password still opens."""
    found = []
    for username, *_ in DEMO_STAFF:
        try:
            found.append((await accounts.check_password(username, DEMO_PASSWORD)).username)
        except WrongCredentials:
            continue
    return found
