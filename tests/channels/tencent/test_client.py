"""Calls to the platform's API: what is sent, and what every kind of answer becomes."""

import asyncio
import logging

import aiohttp
import pytest
from aiohttp import web

from bot.channels.tencent.errcodes import Action
from bot.channels.tencent.errors import ApiError, BadMedia, CallError, OutcomeUnknown, Unreachable
from bot.channels.tencent.tokens import StableToken, TokenKeeper
from bot.channels.tencent.transport import MAX_ANSWER, MAX_TRIES, Transport, jittered
from kernel.clock import FrozenClock
from tests.channels.tencent.platform import (
    APPID,
    DOWNLOAD,
    SECRET,
    SEND,
    UPLOAD,
    Account,
    errcode,
    raw,
    says,
)

PNG = b"\x89PNG" + bytes(range(256)) * 1_000


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(5)
    return web.Response()


async def cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def garble(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.write(b"NONSENSE\r\n\r\n")  # type: ignore[attr-defined]
    return await cut(request)


async def cut_half_way(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Disposition": "attachment", "Content-Length": "1000000"})
    await response.prepare(request)
    await response.write(PNG)
    assert request.transport is not None
    request.transport.close()
    return response


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Disposition": "attachment"})
    await response.prepare(request)
    for _ in range(64):
        await response.write(bytes(64 * 1024))
    return response


def chain(error: BaseException | None) -> list[BaseException]:
    """With all it was raised from or during, shown in a traceback or not."""
    if error is None:
        return []
    return [error, *chain(error.__cause__), *chain(error.__context__)]


async def fetched(official: Account, **options: int) -> bytes:
    return b"".join([piece async for piece in official.client.download("media-1", **options)])


async def test_words_travel_as_they_are(official: Account) -> None:
    assert await official.send("您好 😀") == {"errcode": 0, "errmsg": "ok", "msgid": 7}

    sent = official.platform.calls[-1]
    assert '{"content": "您好 😀"}'.encode() in sent.body and b"\\u" not in sent.body
    assert sent.query == {"access_token": official.platform.token}


async def test_a_query_is_added_to_the_token(official: Account) -> None:
    await official.client.get("/cgi-bin/user/info", {"openid": "oAlice", "lang": "zh_CN"})

    assert official.platform.calls[-1].query == {
        "access_token": official.platform.token,
        "openid": "oAlice",
        "lang": "zh_CN",
    }


async def test_an_answer_called_plain_text_is_read_all_the_same(official: Account) -> None:
    official.platform.script(SEND, raw(b'{"errcode":0,"nickname":"a\x01b"}', Content_Type="text/plain"))

    assert (await official.send())["nickname"] == "a\x01b"


async def test_a_refusal_says_what_to_do(official: Account) -> None:
    official.platform.script(
        SEND, errcode(47003, "argument invalid! data.phrase4.value invalid rid: 6a-7b 张三")
    )

    with pytest.raises(ApiError) as caught:
        await official.send()

    assert (caught.value.errcode, caught.value.action) == (47003, Action.BAD_TEMPLATE_VALUE)
    assert caught.value.data == {
        "errcode": 47003,
        "action": "bad_template_value",
        "endpoint": SEND,
        "field": "phrase4",
        "rid": "6a-7b",
    }
    assert official.platform.count(SEND) == 1


@pytest.mark.parametrize("errmsg", [None, 1, "", "x" * 10_000, ["rid: a"]])
async def test_whatever_the_words_of_a_refusal_are_the_code_counts(official: Account, errmsg: object) -> None:
    official.platform.script(SEND, says({"errcode": 45015, "errmsg": errmsg}))

    with pytest.raises(ApiError) as caught:
        await official.send()
    assert caught.value.action is Action.WINDOW_CLOSED and len(str(caught.value)) < 200


async def test_a_busy_platform_is_asked_three_times_more(official: Account) -> None:
    official.platform.script(SEND, errcode(-1), times=MAX_TRIES - 1)

    assert (await official.send())["msgid"] == 7
    assert official.platform.count(SEND) == MAX_TRIES == 4


async def test_a_platform_that_stays_busy_is_left_alone(official: Account) -> None:
    official.platform.script(SEND, errcode(-1), times=10)

    with pytest.raises(ApiError) as caught:
        await official.send()
    assert caught.value.action is Action.RETRY
    assert official.platform.count(SEND) == MAX_TRIES


def test_the_back_off_grows_and_varies() -> None:
    for tries, least, most in [(1, 0.1, 0.3), (2, 0.2, 0.6), (3, 0.4, 1.2)]:
        waits = {jittered(tries) for _ in range(100)}
        assert least <= min(waits) < max(waits) <= most


UNKNOWN = {
    "server error": (raw(b"<html>", status=500), "http_500"),
    "not found": (raw(b"{}", status=404), "http_404"),
    "redirect": (raw(b"", status=302, Location="http://127.0.0.1:1/"), "http_302"),
    "html": (raw(b"<html>busy</html>", Content_Type="text/html"), "not_json"),
    "empty": (raw(b""), "not_json"),
    "not UTF-8": (raw(b'{"a":"\xff"}'), "not_json"),
    "deep": (raw(b"[" * 100_000), "not_json"),
    "a list": (says([]), "not_an_answer"),
    "an errcode of words": (says({"errcode": "0"}), "not_an_answer"),
    "too large": (raw(b" " * (MAX_ANSWER + 1)), "too_large"),
    "cut off": (cut, "ServerDisconnectedError"),
    "no HTTP": (garble, "ClientResponseError"),
}


@pytest.mark.parametrize(("answer", "reason"), UNKNOWN.values(), ids=UNKNOWN)
async def test_without_a_readable_answer_the_outcome_is_unknown(
    official: Account, answer, reason: str
) -> None:
    official.platform.script(SEND, answer)

    with pytest.raises(OutcomeUnknown) as caught:
        await official.send()

    assert caught.value.data == {"endpoint": SEND, "reason": reason}
    assert official.platform.count(SEND) == 1


async def test_without_an_answer_in_time_the_outcome_is_unknown(impatient: Account) -> None:
    await impatient.tokens.current()
    impatient.platform.script(SEND, hang)

    with pytest.raises(OutcomeUnknown) as caught:
        await impatient.send()
    assert caught.value.data["reason"] == "TimeoutError"
    assert impatient.platform.count(SEND) == 1


async def test_without_a_connection_nothing_was_sent(clock: FrozenClock) -> None:
    async with aiohttp.ClientSession() as session:
        transport = Transport(session, "http://127.0.0.1:1")
        with pytest.raises(Unreachable) as caught:
            await TokenKeeper(StableToken(transport, APPID, SECRET), clock).current()

    assert caught.value.data["reason"] == "ClientConnectorError"


@pytest.mark.parametrize(
    "answer", [hang, cut, garble, errcode(-1), errcode(40001), errcode(47003), raw(b"<html>", status=502)]
)
async def test_no_error_and_no_log_tells_a_token_a_secret_or_words(
    impatient: Account, answer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    impatient.platform.good = lambda token: False
    impatient.platform.script(SEND, answer, times=MAX_TRIES)

    with pytest.raises(CallError) as caught:
        await impatient.send("我的手机是13800000000")

    printed = capsys.readouterr()
    told = (
        "".join(f"{each} {each!r}" for each in chain(caught.value)) + caplog.text + printed.out + printed.err
    )
    assert SEND in told
    for kept in ("token-number", SECRET, "138000", "oAlice"):
        assert kept not in told


async def test_every_request_is_observed(official: Account) -> None:
    official.platform.script(SEND, errcode(-1), errcode(45047), cut)
    for _ in range(2):
        with pytest.raises(CallError):
            await official.send()
    await official.send()

    assert [outcome for endpoint, outcome in official.observed.outcomes if endpoint == SEND] == [
        "retry",
        "quota_used",
        "outcome_unknown",
        "ok",
    ]


async def test_a_file_is_uploaded_with_its_name(official: Account) -> None:
    official.platform.script(
        UPLOAD, errcode(42001), says({"type": "image", "media_id": "m-1", "created_at": 1})
    )
    await official.client.get("/cgi-bin/menu/get")
    official.platform.issued = 2

    assert await official.client.upload("image", PNG, "photo.png", "image/png") == "m-1"

    sent = official.platform.calls[-1]
    assert sent.query == {"access_token": "token-number-2", "type": "image"}
    assert PNG in sent.body and b'name="media"; filename="photo.png"' in sent.body


async def test_an_upload_without_an_id_is_of_unknown_outcome(official: Account) -> None:
    with pytest.raises(OutcomeUnknown):
        await official.client.upload("image", PNG, "photo.png", "image/png")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content_Type": "image/png", "Content_Disposition": 'attachment; filename="a.png"'},
        {"Content_Type": "image/png"},
        {"Content_Disposition": "attachment"},
    ],
)
async def test_a_file_is_downloaded_by_its_id(official: Account, headers: dict[str, str]) -> None:
    official.platform.script(DOWNLOAD, raw(PNG, **headers))

    assert await fetched(official) == PNG
    assert official.platform.calls[-1].query == {
        "access_token": official.platform.token,
        "media_id": "media-1",
    }


async def test_a_file_of_json_is_a_file(official: Account) -> None:
    document = b'{"errcode": 40001}'
    official.platform.script(DOWNLOAD, raw(document, Content_Disposition="attachment"))

    assert await fetched(official) == document


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/json", "image/jpeg", "application/octet-stream"]
)
async def test_an_error_in_place_of_a_file_is_told(official: Account, content_type: str) -> None:
    official.platform.script(
        DOWNLOAD, raw(b'{"errcode":40007,"errmsg":"invalid media_id"}', Content_Type=content_type)
    )

    with pytest.raises(ApiError) as caught:
        await fetched(official)
    assert caught.value.action is Action.REUPLOAD


