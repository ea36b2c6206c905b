"""What a customer's act looks like as a message or event of the Official Account."""

from typing import Any

from .media import AMR, PNG, Media

Fields = dict[str, Any]

MP4 = b"\x00\x00\x00\x18ftypmp42"


def message(kind: str, given: Fields, msgid: int, media: Media) -> Fields:
    """All but sender, receiver and time. `given` are the fields of `WeChatPlatform.push`."""
    if kind == "text":
        return _numbered(kind, {"Content": given.get("text", "你好")}, msgid, given.get("menu_id"))
    if kind == "image":
        media_id = _media_id(given, kind, PNG, media)
        return _numbered(kind, {"PicUrl": media.url(media_id), "MediaId": media_id}, msgid)
    if kind == "voice":
        heard = {"MediaId": _media_id(given, kind, AMR, media), "Format": given.get("format", "amr")}
        return _numbered(kind, heard | {"Recognition": given.get("recognition")}, msgid)
    if kind in ("video", "shortvideo"):
        thumb = media.put(PNG, "thumb")
        media_id = _media_id(given, "video", MP4, media)
        return _numbered(kind, {"MediaId": media_id, "ThumbMediaId": thumb}, msgid)
    if kind == "location":
        place = {"Location_X": given.get("lat", 31.23), "Location_Y": given.get("lng", 121.47), "Scale": 15}
        return _numbered(kind, place | {"Label": given.get("label", "上海市")}, msgid)
    if kind == "link":
        link = {"Title": given.get("title", "标题"), "Description": given.get("description", "说明")}
        return _numbered(kind, link | {"Url": given.get("link_url", "https://example.com/")}, msgid)
    return {"MsgType": "event", "Event": kind} | _event(kind, given, msgid)


def _numbered(kind: str, fields: Fields, msgid: int, menu_id: str | None = None) -> Fields:
    return {"MsgType": kind} | fields | {"MsgId": msgid, "bizmsgmenuid": menu_id}


def _media_id(given: Fields, kind: str, example: bytes, media: Media) -> str:
    return given.get("media_id") or media.put(given.get("data") or example, kind)


def _event(kind: str, given: Fields, msgid: int) -> Fields:
    """Events carry no MsgId; the outcomes of notices carry the notice's own, spelt MsgID."""
    template = given.get("template_id")
    if kind in ("subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW"):
        return {"EventKey": given.get("event_key", ""), "Ticket": given.get("ticket")}
    if kind == "LOCATION":
        return {
            "Latitude": given.get("lat", 31.23),
            "Longitude": given.get("lng", 121.47),
            "Precision": 100.0,
        }
    if kind == "TEMPLATESENDJOBFINISH":
        return {"MsgID": msgid, "Status": given.get("status", "success")}
    if kind == "subscribe_msg_popup_event":
        answer = {"SubscribeStatusString": given.get("status", "accept"), "PopupScene": given.get("scene", 1)}
        return {"SubscribeMsgPopupEvent": {"List": {"TemplateId": template} | answer}}
    if kind == "subscribe_msg_change_event":
        refused = {"TemplateId": template, "SubscribeStatusString": "reject"}
        return {"SubscribeMsgChangeEvent": {"List": refused}}
    if kind == "subscribe_msg_sent_event":
        outcome = {"ErrorCode": given.get("error_code", 0), "ErrorStatus": given.get("status", "success")}
        sent = {"TemplateId": template, "MsgID": msgid} | outcome
        return {"SubscribeMsgSentEvent": {"List": sent}}
    return dict(given.get("extra") or {})
