"""The routes of `/api/studio/knowledge`: trainers read and edit what the bot knows; supervisors may look."""

import asyncio

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.staff.guards import audited
from bot.studio.errors import (
    BadEntry,
    BadExamples,
    BadTable,
    HeldOut,
    ItemExists,
    ItemInUse,
    ItemNotFound,
    UnknownBlank,
    UnreadableFile,
    VersionConflict,
)
from bot.studio.knowledge import faq, intents, responses, tables, wire
from bot.studio.knowledge.faq import Entry
from bot.studio.knowledge.intents import Intent
from bot.studio.knowledge.knowledge import Knowledge
from bot.studio.knowledge.mentions import mentions
from bot.studio.knowledge.responses import Response
from bot.studio.knowledge.tables import Table
from bot.studio.studio import READERS, author_of
from insurance.domain.errors import ConductBreach
from kernel.clock import today

KNOWLEDGE = web.AppKey("knowledge", Knowledge)

_PATH = "/api/studio/knowledge"


@endpoint(
    "GET",
    f"{_PATH}/intents",
    summary="意图清单",
    auth="staff",
    roles=READERS,
    response=wire.FoundIntents,
    errors=(UnreadableFile,),
)
async def all_intents(request: web.Request) -> wire.FoundIntents:
    return wire.FoundIntents(intents.summaries(await request.app[KNOWLEDGE].shelf()))


@endpoint(
    "POST",
    f"{_PATH}/intents",
    summary="新增一个意图",
    auth="staff",
    audit="studio.intent.add",
    request=wire.PostIntent,
    response=Intent,
    status=201,
    errors=(ItemExists, BadExamples, HeldOut, UnreadableFile),
)
async def add_intent(request: web.Request, body: wire.PostIntent) -> Intent:
    added = await request.app[KNOWLEDGE].intents.create(body.id, body.file, body.examples, author_of(request))
    audited(request, intent=added.id)
    return added


@endpoint(
    "GET",
    f"{_PATH}/intents/{{intent_id}}",
    summary="一个意图和它的例句",
    auth="staff",
    roles=READERS,
    response=Intent,
    errors=(ItemNotFound, UnreadableFile),
)
async def one_intent(request: web.Request) -> Intent:
    shelf = await request.app[KNOWLEDGE].shelf()
    return intents.intent_of(intents.find(shelf, request.match_info["intent_id"]))


@endpoint(
    "PUT",
    f"{_PATH}/intents/{{intent_id}}",
    summary="修改一个意图的例句",
    auth="staff",
    audit="studio.intent.change",
    request=wire.PutIntent,
    response=Intent,
    errors=(ItemNotFound, VersionConflict, BadExamples, HeldOut, UnreadableFile),
)
async def change_intent(request: web.Request, body: wire.PutIntent) -> Intent:
    return await request.app[KNOWLEDGE].intents.put(
        request.match_info["intent_id"], body.version, body.examples, author_of(request), body.message
    )


@endpoint(
    "DELETE",
    f"{_PATH}/intents/{{intent_id}}",
    summary="删除一个没有地方用到的意图",
    auth="staff",
    audit="studio.intent.remove",
    status=204,
    errors=(ItemNotFound, ItemInUse, UnreadableFile),
)
async def remove_intent(request: web.Request) -> web.Response:
    await request.app[KNOWLEDGE].intents.remove(request.match_info["intent_id"], author_of(request))
    return web.Response(status=204)


@endpoint(
    "GET",
    f"{_PATH}/faq",
    summary="标准问清单，按分类、关键词、是否待复核筛选",
    auth="staff",
    roles=READERS,
    query=wire.FindEntries,
    response=wire.FoundEntries,
    errors=(UnreadableFile,),
)
async def all_entries(request: web.Request, query: wire.FindEntries) -> wire.FoundEntries:
    knowledge = request.app[KNOWLEDGE]
    shelf = await knowledge.shelf()
    mentioned = await asyncio.to_thread(mentions, shelf, query.q, ("faq",))
    holding = {each.id for each in mentioned} if query.q.strip() else None
    found = [
        entry
        for entry in faq.summaries(shelf, today(knowledge.clock))
        if query.category in ("", entry.category)
        and (not query.due or entry.due)
        and (holding is None or entry.id in holding)
    ]
    return wire.FoundEntries(found, [wire.Category(id, name) for id, name in faq.categories(shelf).items()])


@endpoint(
    "POST",
    f"{_PATH}/faq",
    summary="新增一条标准问",
    auth="staff",
    audit="studio.faq.add",
    request=wire.PostEntry,
    response=Entry,
    status=201,
    errors=(ItemExists, BadEntry, HeldOut, ConductBreach, UnreadableFile),
)
async def add_entry(request: web.Request, body: wire.PostEntry) -> Entry:
    knowledge = request.app[KNOWLEDGE]
    _, id = await knowledge.entries.create(body.as_entry(), author_of(request))
    audited(request, entry=id)
    return faq.entry_at(faq.find(await knowledge.shelf(), id))


