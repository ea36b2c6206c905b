"""The routes of `/api/studio/stories`: rules, stories and tests as forms, their picture, drafts and the check."""

from typing import Annotated, Literal

import msgspec
from aiohttp import web
from msgspec import Meta, Struct

from bot.conversations.errors import ConversationNotFound
from bot.http.endpoint import endpoint
from bot.laboratory.errors import LaboratoryFailed
from bot.staff.guards import audited
from bot.studio.errors import ItemExists, ItemNotFound, UnreadableFile, VersionConflict
from bot.studio.repository.errors import EditRefused
from bot.studio.stories.drafts import draft as drafted
from bot.studio.stories.errors import BadSteps, RulesContradict, UnknownNames
from bot.studio.stories.flow import flow_of
from bot.studio.stories.shelf import Story
from bot.studio.stories.steps import Step, StoryKind
from bot.studio.stories.stories import Edit, Problem, Stories
from bot.studio.stories.vocabulary import Vocabulary
from bot.studio.studio import READERS, author_of

STORIES = web.AppKey("stories", Stories)

_PATH = "/api/studio/stories"
_REFUSED = (BadSteps, UnknownNames, RulesContradict, ItemExists, EditRefused, UnreadableFile)

_Name = Annotated[str, Meta(min_length=1, max_length=100)]
_File = Annotated[str, Meta(max_length=100)]
_Steps = Annotated[list[Step], Meta(max_length=200)]
_Person = Annotated[str, Meta(max_length=16)]


class ListedStory(Struct):
    """`steps`: how many."""

    id: str
    kind: StoryKind
    name: str
    file: str
    steps: int


class FoundStories(Struct):
    stories: list[ListedStory]


class ShownStory(Struct):
    """`id` and `version` are null for one that is not saved. `person`: a demo customer, whose values a test's turns mean."""

    id: str | None
    version: str | None
    kind: StoryKind
    name: str
    file: str | None
    conditions: list[Step]
    steps: list[Step]
    person: str | None


class PostStory(Struct):
    """`file` null: the studio's own of that kind."""

    kind: StoryKind
    name: _Name
    steps: _Steps
    conditions: _Steps = []
    file: _File | None = None
    person: _Person | None = None


class PutStory(PostStory, kw_only=True):
    """`version`: of what the edit was made on."""

    version: str


class PostDraft(Struct):
    conversation_id: Annotated[str, Meta(pattern=r"^[\w-]{1,64}$")]
    kind: Literal["test", "story"]
    name: _Name


class FoundProblems(Struct):
    problems: list[Problem]


class ShownNode(Struct):
    """`step` is null for where a group begins."""

    id: str
    group: str
    kind: str
    step: Step | None


class ShownEdge(Struct, rename={"source": "from", "target": "to"}):
    """`rules`: ids of those that go this way."""

    source: str
    target: str
    rules: tuple[str, ...]


class ShownGroup(Struct):
    id: str
    conditions: list[Step]


class ShownFlow(Struct):
    """Per group of rules under the same conditions, a tree from its start."""

    groups: list[ShownGroup]
    nodes: list[ShownNode]
    edges: list[ShownEdge]


@endpoint(
    "GET",
    _PATH,
    summary="规则、故事和测试对话",
    auth="staff",
    roles=READERS,
    response=FoundStories,
    errors=(UnreadableFile,),
)
async def stories(request: web.Request) -> FoundStories:
    found = await request.app[STORIES].all()
    return FoundStories([ListedStory(s.id, s.kind, s.name, s.file, len(s.steps)) for s in found])


@endpoint(
    "GET",
    f"{_PATH}/vocabulary",
    summary="步骤里能用的名字",
    auth="staff",
    roles=READERS,
    response=Vocabulary,
    errors=(UnreadableFile,),
)
async def vocabulary(request: web.Request) -> Vocabulary:
    return await request.app[STORIES].vocabulary()


