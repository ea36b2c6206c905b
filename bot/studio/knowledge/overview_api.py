"""The routes of knowledge as a whole: counts, checks while typing, mentions, reviews."""

import asyncio
from collections import Counter
from datetime import date

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.staff.guards import audited
from bot.studio.errors import ItemNotFound, UnreadableFile
from bot.studio.knowledge import faq, wire
from bot.studio.knowledge.api import KNOWLEDGE
from bot.studio.knowledge.faq import Entry
from bot.studio.knowledge.mentions import mentions
from bot.studio.knowledge.reviews import ReviewTask
from bot.studio.knowledge.shelf import Shelf
from bot.studio.studio import READERS, author_of
from kernel.clock import today

_PATH = "/api/studio/knowledge"


@endpoint(
    "GET",
    _PATH,
    summary="机器人会什么：数量、待复核、最近一次改动",
    auth="staff",
    roles=READERS,
    response=wire.Overview,
    errors=(UnreadableFile,),
)
async def overview(request: web.Request) -> wire.Overview:
    knowledge = request.app[KNOWLEDGE]
    head = await knowledge.repository.head()
    shelf = await knowledge.shelf()
    changes = await knowledge.repository.changes(limit=1)
    due = {each.id for each in faq.summaries(shelf, today(knowledge.clock)) if each.due}
    for task in await knowledge.tasks.unfinished():
        due |= {id for id in task.open if shelf.find("faq", id)}
    return wire.Overview(
        head, await asyncio.to_thread(_counts, shelf), len(due), changes[0] if changes else None
    )


@endpoint(
    "POST",
    f"{_PATH}/check",
    summary="边写边查：有没有一样的、标到别处的、相近的",
    auth="staff",
    roles=READERS,
    request=wire.Check,
    response=wire.Checked,
    errors=(UnreadableFile,),
)
async def check(request: web.Request, body: wire.Check) -> wire.Checked:
    return wire.checked_of(await request.app[KNOWLEDGE].checks.of(body.text, body.as_label()))


@endpoint(
    "GET",
    f"{_PATH}/mentions",
    summary="所有提到它的地方，带文件和行号",
    auth="staff",
    roles=READERS,
    query=wire.FindMentions,
    response=wire.FoundMentions,
    errors=(UnreadableFile,),
)
async def all_mentions(request: web.Request, query: wire.FindMentions) -> wire.FoundMentions:
    return wire.FoundMentions(
        await asyncio.to_thread(mentions, await request.app[KNOWLEDGE].shelf(), query.q)
    )


@endpoint(
    "GET",
    f"{_PATH}/reviews",
    summary="待复核的标准问和复核任务",
    auth="staff",
    roles=READERS,
    response=wire.FoundReviews,
    errors=(UnreadableFile,),
)
async def reviews(request: web.Request) -> wire.FoundReviews:
    knowledge = request.app[KNOWLEDGE]
    shelf, on = await knowledge.shelf(), today(knowledge.clock)
    due = sorted((each for each in faq.summaries(shelf, on) if each.due), key=lambda each: each.review_by)
    return wire.FoundReviews(
        [
            wire.DueEntry(
                each.id, each.question, each.reviewed_on, each.review_by, (on - each.review_by).days
            )
            for each in due
        ],
        [shown for task in await knowledge.tasks.unfinished() if (shown := _shown(task, shelf, on)).open],
    )


@endpoint(
    "POST",
    f"{_PATH}/reviews",
    summary="发起一次复核，默认十五天内完成",
    auth="staff",
    audit="studio.review.begin",
    request=wire.PostReview,
    response=wire.ShownTask,
    status=201,
    errors=(ItemNotFound, UnreadableFile),
)
async def begin_review(request: web.Request, body: wire.PostReview) -> wire.ShownTask:
    knowledge = request.app[KNOWLEDGE]
    shelf = await knowledge.shelf()
    entries = [faq.find(shelf, id).id for id in body.entries]
    entries += [each.id for each in await asyncio.to_thread(mentions, shelf, body.q, ("faq",))]
    if not entries:
        raise ItemNotFound(kind="faq", id=body.q or None)
    task = await knowledge.tasks.begin(body.reason, entries, author_of(request).username, body.due_on)
    audited(request, task=task.id)
    return _shown(task, shelf, today(knowledge.clock))


@endpoint(
    "POST",
    f"{_PATH}/reviews/{{task_id}}/done",
    summary="任务中的一条已复核",
    auth="staff",
    audit="studio.review.done",
    request=wire.ReviewDone,
    response=wire.ShownTask,
    errors=(ItemNotFound, UnreadableFile),
)
async def review_done(request: web.Request, body: wire.ReviewDone) -> wire.ShownTask:
    knowledge = request.app[KNOWLEDGE]
    task = await knowledge.tasks.get(request.match_info["task_id"])
    if body.entry_id not in (*task.open, *task.done):
        raise ItemNotFound(kind="faq", id=body.entry_id)
    await _look_at(request, body.entry_id)
    audited(request, entry=body.entry_id)
    task = await knowledge.tasks.get(task.id)
    return _shown(task, await knowledge.shelf(), today(knowledge.clock))


@endpoint(
    "POST",
    f"{_PATH}/faq/{{entry_id}}/reviewed",
    summary="看过了，不用改",
    auth="staff",
    audit="studio.faq.review",
    response=Entry,
    errors=(ItemNotFound, UnreadableFile),
)
async def entry_reviewed(request: web.Request) -> Entry:
    return await _look_at(request, request.match_info["entry_id"])


async def _look_at(request: web.Request, entry_id: str) -> Entry:
    """The entry says so itself, and no task asks for it any more."""
    knowledge, author = request.app[KNOWLEDGE], author_of(request)
    entry = await knowledge.entries.reviewed(entry_id, author)
    await knowledge.tasks.looked_at(entry_id, author.username)
    return entry


def _counts(shelf: Shelf) -> wire.Counts:
    utterances = Counter(kind for kind, _, _, _ in shelf.utterances)
    items = Counter(item.kind for page in shelf.pages.values() for item in page.items)
    return wire.Counts(
        items["intent"],
        utterances["intent"],
        items["faq"],
        utterances["faq"] - items["faq"],
        items["response"],
        len({item.id for item in shelf.items("table")}),
        items["rule"],
        items["test"],
    )


def _shown(task: ReviewTask, shelf: Shelf, on: date) -> wire.ShownTask:
    """Entries that are gone by now ask for nothing."""
    found = (shelf.find("faq", id) for id in task.open)
    still_open = [wire.OpenEntry(item.id, item.title) for item in found if item is not None]
    done = len(task.open) + len(task.done) - len(still_open)
    overdue = max(0, (on - task.due_on).days)
    return wire.ShownTask(
        task.id, task.reason, task.due_on, task.by, still_open, done, done + len(still_open), overdue
    )


HANDLERS = (overview, check, all_mentions, reviews, begin_review, review_done, entry_reviewed)
