"""A YAML file edited in place: it says what was meant, and every line not meant stays byte for byte."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.studio.repository.documents import Document, version_of
from bot.studio.repository.errors import EditRefused

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for pattern in ("data/*/*.yml", "domain.yml", "tests/golden/*.yml")
    for path in sorted(ROOT.glob(pattern))
    if path.name not in ("places.yml", "names.yml", "festivals.yml")
]
# A third of the bytes is enough of the largest ones, whole items each.
LONGEST = 8_000

words = st.text(
    st.one_of(
        st.sampled_from("保单理赔吗？，。「」{}[]:#-&*!|>'\"%@`,~=<\\ \t\n　"),
        st.characters(blacklist_categories=("Cs",)),
    ),
    max_size=12,
)
awkward = st.sampled_from(
    ["是", "no", "yes", "1", "1e3", "0o17", "2026-11-01", "12:30", "null", "~", "", " ", "@人", "a: b", "a #b", "- x",
     "{phone}", "好的，{name}：", "x:", "it's", 'say "hi"', "=", "<<", "第一行\n第二行", "- 一\n- 二\n", "…", "...", "true",
     "\ufeff", "a\u2028b", "a\x85b", "😀", "[a](b)", "-1", "+86", ".5", "?", "? a", "key: |", "长" * 200]
)  # fmt: skip
scalars = st.one_of(awkward, words, st.none(), st.booleans(), st.integers(), st.dates())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(awkward, words), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_an_example_joins_the_others_of_its_intent() -> None:
    text = 'version: "3.1"\n\nnlu:\n- intent: a\n  examples: |\n    - 一\n    - 二\n\n# next\n- intent: b\n  examples: |\n    - 三\n'
    document = Document(text)
    document.set(("nlu", 0, "examples"), "- 一\n- 二\n- 续保[下个月](date)\n")
    assert document.text == text.replace("    - 二\n", "    - 二\n    - 续保[下个月](date)\n")


def test_a_new_entry_looks_like_its_neighbours() -> None:
    text = (
        "faq:\n- id: a\n  similar:\n  - 一\n  source: {name: 保险法, article: null}\n  reviewed_on: 2026-11-01\n  related: [b]\n"
        "\n- id: b\n  similar:\n  - 二\n  source: {name: 条款, article: '3'}\n  reviewed_on: 2026-11-01\n"
    )
    document = Document(text)
    entry = {
        **document.value["faq"][0],
        "id": "c",
        "similar": ["是", "no"],
        "source": {"name": "a, b", "article": "12"},
    }
    document.append(("faq",), entry)
    assert document.text == text + (
        '\n- id: c\n  similar:\n  - 是\n  - "no"\n  source: {name: "a, b", article: "12"}\n  reviewed_on: 2026-11-01\n  related: [b]\n'
    )


def test_a_rule_keeps_its_brackets_and_the_remark_above_the_next_one() -> None:
    text = (
        "rules:\n- rule: 一\n  condition: [{active_loop: null}]\n  steps: [{intent: a}, {action: b}]\n"
        "# why\n- rule: 二\n  steps:\n  - intent: c\n  - action: d\n"
    )
    document = Document(text)
    document.set(("rules", 0, "steps"), [{"intent": "a"}, {"action": "b"}, {"action": "e"}])
    document.insert(("rules",), 1, {"rule": "三", "steps": [{"intent": "x"}, {"action": "y"}]})
    assert document.text == (
        "rules:\n- rule: 一\n  condition: [{active_loop: null}]\n  steps: [{intent: a}, {action: b}, {action: e}]\n"
        "- rule: 三\n  steps: [{intent: x}, {action: y}]\n"
        "# why\n- rule: 二\n  steps:\n  - intent: c\n  - action: d\n"
    )


def test_of_two_empty_lines_one_goes_with_the_item_between_them() -> None:
    document = Document("faq:\n- id: a\n\n- id: b\n  x: 1\n\n- id: c\n")
    document.remove(("faq", 1))
    assert document.text == "faq:\n- id: a\n\n- id: c\n"


def test_a_file_of_windows_stays_one() -> None:
    document = Document("a:\r\n- x: 1\r\n- x: 2\r\nb: 3\r\n")
    document.insert(("a",), 1, {"x": 5})
    assert document.text == "a:\r\n- x: 1\r\n- x: 5\r\n- x: 2\r\nb: 3\r\n"


def test_a_file_without_a_last_line_end_stays_without() -> None:
    document = Document("a:\n- x\n- y")
    document.append(("a",), "z")
    assert document.text == "a:\n- x\n- y\n- z"


def test_the_first_item_of_an_empty_list_opens_it() -> None:
    document = Document('version: "3.1"\n\nstories: []  # none yet\n')
    document.append(("stories",), {"story": "一", "steps": [{"intent": "a"}]})
    assert document.text == 'version: "3.1"\n\nstories:\n- story: 一\n  steps:\n  - intent: a  # none yet\n'


@pytest.mark.parametrize(
    ("path", "reason"),
    [(("b",), "no_such_item"), (("a", 9), "no_such_item"), (("a", 0, "x"), "no_such_item")],
)
def test_what_is_not_there_cannot_be_removed(path: tuple[str | int, ...], reason: str) -> None:
    document = Document("a: [1, 2]\n")
    with pytest.raises(EditRefused) as refused:
        document.remove(path)
    assert refused.value.data == {"reason": reason}
    assert document.text == "a: [1, 2]\n"


def test_an_alias_can_be_replaced_and_what_others_stand_for_cannot() -> None:
    text = "a: &x\n  k: 1\nb: *x\nc:\n- *x\n"
    document = Document(text)
    with pytest.raises(EditRefused, match="unwritable"):
        document.set(("a", "k"), 2)
    assert document.text == text

    document.set(("b",), {"k": 2})
    assert document.text == "a: &x\n  k: 1\nb:\n  k: 2\nc:\n- *x\n"


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(EditRefused, match="not_yaml"):
        Document("a: [1\n")


def test_a_version_tells_values_apart_and_not_the_order_of_keys() -> None:
    assert version_of({"a": 1, "b": [2]}) == version_of({"b": [2], "a": 1})
    assert len({version_of(each) for each in (1, "1", True, 1.0, None, [1], {"1": 1}, {1: 1})}) == 8


def containers(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Paths of every item of every list and every key of every mapping."""
    found = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        found.append((*path, key))
        found += containers(each, (*path, key))
    return found