async def test_a_download_refused_for_its_token_is_made_once_more(official: Account) -> None:
    await official.send()
    official.platform.issued = 2
    official.platform.script(DOWNLOAD, errcode(42001), raw(PNG, Content_Disposition="attachment"))

    assert await fetched(official) == PNG


@pytest.mark.parametrize("answer", [raw(PNG, Content_Disposition="attachment"), endless])
async def test_a_file_beyond_its_limit_is_not_read_to_its_end(official: Account, answer) -> None:
    official.platform.script(DOWNLOAD, answer)

    with pytest.raises(BadMedia) as caught:
        await fetched(official, limit=100_000)
    assert caught.value.data["reason"] == "too_large"


async def test_an_address_in_place_of_a_file_is_not_followed(official: Account) -> None:
    official.platform.script(DOWNLOAD, says({"video_url": f"{official.platform.base_url}video"}))

    with pytest.raises(BadMedia) as caught:
        await fetched(official)
    assert caught.value.data["reason"] == "elsewhere"
    assert official.platform.count("/video") == 0


async def test_a_redirect_of_a_file_is_not_followed(official: Account) -> None:
    official.platform.script(DOWNLOAD, raw(b"", status=302, Location=f"{official.platform.base_url}video"))

    with pytest.raises(OutcomeUnknown):
        await fetched(official)
    assert official.platform.count("/video") == 0


async def test_a_file_that_breaks_off_is_not_taken_for_whole(official: Account) -> None:
    official.platform.script(DOWNLOAD, cut_half_way)

    with pytest.raises(OutcomeUnknown):
        await fetched(official)


async def test_a_reader_may_stop_before_the_end(official: Account) -> None:
    official.platform.script(DOWNLOAD, raw(PNG, Content_Disposition="attachment"))
    pieces = official.client.download("media-1")

    first = await anext(pieces)
    await pieces.aclose()

    assert PNG.startswith(first)
    assert (await official.send())["msgid"] == 7