@endpoint(
    "GET",
    f"{_PATH}/faq/{{entry_id}}",
    summary="一条标准问",
    auth="staff",
    roles=READERS,
    response=Entry,
    errors=(ItemNotFound, UnreadableFile),
)
async def one_entry(request: web.Request) -> Entry:
    return faq.entry_at(faq.find(await request.app[KNOWLEDGE].shelf(), request.match_info["entry_id"]))


@endpoint(
    "PUT",
    f"{_PATH}/faq/{{entry_id}}",
    summary="修改一条标准问；答案改了，复核日期随之更新",
    auth="staff",
    audit="studio.faq.change",
    request=wire.PutEntry,
    response=Entry,
    errors=(ItemNotFound, VersionConflict, BadEntry, HeldOut, ConductBreach, UnreadableFile),
)
async def change_entry(request: web.Request, body: wire.PutEntry) -> Entry:
    knowledge, author = request.app[KNOWLEDGE], author_of(request)
    saved = await knowledge.entries.put(
        request.match_info["entry_id"], body.version, body.as_entry(), author, body.message
    )
    if saved.reviewed_on == today(knowledge.clock):
        await knowledge.tasks.looked_at(saved.id, author.username)
    return saved


@endpoint(
    "DELETE",
    f"{_PATH}/faq/{{entry_id}}",
    summary="删除一条没有地方用到的标准问",
    auth="staff",
    audit="studio.faq.remove",
    status=204,
    errors=(ItemNotFound, ItemInUse, UnreadableFile),
)
async def remove_entry(request: web.Request) -> web.Response:
    await request.app[KNOWLEDGE].entries.remove(request.match_info["entry_id"], author_of(request))
    return web.Response(status=204)


@endpoint(
    "GET",
    f"{_PATH}/responses",
    summary="话术清单",
    auth="staff",
    roles=READERS,
    response=wire.FoundResponses,
    errors=(UnreadableFile,),
)
async def all_responses(request: web.Request) -> wire.FoundResponses:
    return wire.FoundResponses(responses.summaries(await request.app[KNOWLEDGE].shelf()))


@endpoint(
    "GET",
    f"{_PATH}/responses/{{response_id}}",
    summary="一条话术和用到它的地方",
    auth="staff",
    roles=READERS,
    response=Response,
    errors=(ItemNotFound, UnreadableFile),
)
async def one_response(request: web.Request) -> Response:
    shelf = await request.app[KNOWLEDGE].shelf()
    return responses.response_of(shelf, responses.find(shelf, request.match_info["response_id"]))


@endpoint(
    "PUT",
    f"{_PATH}/responses/{{response_id}}",
    summary="修改一条话术；按钮和卡片不变",
    auth="staff",
    audit="studio.response.change",
    request=wire.PutResponse,
    response=Response,
    errors=(ItemNotFound, VersionConflict, BadEntry, UnknownBlank, ConductBreach, UnreadableFile),
)
async def change_response(request: web.Request, body: wire.PutResponse) -> Response:
    return await request.app[KNOWLEDGE].responses.put(
        request.match_info["response_id"],
        body.version,
        body.as_variants(),
        author_of(request),
        body.message,
    )


@endpoint(
    "GET",
    f"{_PATH}/tables",
    summary="词表清单",
    auth="staff",
    roles=READERS,
    response=wire.FoundTables,
    errors=(UnreadableFile,),
)
async def all_tables(request: web.Request) -> wire.FoundTables:
    return wire.FoundTables(tables.summaries(await request.app[KNOWLEDGE].shelf()))


@endpoint(
    "GET",
    f"{_PATH}/tables/{{table_id}}",
    summary="一张词表",
    auth="staff",
    roles=READERS,
    response=Table,
    errors=(ItemNotFound, UnreadableFile),
)
async def one_table(request: web.Request) -> Table:
    return tables.table_at(tables.find(await request.app[KNOWLEDGE].shelf(), request.match_info["table_id"]))


@endpoint(
    "PUT",
    f"{_PATH}/tables/{{table_id}}",
    summary="修改一张词表",
    auth="staff",
    audit="studio.table.change",
    request=wire.PutTable,
    response=Table,
    errors=(ItemNotFound, VersionConflict, BadTable, UnreadableFile),
)
async def change_table(request: web.Request, body: wire.PutTable) -> Table:
    return await request.app[KNOWLEDGE].tables.put(
        request.match_info["table_id"], body.version, body.as_entries(), author_of(request), body.message
    )


HANDLERS = (
    all_intents,
    add_intent,
    one_intent,
    change_intent,
    remove_intent,
    all_entries,
    add_entry,
    one_entry,
    change_entry,
    remove_entry,
    all_responses,
    one_response,
    change_response,
    all_tables,
    one_table,
    change_table,
)
