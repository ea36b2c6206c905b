"""Settings Rasa and TensorFlow read while they are imported."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def importing_rasa() -> Iterator[None]:
    """Telemetry off, Rasa's debug lines (which hold customers' words) and the deprecation warnings of Rasa's dependencies unheard; import rasa inside."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if not structlog.is_configured():
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# Said of every training with our pipeline, and answered by it: the configuration is complete, `FaqMatcher` stands for
# the response selector, and entities come from patterns.
_EXPECTED = (
    "Auto-config for multiple importers is not supported",
    "You have defined training data with examples for training a response selector",
    "You have defined training data consisting of entity examples",
)


@contextmanager
def expected_warnings() -> Iterator[None]:
    """Keeps quiet what Rasa says of our configuration by design; everything else is heard."""
    with warnings.catch_warnings():
        for message in _EXPECTED:
            warnings.filterwarnings("ignore", message=message)
        yield
