"""Where actions get their services from: handed in by the worker, or built from the environment (`rasa run actions`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from insurance.bootstrap import Services, bootstrap
from insurance.mail import mailer_from
from insurance.services.ports import Pages
from insurance.sms import sms_from
from kernel import environment
from kernel.clock import SystemClock
from kernel.crypto import Keyring
from kernel.database import create_engine

FAQ_FOLDER = Path("data/faq")
_provided: list[Services] = []


def provide(services: Services) -> None:
    """Use these services from now on; the process that embeds the actions calls it once."""
    _provided[:] = [services]


@contextmanager
def provided(services: Services) -> Iterator[None]:
    """Use these within the block, and afterwards those from before."""
    before = list(_provided)
    provide(services)
    try:
        yield
    finally:
        _provided[:] = before


@cache
def _own() -> Services:
    return bootstrap(
        engine=create_engine(environment.database_url()),
        keyring=Keyring(environment.data_keys()),
        clock=SystemClock(environment.clock_offset()),
        sms=sms_from(environment.sms_backend()),
        faq_folder=FAQ_FOLDER,
        mailer=mailer_from(environment.mail_backend()),
        pages=Pages(environment.service_url(), environment.payment_url(), environment.secret_key()),
    )


def services() -> Services:
    return _provided[0] if _provided else _own()