def around(text: str, path: tuple[str | int, ...]) -> tuple[str, str]:
    """What is before the first line of the item at `path`, and what begins with the first line of its next sibling."""
    node = yaml.compose(text, yaml.CSafeLoader)
    lines = text.splitlines(keepends=True)
    first, last = 0, len(lines)
    for step in path:
        if isinstance(node, yaml.MappingNode):
            children = [(name.start_mark.line, value) for name, value in node.value]
            place = [name.value for name, _ in node.value].index(step)
        else:
            children = [(child.start_mark.line, child) for child in node.value]
            place = step
        first = children[place][0]
        last = children[place + 1][0] if place + 1 < len(children) else last
        node = children[place][1]
    return "".join(lines[:first]), "".join(lines[last:]) if last > first else ""


def changed(value: Any, path: tuple[str | int, ...], operation: str, new: Any) -> Any:
    meant = copy.deepcopy(value)
    holder = meant
    for step in path[:-1]:
        holder = holder[step]
    if operation == "set":
        holder[path[-1]] = new
    elif operation == "remove":
        del holder[path[-1]]
    else:
        holder.insert(path[-1], new)
    return meant


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_edit_of_a_real_file_changes_the_lines_of_its_item_alone(path: Path, data: st.DataObject) -> None:
    text = shortened(path.read_text("utf-8"))
    document = Document(text)
    # Slots share lists by anchors there.
    places = [each for each in containers(document.value) if each[0] != "slots"]
    place = data.draw(st.sampled_from(places))
    operation = data.draw(
        st.sampled_from(["set", "remove", *(["insert"] if isinstance(place[-1], int) else [])])
    )
    peers = [each for each in places if len(each) == len(place)]
    value = data.draw(st.one_of(values, st.sampled_from(peers).map(lambda each: at(document.value, each))))
    meant = changed(document.value, place, operation, value)
    before, after = around(text, place)

    if operation == "set":
        document.set(place, value)
    elif operation == "remove":
        document.remove(place)
    else:
        document.insert(place[:-1], int(place[-1]), value)

    assert document.value == meant == yaml.load(document.text, yaml.CSafeLoader)
    # What is inserted comes before the remarks of the item that it comes before.
    upto = without_remarks(before) if operation == "insert" else before.rstrip("\n")
    assert document.text.startswith(upto), "lines before the item"
    assert operation != "insert" or remarks(text) == remarks(document.text)
    # The key behind the first one of an item comes up to its dash.
    assert document.text.endswith(after.lstrip(" ")), "lines behind the item"
    assert same_for_rasa(document.text, meant)


@settings(max_examples=300, deadline=None)
@given(values, values, st.sampled_from(["", "\n"]))
@example({"a": None}, {"a": [1]}, "")
@example({"a\u2028b": None, "是": "是"}, {"是": None}, "")
@example([[1, 2], [3]], [[2], [3, 4]], "\n")
@example([{"a": 1, "b": 2}], [{"b": 2}], "\n")
def test_any_value_becomes_any_other(old: Any, new: Any, end: str) -> None:
    old = json.loads(json.dumps(old, default=str))  # without anything shared
    text = yaml.safe_dump(old, allow_unicode=True, sort_keys=False, default_flow_style=False)
    document = Document(text.removesuffix("\n") + end)
    document.set((), new)
    assert document.value == new == yaml.load(document.text, yaml.CSafeLoader)


def remarks(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.lstrip().startswith("# ")]


def without_remarks(before: str) -> str:
    lines = before.splitlines()
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines)


def shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    cut = text.rfind("\n- ", 0, LONGEST)
    return text[: cut + 1]


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def same_for_rasa(text: str, meant: Any) -> bool:
    """Rasa reads YAML 1.2: what is a string stays one."""
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return strings(reader.load(text)) == strings(meant)


def strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: strings(each) for key, each in value.items()}
    if isinstance(value, list):
        return [strings(each) for each in value]
    return value if isinstance(value, str) else None
