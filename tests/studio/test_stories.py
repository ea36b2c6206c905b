"""Rules, stories and golden conversations as forms: read, written back as they were, checked, drawn, drafted."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.message import Button, Content, Incoming
from bot.conversations.understandings import Understanding
from bot.staff.accounts import Role
from bot.studio.repository.repository import Author, DataRepository
from bot.studio.stories.shelf import stories_of
from bot.studio.stories.steps import step_of, turn_of, written_of
from bot.studio.stories.stories import Stories
from bot.studio.stories.vocabulary import Rule, contradictions
from kernel.clock import FrozenClock
from tests.gateway_fixtures import Gateway, Seat, running

ROOT = Path(__file__).parents[2]
PATH = "/api/studio/stories"


class Laboratory:
    """Stands in for the process with Rasa: it says what it was told to."""

    def __init__(self, *problems: dict[str, Any]) -> None:
        self.problems = problems
        self.asked: list[str] = []

    async def ask(self, job: str, **arguments: Any) -> Any:
        self.asked.append(job)
        assert (Path(arguments["folder"]) / "domain.yml").is_file()
        return list(self.problems)


@pytest.fixture
async def studio(database: AsyncEngine, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running(database, clock, tmp_path, REPOSITORY=str(tmp_path / "repository")) as gateway:
        yield gateway


@pytest.fixture
async def li(studio: Gateway) -> Seat:
    return await studio.sign_in("li", Role.TRAINER)


async def got(seat: Seat, path: str, **query: str) -> Any:
    response = await seat.get(path, **query)
    assert response.status == 200, await response.text()
    return await response.json()


async def named(seat: Seat, name: str) -> Any:
    listed = (await got(seat, PATH))["stories"]
    id = next(each["id"] for each in listed if each["name"] == name)
    return await got(seat, f"{PATH}/{id}")


def text_of(studio_folder: Path, path: str) -> str:
    return (studio_folder / "repository" / path).read_text("utf-8")


def test_every_step_of_the_project_comes_back_as_it_was(repository_files: Any) -> None:
    for story in stories_of(repository_files):
        read = turn_of if story.kind == "test" else step_of
        written = [*(story.value.get("condition") or ()), *(story.value.get("steps") or story.value["turns"])]
        assert [written_of(read(each)) for each in written] == written
        assert all(step.kind != "other" for step in story.steps), story.name


def test_the_projects_rules_do_not_contradict_each_other(repository_files: Any) -> None:
    rules = [
        Rule(each.id, each.name, each.file, each.conditions, each.steps)
        for each in stories_of(repository_files)
        if each.kind == "rule"
    ]
    assert len(rules) > 50 and list(contradictions(rules)) == []


def test_a_step_no_form_knows_keeps_its_words() -> None:
    for odd in (
        {"or": [{"intent": "a"}, {"intent": "b"}]},
        {"checkpoint": "x"},
        {"intent": "a", "user": "hi"},
    ):
        assert written_of(step_of(odd)) == odd


async def test_a_rule_is_read_and_one_step_added_changes_one_line(li: Seat, tmp_path: Path) -> None:
    rule = await named(li, "查保单")
    assert rule["conditions"] == [{"kind": "loop", "name": None}]
    assert rule["steps"] == [
        {"kind": "intent", "name": "policy_lookup"},
        {"kind": "action", "name": "action_policy_lookup"},
    ]
    before = text_of(tmp_path, rule["file"])
    steps = [*rule["steps"], {"kind": "action", "name": "action_listen"}]

    response = await li.put(f"{PATH}/{rule['id']}", **rule | {"steps": steps})

    saved = await response.json()
    assert response.status == 200 and saved["steps"] == steps and saved["version"] != rule["version"]
    was = "steps: [{intent: policy_lookup}, {action: action_policy_lookup}]"
    assert text_of(tmp_path, rule["file"]) == before.replace(was, f"{was[:-1]}, {{action: action_listen}}]")


async def test_who_saves_on_an_old_version_gets_what_stands_now(li: Seat) -> None:
    rule = await named(li, "查保单")
    first = await li.put(f"{PATH}/{rule['id']}", **rule | {"name": "查保单吧"})
    second = await li.put(f"{PATH}/{rule['id']}", **rule)
    assert (first.status, second.status) == (200, 404)  # the name is part of the place
    test = await named(li, "核验到一半不查了")
    await li.put(f"{PATH}/{test['id']}", **test | {"steps": test["steps"][:1]})
    late = await li.put(f"{PATH}/{test['id']}", **test)
    error = (await late.json())["error"]
    assert (late.status, error["code"]) == (409, "version_conflict")
    assert error["details"]["current"]["steps"] == test["steps"][:1]


async def test_a_test_is_made_moved_and_removed(li: Seat, tmp_path: Path) -> None:
    steps = [
        {"kind": "turn", "says": "查我的保单", "asks": "phone", "templates": ["utter_need_identity"]},
        {"kind": "turn", "says": "{phone}", "asks": None},
    ]
    made = await li.post(PATH, kind="test", name="新测试", file=None, conditions=[], steps=steps)
    story = await made.json()
    assert made.status == 201 and (story["file"], story["steps"]) == ("tests/golden/studio.yml", steps)
    assert story["person"] == "1"
    again = await li.post(PATH, kind="test", name="新测试", steps=steps)
    assert (again.status, (await again.json())["error"]["code"]) == (409, "item_exists")

    moved = await (
        await li.put(f"{PATH}/{story['id']}", **story | {"file": "tests/golden/people.yml"})
    ).json()
    assert moved["id"] != story["id"] and moved["steps"] == steps
    assert not (tmp_path / "repository" / "tests/golden/studio.yml").exists()
    assert (await li.client.delete(f"{PATH}/{moved['id']}", headers=li.headers)).status == 204
    assert text_of(tmp_path, "tests/golden/people.yml") == (ROOT / "tests/golden/people.yml").read_text(
        "utf-8"
    )
    assert (await li.get(f"{PATH}/{moved['id']}")).status == 404


@pytest.mark.parametrize(
    ("body", "status", "code", "details"),
    [
        ({"steps": []}, 422, "bad_steps", {"problem": "none"}),
        ({"steps": [{"kind": "turn", "says": "a"}]}, 422, "bad_steps", {"step": 1, "problem": "kind"}),
        ({"file": "data/nlu/x.yml"}, 422, "bad_steps", {"problem": "file"}),
        ({"kind": "test", "steps": [{"kind": "turn", "says": "{name}"}], "conditions": []}, 422, "bad_steps", {"step": 1, "problem": "placeholder"}),
        ({"kind": "test", "steps": [{"kind": "turn"}], "conditions": []}, 422, "bad_steps", {"step": 1, "problem": "words"}),
        (
            {"steps": [{"kind": "intent", "name": "fly"}, {"kind": "action", "name": "action_fly"}, {"kind": "loop", "name": "x"}]},
            422, "unknown_names",
            {"unknown": [{"kind": "intent", "name": "fly"}, {"kind": "action", "name": "action_fly"}, {"kind": "loop", "name": "x"}]},
        ),
        ({}, 409, "rules_contradict", {"rules": ["查保单"]}),
    ],
)  # fmt: skip
async def test_what_cannot_be_a_story_is_refused(
    li: Seat, body: dict[str, Any], status: int, code: str, details: dict[str, Any]
) -> None:
    rule: dict[str, Any] = {
        "kind": "rule",
        "name": "另一条",
        "conditions": [{"kind": "loop", "name": None}],
        "steps": [{"kind": "intent", "name": "policy_lookup"}, {"kind": "action", "name": "action_fallback"}],
    }
    response = await li.post(PATH, **rule | body)
    error = (await response.json())["error"]
    assert (response.status, error["code"], error["details"]) == (status, code, details)


async def test_the_first_story_opens_a_file(li: Seat, tmp_path: Path) -> None:
    steps = [{"kind": "intent", "name": "greet"}, {"kind": "slot", "name": "explained", "value": True}]
    made = await li.post(PATH, kind="story", name="你好，再来", steps=steps)
    assert made.status == 201, await made.text()
    assert text_of(tmp_path, "data/stories/studio.yml") == (
        'version: "3.1"\n\nstories:\n- story: 你好，再来\n  steps:\n  - intent: greet\n'
        "  - slot_was_set:\n    - explained: true\n"
    )


async def test_the_picture_shares_what_rules_begin_with(li: Seat) -> None:
    flow = await got(li, f"{PATH}/flow")
    starts = {node["group"]: node["id"] for node in flow["nodes"] if node["kind"] == "start"}
    assert set(starts) == {group["id"] for group in flow["groups"]}
    assert {edge["from"] for edge in flow["edges"]} | {edge["to"] for edge in flow["edges"]} == {
        node["id"] for node in flow["nodes"]
    }
    targets = [edge["to"] for edge in flow["edges"]]
    assert len(targets) == len(set(targets)), "a tree: one way to each node"


async def test_the_vocabulary_is_the_domains(li: Seat) -> None:
    names = await got(li, f"{PATH}/vocabulary")
    assert "policy_lookup" in names["intents"] and "action_task" in names["actions"]
    assert "explained" in names["slots"] and "identity_form" in names["loops"]
    assert "utter_need_identity" in names["responses"]


async def test_the_check_joins_contradictions_and_what_rasa_says(
    tmp_path: Path, repository: DataRepository
) -> None:
    laboratory = Laboratory({"severity": "warning", "text": "没有用到", "file": "domain.yml"})
    stories = Stories(repository, None, laboratory)  # type: ignore[arg-type]
    rule = "- rule: 另一条\n  condition: [{active_loop: null}]\n  steps: [{intent: policy_lookup}, {action: action_task}]\n"
    await repository.change(
        Author("li", "李"), "手", lambda draft: draft.write("data/rules/x.yml", f"rules:\n{rule}")
    )
    found = await stories.validate()
    assert [(each.severity, each.file) for each in found] == [
        ("error", "data/rules/tasks.yml"),
        ("warning", "domain.yml"),
    ]
    assert "查保单" in found[0].text and laboratory.asked == ["validate"]


async def test_a_draft_of_a_conversation_has_nobody_in_it(li: Seat, studio: Gateway) -> None:
    conversations = studio.conversations
    conversation = await conversations.open("web")
    phone = Content("手机号多少？", ask={"slot": "phone"}, template="utter_need_identity")
    last4 = Content("证件后四位？", ask={"slot": "id_last4"})
    card = Content(
        "这是您的保单",
        card={"kind": "policy"},
        template="utter_policies_intro",
        buttons=[Button("报案", "/claim_report")],
    )
    said = [
        (Incoming("1", text="查保单，我叫王小明，电话 13912345678，{好}"), phone),
        (Incoming("2", text="139 1234 5678 123X"), last4),
        (Incoming("3", text="123X"), card),
        (Incoming("4", payload="/claim_report"), Content("出了什么事？")),
    ]
    for incoming, answer in said:
        await conversations.receive(conversation.id, incoming)
        turn = await conversations.turns.claim("w")
        assert turn is not None
        start = (incoming.text or "").find("王小明")
        mentions = (("person", start, start + 3),) if start >= 0 else ()
        understanding = Understanding("policy_lookup", 0.9, mentions=mentions)
        assert await conversations.turns.commit(turn, [answer], understood=understanding)

    body = {"conversation_id": conversation.id, "kind": "test", "name": "查保单"}
    response = await li.post(f"{PATH}/draft", **body)
    drafted = await response.json()
    assert response.status == 200, drafted
    assert (drafted["id"], drafted["person"]) == (None, "1")
    assert [(step.get("says"), step.get("presses"), step["asks"]) for step in drafted["steps"]] == [
        ("查保单，我叫王**，电话 {phone}，{{好}}", None, "phone"),
        ("{phone} {id_last4}", None, "id_last4"),
        ("{id_last4}", None, None),
        (None, "报案", None),
    ]
    assert drafted["steps"][2]["cards"] == ["policy"]
    saved = await li.post(
        PATH, **{key: drafted[key] for key in ("kind", "name", "file", "conditions", "steps")}
    )
    assert saved.status == 201, await saved.text()

    story = await (await li.post(f"{PATH}/draft", **body | {"kind": "story"})).json()
    assert story["steps"][:2] == [
        {"kind": "intent", "name": "policy_lookup"},
        {"kind": "action", "name": "utter_need_identity"},
    ]


async def test_a_draft_of_no_conversation_is_not_found(li: Seat) -> None:
    response = await li.post(f"{PATH}/draft", conversation_id="nowhere", kind="test", name="x")
    assert response.status == 404
