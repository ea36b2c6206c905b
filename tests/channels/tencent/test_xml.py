"""Reading and writing the platform's XML."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.tencent import xml
from bot.channels.tencent.errors import BadXml
from tests.channels.tencent.fuzz_xml import NASTY, PLAIN, mutants

TEXT = """<xml><ToUserName><![CDATA[gh_1]]></ToUserName>
<FromUserName><![CDATA[oAlice]]></FromUserName><CreateTime>1348831860</CreateTime>
<Content><![CDATA[你好 <b> & ]]]]><![CDATA[> 好]]></Content></xml>""".encode()
CONSENTS = b"""<xml><Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent>
<List><TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString></List>
<List><TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List>
</SubscribeMsgPopupEvent></xml>"""


def test_fields_are_read_by_name() -> None:
    message = xml.read(TEXT)

    assert message["FromUserName"] == "oAlice" and message["CreateTime"] == "1348831860"
    assert message["Content"] == "你好 <b> & ]]> 好"
    assert message.get("Recognition", "") == ""
    assert list(message) == ["ToUserName", "FromUserName", "CreateTime", "Content"] and len(message) == 4


def test_what_is_repeated_is_read_as_a_list() -> None:
    consents = xml.read(CONSENTS).all("SubscribeMsgPopupEvent", "List")

    assert [(each["TemplateId"], each["SubscribeStatusString"]) for each in consents] == [
        ("a", "accept"),
        ("b", "reject"),
    ]
    assert xml.read(CONSENTS).all("SubscribeMsgChangeEvent", "List") == ()


def test_a_message_cannot_be_changed_and_does_not_show_its_words() -> None:
    message = xml.read(TEXT)

    with pytest.raises(TypeError):
        message["Content"] = "别的"  # type: ignore[index]
    assert "你好" not in repr(message) and "oAlice" not in repr(message)


@pytest.mark.parametrize("document", NASTY, ids=range(len(NASTY)))
def test_what_is_more_than_plain_xml_is_refused(document: bytes) -> None:
    with pytest.raises(BadXml):
        xml.read(document)


def nested(depth: int) -> bytes:
    return b"<xml>" + b"<a>" * (depth - 1) + b"</a>" * (depth - 1) + b"</xml>"


@pytest.mark.parametrize(
    ("within", "beyond"),
    [
        (nested(xml.MAX_DEPTH), nested(xml.MAX_DEPTH + 1)),
        (
            b"<xml>" + b"<a/>" * (xml.MAX_ELEMENTS - 1) + b"</xml>",
            b"<xml>" + b"<a/>" * xml.MAX_ELEMENTS + b"</xml>",
        ),
        (
            b"<xml>" + b"x" * (xml.MAX_BYTES - 11) + b"</xml>",
            b"<xml>" + b"x" * (xml.MAX_BYTES - 10) + b"</xml>",
        ),
    ],
    ids=["depth", "elements", "bytes"],
)
def test_a_document_has_its_bounds(within: bytes, beyond: bytes) -> None:
    xml.read(within)

    with pytest.raises(BadXml):
        xml.read(beyond)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), mutants()))
def test_whatever_bytes_come_they_are_read_or_refused(document: bytes) -> None:
    try:
        message = xml.read(document)
    except BadXml:
        return
    assert all(isinstance(message[name], str) for name in message)


def test_the_documents_the_mutants_come_from_are_good() -> None:
    assert all(xml.read(document) for document in PLAIN)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_text_that_is_written_is_read_again(text: str) -> None:
    assert xml.read(xml.write({"Content": text}).encode())["Content"] == text


@settings(deadline=None)
@given(st.text())
def test_whatever_text_is_written_it_can_be_read(text: str) -> None:
    xml.read(xml.write({"Content": text}).encode())


def test_characters_xml_cannot_carry_are_left_out() -> None:
    assert (
        xml.read(xml.write({"Content": "a\x00b\x1fc\ufffed\ud800e\tf\ng"}).encode())["Content"]
        == "abcde\tf\ng"
    )


def test_numbers_are_bare_and_sequences_repeat() -> None:
    written = xml.write({"ArticleCount": 2, "Articles": {"item": [{"Title": "一"}, {"Title": "二"}]}})

    assert written == (
        "<xml><ArticleCount>2</ArticleCount><Articles><item><Title><![CDATA[一]]></Title></item>"
        "<item><Title><![CDATA[二]]></Title></item></Articles></xml>"
    )
