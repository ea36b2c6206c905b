"""WeCom customer service: one suite for our stand-in and for the strict one."""

from typing import Any

import pytest

from tests.fakes.wechat_platform.media import PNG

from .conftest import KF_SEND, OpenStage, Stage

HOURS = 3600
SYNC = "/cgi-bin/kf/sync_msg"
ON_EVENT = "/cgi-bin/kf/send_msg_on_event"
GET, TRANS = "/cgi-bin/kf/service_state/get", "/cgi-bin/kf/service_state/trans"
POOL, HUMAN, ENDED = 2, 3, 4


async def pull(stage: Stage, **body: Any) -> list[dict[str, Any]]:
    """All rows, page by page."""
    rows: list[dict[str, Any]] = []
    cursor, more = "", 1
    while more:
        page = await stage.kf_post(SYNC, {"cursor": cursor} | body)
        assert page["errcode"] == 0
        rows += page["msg_list"]
        cursor, more = page["next_cursor"], page["has_more"]
    return rows


async def trans(stage: Stage, state: int, **more: str) -> dict[str, Any]:
    return await stage.kf_post(TRANS, who(stage) | {"service_state": state} | more)


async def state(stage: Stage) -> int:
    return int((await stage.kf_post(GET, who(stage)))["service_state"])


def who(stage: Stage) -> dict[str, str]:
    return {"open_kfid": stage.wechat.settings.open_kfids[0], "external_userid": "wmAnna"}