@endpoint(
    "GET",
    f"{_PATH}/flow",
    summary="所有规则画成一张图",
    auth="staff",
    roles=READERS,
    response=ShownFlow,
    errors=(UnreadableFile,),
)
async def flow(request: web.Request) -> ShownFlow:
    found = flow_of(await request.app[STORIES].all())
    return ShownFlow(
        [ShownGroup(each.id, list(each.conditions)) for each in found.groups],
        [ShownNode(each.id, each.group, each.kind, each.step) for each in found.nodes],
        [ShownEdge(each.source, each.target, each.rules) for each in found.edges],
    )


@endpoint(
    "POST",
    f"{_PATH}/draft",
    summary="从一次真实会话做一份草稿，不保存",
    auth="staff",
    audit="studio.story.draft",
    request=PostDraft,
    response=ShownStory,
    errors=(ConversationNotFound,),
)
async def draft(request: web.Request, body: PostDraft) -> ShownStory:
    audited(request, conversation=body.conversation_id)
    edit = await drafted(request.app[STORIES].conversations, body.conversation_id, body.kind, body.name)
    return ShownStory(
        None, None, edit.kind, edit.name, edit.file, list(edit.conditions), list(edit.steps), edit.person
    )


@endpoint(
    "POST",
    f"{_PATH}/validate",
    summary="检查有没有矛盾和不认识的名字",
    auth="staff",
    response=FoundProblems,
    errors=(UnreadableFile, LaboratoryFailed),
)
async def validate(request: web.Request) -> FoundProblems:
    return FoundProblems(await request.app[STORIES].validate())


@endpoint(
    "POST",
    _PATH,
    summary="新增一条规则、故事或测试对话",
    auth="staff",
    audit="studio.story.add",
    request=PostStory,
    response=ShownStory,
    status=201,
    errors=_REFUSED,
)
async def add_story(request: web.Request, body: PostStory) -> ShownStory:
    made = await request.app[STORIES].create(_edit(body), author_of(request))
    audited(request, story=made.id)
    return shown(made)


@endpoint(
    "GET",
    f"{_PATH}/{{story_id}}",
    summary="一条规则、故事或测试对话",
    auth="staff",
    roles=READERS,
    response=ShownStory,
    errors=(ItemNotFound, UnreadableFile),
)
async def story(request: web.Request) -> ShownStory:
    return shown(await request.app[STORIES].get(request.match_info["story_id"]))


@endpoint(
    "PUT",
    f"{_PATH}/{{story_id}}",
    summary="修改；别人先改了就把现在的还回来",
    auth="staff",
    audit="studio.story.change",
    request=PutStory,
    response=ShownStory,
    errors=(ItemNotFound, VersionConflict, *_REFUSED),
)
async def put_story(request: web.Request, body: PutStory) -> ShownStory:
    id = request.match_info["story_id"]
    try:
        kept = await request.app[STORIES].put(id, body.version, _edit(body), author_of(request))
    except VersionConflict as conflict:
        current = msgspec.to_builtins(shown(conflict.data["current"]))
        raise VersionConflict(current=current) from conflict
    return shown(kept)


@endpoint(
    "DELETE",
    f"{_PATH}/{{story_id}}",
    summary="删除；在改动记录里可以撤销",
    auth="staff",
    audit="studio.story.remove",
    status=204,
    errors=(ItemNotFound, EditRefused, UnreadableFile),
)
async def remove_story(request: web.Request) -> web.Response:
    await request.app[STORIES].remove(request.match_info["story_id"], author_of(request))
    return web.Response(status=204)


def shown(story: Story) -> ShownStory:
    return ShownStory(
        story.id,
        story.version,
        story.kind,
        story.name,
        story.file,
        story.conditions,
        story.steps,
        story.person,
    )


def _edit(body: PostStory) -> Edit:
    return Edit(body.kind, body.name.strip(), body.file, body.conditions, body.steps, body.person)


HANDLERS = (
    stories,
    vocabulary,
    flow,
    draft,
    validate,
    add_story,
    story,
    put_story,
    remove_story,
)
