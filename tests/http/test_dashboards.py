"""What dashboards and alerts ask for, `/metrics` exposes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import yaml
from aiohttp import web
from prometheus_client import Counter, Histogram, Metric

from bot.dialogue import engines, guard, worker
from bot.gateway.operations import METRICS
from tests.gateway_fixtures import Gateway

DEPLOY = Path(__file__).parents[2] / "deploy"


def _alerts() -> list[dict[str, str]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def _exposed(app: web.Application) -> set[str]:
    """Of the gateway, and what its workers count."""
    names = set()
    for metric in (*app[METRICS].registry.collect(), *_counted_by(worker, guard, engines)):
        endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
        names |= {metric.name + ending for ending in endings.get(metric.type, ("",))}
    return names


def _counted_by(*modules: ModuleType) -> Iterator[Metric]:
    for module in modules:
        for each in vars(module).values():
            if isinstance(each, Counter | Histogram):
                yield from each.collect()


async def test_every_metric_they_ask_for_is_exposed(gateway: Gateway) -> None:
    board = json.loads((DEPLOY / "grafana" / "baowen.json").read_text("utf-8"))
    rows = [panel["title"] for panel in board["panels"] if panel["type"] == "row"]
    shown = {each["expr"] for panel in board["panels"] for each in panel.get("targets", [])}
    asked = {name for expr in shown for name in re.findall(r"\bbaowen_\w+", expr)}
    watched = {name for rule in _alerts() for name in re.findall(r"\bbaowen_\w+", rule["expr"])}

    assert rows == ["Traffic", "Turns", "Desk", "Outreach", "Channels", "House"]
    assert asked and watched and (asked | watched) - _exposed(gateway.app) == set()
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_prometheus_reads_the_alerts_and_each_is_explained() -> None:
    settings = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))
    page = (DEPLOY.parent / "docs" / "operations.md").read_text("utf-8")

    assert all((DEPLOY / "prometheus" / file).is_file() for file in settings["rule_files"])
    assert [rule["alert"] for rule in _alerts() if f"`{rule['alert']}`" not in page] == []
