"""The API of the Official Account: one suite for our stand-in and for the strict one."""

import asyncio

import aiohttp
import pytest

from tests.fakes.wechat_platform.media import PNG

from .conftest import SEND, OpenStage, Stage

HOURS = 3600
TYPING = "/cgi-bin/message/custom/typing"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIPTION = "/cgi-bin/message/subscribe/bizsend"
RENEWAL = {
    "touser": "oAnna",
    "template_id": "TEMPLATE_RENEWAL",
    "data": {
        "thing1": {"value": "车险续保"},
        "character_string2": {"value": "P20260001"},
        "time3": {"value": "2026年12月1日"},
        "amount4": {"value": "1280.00元"},
    },
}
CONSENTED = {
    "touser": "oAnna",
    "template_id": "SUBSCRIBE_RENEWAL",
    "data": {"thing1": {"value": "车险"}, "time2": {"value": "2026-12-01"}, "amount3": {"value": "1280元"}},
}


class TestTokens:
    async def test_stable_token_gives_the_same_token_until_its_last_five_minutes(self, stage: Stage) -> None:
        first = await stage.token()
        stage.wechat.advance(7200 - 301)
        assert await stage.token() == first
        stage.wechat.advance(2)
        assert await stage.token() != first

    async def test_forcing_gives_a_new_token_but_not_twice_within_30_seconds(self, stage: Stage) -> None:
        forced = await stage.token(force=True)
        assert await stage.token(force=True) == forced
        stage.wechat.advance(31)
        assert await stage.token(force=True) != forced

    async def test_an_old_plain_token_lives_five_minutes_more(self, stage: Stage) -> None:
        settings = stage.wechat.settings
        who = {"grant_type": "client_credential", "appid": settings.appid, "secret": settings.secret}
        old = (await stage.call("/cgi-bin/token", **who))["access_token"]
        assert (await stage.call("/cgi-bin/token", **who))["access_token"] != old
        stage.wechat.user("oAnna")
        ask = {"access_token": old, "openid": "oAnna"}
        assert "errcode" not in await stage.call("/cgi-bin/user/info", **ask)
        stage.wechat.advance(301)
        assert (await stage.call("/cgi-bin/user/info", **ask))["errcode"] == 40001

    async def test_a_revoked_token_is_refused_until_it_is_fetched_anew(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        old = await stage.token()
        stage.wechat.revoke_tokens()
        body = {"touser": "oAnna", "msgtype": "text", "text": {"content": "您好"}}
        assert (await stage.call(SEND, body, access_token=old))["errcode"] == 40001
        assert await stage.send("oAnna") == 0

    async def test_an_expired_token_and_a_missing_one_have_codes_of_their_own(self, stage: Stage) -> None:
        token = await stage.token()
        stage.wechat.expire_tokens()
        assert (await stage.call(SEND, {}, access_token=token))["errcode"] == 42001
        assert (await stage.call(SEND, {}))["errcode"] == 41001

    @pytest.mark.parametrize(
        ("wrong", "errcode"),
        [({"appid": "wx0"}, 40013), ({"secret": "no"}, 40125), ({"grant_type": "no"}, 40002)],
    )
    async def test_wrong_credentials_are_told_apart(
        self, stage: Stage, wrong: dict[str, str], errcode: int
    ) -> None:
        settings = stage.wechat.settings
        who = {"grant_type": "client_credential", "appid": settings.appid, "secret": settings.secret}
        assert (await stage.call("/cgi-bin/stable_token", who | wrong))["errcode"] == errcode

    async def test_no_secret_is_recorded(self, stage: Stage) -> None:
        await stage.token()
        await stage.kf_token()
        recorded = repr(stage.wechat.find_calls())
        assert stage.wechat.settings.secret not in recorded
        assert stage.wechat.settings.corpsecret not in recorded


class TestCustomerMessages:
    async def test_five_answers_to_a_message_and_no_sixth(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        assert [await stage.send("oAnna") for _ in range(6)] == [0] * 5 + [45047]

    async def test_the_next_message_opens_five_more(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        assert [await stage.send("oAnna") for _ in range(6)][-1] == 45047
        await stage.wechat.push("text", "oAnna")
        assert await stage.send("oAnna") == 0

    async def test_after_48_hours_the_window_is_closed(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        stage.wechat.advance(48 * HOURS - 5)
        assert await stage.send("oAnna") == 0
        stage.wechat.advance(10)
        assert await stage.send("oAnna") == 45015

    @pytest.mark.parametrize("act", ["CLICK", "subscribe", "SCAN"])
    async def test_a_click_a_follow_or_a_scan_opens_three_within_a_minute(
        self, stage: Stage, act: str
    ) -> None:
        await stage.wechat.push(act, "oAnna", event_key="k")
        assert [await stage.send("oAnna") for _ in range(4)] == [0, 0, 0, 45047]
        await stage.wechat.push(act, "oBert", event_key="k")
        stage.wechat.advance(61)
        assert await stage.send("oBert") == 45015

    async def test_a_click_in_a_message_menu_opens_the_minute_only(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna", text="满意", menu_id="101")
        assert stage.echo.received[-1].fields["bizmsgmenuid"] == "101"
        stage.wechat.advance(61)
        assert await stage.send("oAnna") == 45015

    async def test_nothing_reaches_one_who_unfollowed(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        await stage.wechat.push("unsubscribe", "oAnna")
        assert await stage.send("oAnna") == 45015
        assert (await stage.post(TEMPLATE, RENEWAL))["errcode"] == 43004
        await stage.wechat.push("text", "oBert")
        stage.wechat.user("oBert").subscribed = False
        assert await stage.send("oBert") == 45015

    async def test_a_stranger_is_an_unknown_openid(self, stage: Stage) -> None:
        assert await stage.send("oNobody") == 40003

    async def test_a_text_holds_2048_bytes_not_characters(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        assert await stage.send("oAnna", "保" * 682) == 0
        assert await stage.send("oAnna", "保" * 683) == 45002
        assert stage.seen("oAnna", "custom") == ["保" * 682]

    async def test_a_message_menu_is_for_service_accounts(self, open_stage: OpenStage) -> None:
        menu = {"head_content": "满意吗", "list": [{"id": "1", "content": "满意"}]}
        body = {"touser": "oAnna", "msgtype": "msgmenu", "msgmenu": menu}
        for account, errcode in (("service", 0), ("subscription", 40200)):
            stage = await open_stage(account_type=account)
            await stage.wechat.push("text", "oAnna")
            assert (await stage.post(SEND, body))["errcode"] == errcode

    async def test_what_is_not_a_message_is_refused_by_its_fault(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        token = await stage.token()
        for body, errcode in (
            ({"msgtype": "telegram"}, 40008),
            ({"msgtype": "text", "text": {"content": ""}}, 44004),
            ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
            ({"msgtype": "news", "news": {"articles": [{"title": "一"}, {"title": "二"}]}}, 45008),
        ):
            assert (await stage.call(SEND, {"touser": "oAnna"} | body, access_token=token))[
                "errcode"
            ] == errcode
        assert (await stage.call(SEND, [], access_token=token))["errcode"] == 47001
        assert (await stage.call(SEND, access_token=token))["errcode"] == 43002

    async def test_escaped_characters_are_refused_where_they_are_not_taken(
        self, open_stage: OpenStage
    ) -> None:
        stage = await open_stage(reject_unicode_escapes=True)
        await stage.wechat.push("text", "oAnna")
        query = {"access_token": await stage.token()}
        escaped = '{"touser": "oAnna", "msgtype": "text", "text": {"content": "\\u60a8"}}'
        async with stage.http.post(stage.wechat.base_url + SEND, data=escaped, params=query) as answer:
            assert (await answer.json(content_type=None))["errcode"] == 40033
        assert await stage.send("oAnna", "您好") == 0

    async def test_typing_needs_a_message_and_is_not_repeated(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        typing = {"touser": "oAnna", "command": "Typing"}
        assert (await stage.post(TYPING, typing))["errcode"] == 0
        assert (await stage.post(TYPING, typing))["errcode"] == 45081
        await stage.send("oAnna")
        stage.wechat.advance(31)
        assert (await stage.post(TYPING, typing))["errcode"] == 45080
        assert (await stage.post(TYPING, typing | {"command": "Dance"}))["errcode"] == 45072
        assert len(stage.wechat.find_sent(channel="typing")) == 1

    async def test_an_account_without_the_right_is_told_so(self, open_stage: OpenStage) -> None:
        stage = await open_stage(unauthorized=("/cgi-bin/message/*",))
        await stage.wechat.push("text", "oAnna")
        assert await stage.send("oAnna") == 48001


class TestNotices:
    async def test_a_template_message_needs_no_window_and_its_outcome_follows(self, stage: Stage) -> None:
        stage.wechat.user("oAnna")
        msgid = (await stage.post(TEMPLATE, RENEWAL))["msgid"]
        assert len(stage.wechat.find_sent(channel="template", openid="oAnna")) == 1
        await eventually(lambda: stage.echo.received)
        event = stage.echo.received[0].fields
        assert (event["Event"], event["MsgID"]) == ("TEMPLATESENDJOBFINISH", str(msgid))
        assert event["Status"] == "success"
        assert "MsgId" not in event

    async def test_one_who_blocks_templates_shows_in_the_outcome_alone(self, stage: Stage) -> None:
        stage.wechat.user("oAnna").blocks_templates = True
        assert (await stage.post(TEMPLATE, RENEWAL))["errcode"] == 0
        await eventually(lambda: stage.echo.received)
        assert stage.echo.received[0].fields["Status"] == "failed:user block"
        assert stage.seen("oAnna", "template") == []

    async def test_the_same_client_msg_id_is_shown_once_within_ten_minutes(self, stage: Stage) -> None:
        stage.wechat.user("oAnna")
        first = await stage.post(TEMPLATE, RENEWAL | {"client_msg_id": "job-1"})
        again = await stage.post(TEMPLATE, RENEWAL | {"client_msg_id": "job-1"})
        assert first["msgid"] == again["msgid"]
        assert len(stage.seen("oAnna", "template")) == 1
        stage.wechat.advance(601)
        later = await stage.post(TEMPLATE, RENEWAL | {"client_msg_id": "job-1"})
        assert later["msgid"] != first["msgid"]

    async def test_a_wrong_keyword_is_named(self, stage: Stage) -> None:
        stage.wechat.user("oAnna")
        data = RENEWAL["data"] | {"thing1": {"value": "长" * 21}}  # type: ignore[operator]
        refused = await stage.post(TEMPLATE, RENEWAL | {"data": data})
        assert refused["errcode"] == 47003
        assert "data.thing1.value" in refused["errmsg"]
        assert (await stage.post(TEMPLATE, RENEWAL | {"template_id": "none"}))["errcode"] == 40037

    async def test_one_consent_is_one_message(self, stage: Stage) -> None:
        stage.wechat.user("oAnna")
        assert (await stage.post(SUBSCRIPTION, CONSENTED))["errcode"] == 43101
        await stage.wechat.push("subscribe_msg_popup_event", "oAnna", template_id="SUBSCRIBE_RENEWAL")
        assert (await stage.post(SUBSCRIPTION, CONSENTED))["errcode"] == 0
        assert (await stage.post(SUBSCRIPTION, CONSENTED))["errcode"] == 43101


class TestMediaAndMenu:
    async def test_a_customers_picture_can_be_fetched_for_three_days(self, stage: Stage) -> None:
        await stage.wechat.push("image", "oAnna", data=PNG)
        media_id = stage.echo.received[-1].fields["MediaId"]
        url, query = stage.wechat.base_url + "/cgi-bin/media/get", {"media_id": media_id}
        async with stage.http.get(url, params=query | {"access_token": await stage.token()}) as answer:
            assert answer.content_type == "image/png"
            assert await answer.read() == PNG
        stage.wechat.advance(72 * HOURS + 1)
        refused = await stage.call("/cgi-bin/media/get", **query, access_token=await stage.token())
        assert refused["errcode"] == 40007

    async def test_an_uploaded_picture_can_be_sent(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        media = await stage.post("/cgi-bin/media/upload", form(PNG), type="image")
        body = {"touser": "oAnna", "msgtype": "image", "image": {"media_id": media["media_id"]}}
        assert (await stage.post(SEND, body))["errcode"] == 0

    @pytest.mark.parametrize(
        ("data", "kind", "errcode"),
        [(PNG, "painting", 40004), (b"no picture", "image", 40005), (PNG + bytes(64 << 10), "thumb", 45001)],
        ids=["kind", "content", "size"],
    )
    async def test_an_upload_of_the_wrong_kind_or_size_is_refused(
        self, stage: Stage, data: bytes, kind: str, errcode: int
    ) -> None:
        assert (await stage.post("/cgi-bin/media/upload", form(data), type=kind))["errcode"] == errcode

    async def test_a_menu_is_kept_shown_and_taken_away(self, stage: Stage) -> None:
        token = await stage.token()
        menu = {"button": [{"type": "click", "name": "续保", "key": "renew"}]}
        assert (await stage.post("/cgi-bin/menu/create", menu))["errcode"] == 0
        assert await stage.call("/cgi-bin/menu/get", access_token=token) == {"menu": menu}
        assert (await stage.call("/cgi-bin/menu/delete", access_token=token))["errcode"] == 0
        assert (await stage.call("/cgi-bin/menu/get", access_token=token))["errcode"] == 46003

    @pytest.mark.parametrize(
        ("buttons", "errcode"),
        [
            ([{"type": "click", "name": "续保", "key": "k"}] * 4, 40016),
            ([{"type": "click", "name": "太长的菜单名字", "key": "k"}], 40018),
            ([{"type": "click", "name": "续保"}], 40019),
            ([{"type": "dance", "name": "续保"}], 40017),
        ],
    )
    async def test_a_menu_beyond_its_limits_is_refused(
        self, stage: Stage, buttons: list[dict[str, str]], errcode: int
    ) -> None:
        assert (await stage.post("/cgi-bin/menu/create", {"button": buttons}))["errcode"] == errcode

    async def test_user_info_has_no_name_and_little_once_unfollowed(self, stage: Stage) -> None:
        stage.wechat.user("oAnna")
        ask = {"openid": "oAnna", "access_token": await stage.token()}
        info = await stage.call("/cgi-bin/user/info", **ask)
        assert info["subscribe"] == 1
        assert "nickname" not in info
        await stage.wechat.push("unsubscribe", "oAnna")
        assert await stage.call("/cgi-bin/user/info", **ask) == {"subscribe": 0, "openid": "oAnna"}


class TestFaults:
    async def test_a_fault_passes_its_skips_fails_its_count_and_is_over(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        stage.wechat.fault("/cgi-bin/message/*", errcode=-1, count=2, skip=1)
        assert [await stage.send("oAnna") for _ in range(4)] == [0, -1, -1, 0]
        assert len(stage.seen("oAnna", "custom")) == 2

    async def test_a_lost_answer_still_delivers(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        stage.wechat.fault(SEND, drop=True, after=True)
        with pytest.raises(aiohttp.ClientError):
            await stage.send("oAnna", "到了")
        assert stage.seen("oAnna", "custom") == ["到了"]
        assert [call.errcode for call in stage.wechat.find_calls(SEND)] == [None]

    @pytest.mark.parametrize("fault", [{"http": 500}, {"html": True}])
    async def test_a_broken_server_answers_no_json(self, stage: Stage, fault: dict[str, object]) -> None:
        await stage.wechat.push("text", "oAnna")
        stage.wechat.fault(SEND, **fault)
        with pytest.raises(ValueError):
            await stage.send("oAnna")
        assert stage.seen("oAnna", "custom") == []

    async def test_a_hanging_server_is_given_up_by_the_caller(self, stage: Stage) -> None:
        await stage.wechat.push("text", "oAnna")
        await stage.token()
        stage.wechat.fault(SEND, hang=5)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(stage.send("oAnna"), 0.3)


def form(data: bytes) -> aiohttp.FormData:
    upload = aiohttp.FormData()
    upload.add_field("media", data, filename="picture.png", content_type="image/png")
    return upload


async def eventually(true: object, seconds: float = 3) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # type: ignore[operator]
            await asyncio.sleep(0.02)
