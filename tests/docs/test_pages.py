"""What the documentation names exists."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
_CODE = re.compile(r"`((?:actions|bot|data|docs|insurance|kernel|migrations|tests|web)/[\w./-]+)`")


def _named(pattern: re.Pattern[str], page: Path) -> list[tuple[str, ...]]:
    return [found.groups() for found in pattern.finditer(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    targets = [target.partition("#")[0] for (target,) in _named(_LINK, page) if "://" not in target]
    assert [t for t in targets if t and not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_a_page_names_exists(page: Path) -> None:
    assert [path for (path,) in _named(_CODE, page) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_a_page_names_exists(page: Path) -> None:
    missing = [
        f"{file}::{name}"
        for file, name in _named(_TEST, page)
        if not (ROOT / file).is_file() or name.rpartition("::")[2] not in _functions(ROOT / file)
    ]
    assert missing == []


def _functions(file: Path) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, kinds)}


def test_every_direct_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    package = json.loads((ROOT / "web" / "package.json").read_text("utf-8"))
    wanted = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        wanted += group
    names = {re.split(r"[\[<>=!~ ;]", each, maxsplit=1)[0] for each in wanted}
    names |= {*package["dependencies"], *package["devDependencies"]}
    explained = set(re.findall(r"`([^`]+)`", (ROOT / "docs" / "dependencies.md").read_text("utf-8")))
    assert names - explained == set()