class TestCallbackAndPull:
    async def test_the_urls_check_is_sealed(self, stage: Stage) -> None:
        assert await stage.wechat.verify("kf")
        assert not await stage.wechat.verify("kf", bad="wrong_signature")

    async def test_the_doorbell_names_account_and_token_but_not_the_message(self, stage: Stage) -> None:
        push = await stage.wechat.kf_push("text", "wmAnna", text="我的保单")
        bell = stage.echo.bells[-1].fields
        assert push.answered
        assert (bell["Event"], bell["Token"]) == ("kf_msg_or_event", push.token)
        assert bell["OpenKfId"] == stage.wechat.settings.open_kfids[0]
        assert "我的保单" not in repr(bell)

    @pytest.mark.parametrize("bad", ["wrong_signature", "wrong_appid"])
    async def test_a_forged_doorbell_is_tried_once(self, stage: Stage, bad: str) -> None:
        push = await stage.wechat.kf_push("text", "wmAnna", bad=bad)
        assert [attempt.status for attempt in push.attempts] == [403]

    async def test_pages_of_two_give_all_rows_in_order(self, open_stage: OpenStage) -> None:
        stage = await open_stage(kf_page_size=2)
        said = [f"第{number}句" for number in range(5)]
        for text in said:
            push = await stage.wechat.kf_push("text", "wmAnna", text=text)
        rows = await pull(stage, token=push.token)
        assert [row["text"]["content"] for row in rows] == said
        assert len(stage.wechat.find_calls(SYNC)) == 3

    async def test_a_cursor_goes_on_where_it_stopped(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna", text="一")
        cursor = (await stage.kf_post(SYNC, {}))["next_cursor"]
        await stage.wechat.kf_push("text", "wmAnna", text="二")
        rows = (await stage.kf_post(SYNC, {"cursor": cursor}))["msg_list"]
        assert [row["text"]["content"] for row in rows] == ["二"]
        assert len(cursor.encode()) <= 64

    async def test_what_is_older_than_three_days_is_gone(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna", text="旧")
        stage.wechat.advance(72 * HOURS + 1)
        push = await stage.wechat.kf_push("text", "wmAnna", text="新")
        assert [row["text"]["content"] for row in await pull(stage, token=push.token)] == ["新"]

    async def test_without_the_doorbells_token_pulls_are_few(self, stage: Stage) -> None:
        errcodes = [(await stage.kf_post(SYNC, {}))["errcode"] for _ in range(6)]
        assert errcodes == [0] * 5 + [45009]

    async def test_the_doorbells_token_is_good_for_ten_minutes(self, stage: Stage) -> None:
        push = await stage.wechat.kf_push("text", "wmAnna")
        stage.wechat.advance(601)
        assert (await stage.kf_post(SYNC, {"token": push.token}))["errcode"] == 95007

    async def test_our_own_messages_do_not_come_back(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna", text="在吗")
        await stage.kf_send("wmAnna", "在的")
        assert [row["text"]["content"] for row in await pull(stage)] == ["在吗"]

    async def test_a_customers_picture_can_be_fetched(self, stage: Stage) -> None:
        await stage.wechat.kf_push("image", "wmAnna", data=PNG)
        media_id = (await pull(stage))[0]["image"]["media_id"]
        url, query = stage.wechat.base_url + "/cgi-bin/media/get", {"media_id": media_id}
        async with stage.http.get(url, params=query | {"access_token": await stage.kf_token()}) as answer:
            assert await answer.read() == PNG

    async def test_an_official_accounts_token_is_none_here(self, stage: Stage) -> None:
        assert (await stage.call(SYNC, {}, access_token=await stage.token()))["errcode"] == 40014
        stage.wechat.revoke_tokens("kf")
        assert (await stage.kf_post(SYNC, {}))["errcode"] == 0

    async def test_gettoken_gives_the_same_token_and_no_other_secret_does(self, stage: Stage) -> None:
        assert await stage.kf_token() == await stage.kf_token()
        wrong = {"corpid": stage.wechat.settings.corpid, "corpsecret": "no"}
        assert (await stage.call("/cgi-bin/gettoken", **wrong))["errcode"] == 40001


class TestSending:
    async def test_five_answers_to_a_message_and_no_sixth(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert [await stage.kf_send("wmAnna") for _ in range(6)] == [0] * 5 + [95001]

    async def test_after_48_hours_nothing_is_sent(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        stage.wechat.advance(48 * HOURS + 1)
        assert await stage.kf_send("wmAnna") == 95002

    async def test_the_same_msgid_is_not_shown_twice(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert await stage.kf_send("wmAnna", "一次", msgid="turn-1") == 0
        assert await stage.kf_send("wmAnna", "一次", msgid="turn-1") != 0
        assert stage.seen("wmAnna") == ["一次"]

    async def test_a_lost_answer_sent_again_under_its_msgid_is_shown_once(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        stage.wechat.fault(KF_SEND, http=502, after=True)
        with pytest.raises(ValueError):
            await stage.kf_send("wmAnna", "一次", msgid="turn-1")
        await stage.kf_send("wmAnna", "一次", msgid="turn-1")
        assert stage.seen("wmAnna") == ["一次"]

    async def test_strangers_and_strange_accounts_are_refused(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert await stage.kf_send("wmNobody") == 40096
        assert await stage.kf_send("wmAnna", open_kfid="wk9999") == 95000

    async def test_a_text_holds_2048_bytes(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert await stage.kf_send("wmAnna", "保" * 682) == 0
        assert await stage.kf_send("wmAnna", "保" * 683) == 40058

    async def test_a_menu_holds_ten_items_of_known_kinds(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        item = {"type": "click", "click": {"id": "1", "content": "理赔"}}
        for items, errcode in (([item] * 10, 0), ([item] * 11, 95008), ([{"type": "dance"}], 95009)):
            assert await stage.kf_send("wmAnna", msgtype="msgmenu", msgmenu={"list": items}) == errcode

    async def test_a_welcome_is_sent_once_and_within_20_seconds(self, stage: Stage) -> None:
        await stage.wechat.kf_push("enter_session", "wmAnna")
        await stage.wechat.kf_push("enter_session", "wmBert")
        rows = await pull(stage)
        codes = [row["event"]["welcome_code"] for row in rows]
        welcome = {"msgtype": "text", "text": {"content": "欢迎"}}
        assert (await stage.kf_post(ON_EVENT, welcome | {"code": codes[0]}))["errcode"] == 0
        assert (await stage.kf_post(ON_EVENT, welcome | {"code": codes[0]}))["errcode"] != 0
        stage.wechat.advance(21)
        assert (await stage.kf_post(ON_EVENT, welcome | {"code": codes[1]}))["errcode"] != 0
        assert stage.seen("wmAnna") == ["欢迎"]

    async def test_who_was_welcomed_or_wrote_is_not_welcomed_for_48_hours(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        await stage.wechat.kf_push("enter_session", "wmAnna")
        event = (await pull(stage))[-1]["event"]
        assert event["external_userid"] == "wmAnna"
        assert "welcome_code" not in event


class TestHandingOver:
    async def test_the_bot_is_silent_in_the_pool_and_while_a_person_has_it(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert (await trans(stage, POOL))["msg_code"]
        assert await stage.kf_send("wmAnna") == 95018
        await stage.wechat.kf_human("accept", "wmAnna")
        assert await state(stage) == HUMAN
        assert await stage.kf_send("wmAnna") == 95018

    async def test_a_new_message_after_the_end_is_the_bots_again(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        await trans(stage, POOL)
        await stage.wechat.kf_human("accept", "wmAnna")
        await stage.wechat.kf_human("end", "wmAnna")
        assert await state(stage) == ENDED
        assert await stage.kf_send("wmAnna") == 95018
        await stage.wechat.kf_push("text", "wmAnna")
        assert await stage.kf_send("wmAnna") == 0

    async def test_changes_and_an_agents_words_are_pulled(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        await stage.wechat.kf_human("accept", "wmAnna")
        await stage.wechat.kf_human("human_reply", "wmAnna", text="我来处理")
        await stage.wechat.kf_human("transfer", "wmAnna", servicer_userid="agent02")
        await stage.wechat.kf_human("end", "wmAnna")
        rows = (await pull(stage))[1:]
        changes = [row["event"]["change_type"] for row in rows if row["msgtype"] == "event"]
        assert changes == [1, 2, 3]
        spoken = [row for row in rows if row["origin"] == 5]
        assert [(row["servicer_userid"], row["text"]["content"]) for row in spoken] == [
            ("agent01", "我来处理")
        ]
        assert stage.seen("wmAnna", "human") == ["我来处理"]

    async def test_transitions_that_are_none_are_refused(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        assert (await trans(stage, HUMAN, servicer_userid="agent99"))["errcode"] == 95014
        assert (await trans(stage, HUMAN, servicer_userid="agent01"))["errcode"] == 0
        assert (await trans(stage, POOL))["errcode"] == 95016
        await trans(stage, ENDED)
        assert (await trans(stage, POOL))["errcode"] == 95013

    async def test_a_notice_in_the_pool_goes_with_the_transitions_code(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        notice = {
            "code": (await trans(stage, POOL))["msg_code"],
            "msgtype": "text",
            "text": {"content": "排队中"},
        }
        assert (await stage.kf_post(ON_EVENT, notice))["errcode"] == 0
        assert stage.seen("wmAnna", "kf_event") == ["排队中"]

    async def test_a_console_that_gives_all_to_people_leaves_the_bot_silent(
        self, open_stage: OpenStage
    ) -> None:
        stage = await open_stage(kf_initial_state=HUMAN)
        await stage.wechat.kf_push("text", "wmAnna")
        assert await stage.kf_send("wmAnna") == 95018

    async def test_a_failed_delivery_is_told_later(self, stage: Stage) -> None:
        await stage.wechat.kf_push("text", "wmAnna")
        await stage.kf_send("wmAnna", msgid="turn-1")
        await stage.wechat.kf_human("send_fail", "wmAnna", fail_msgid="turn-1", fail_type=4)
        event = (await pull(stage))[-1]["event"]
        assert (event["event_type"], event["fail_msgid"], event["fail_type"]) == (
            "msg_send_fail",
            "turn-1",
            4,
        )
