"""The one error shape: `{"error": {"code", "message", "details"}, "request_id"}`.

    BaowenError ─┬─ RequestError ── what HTTP itself can refuse (below)
                 └─ the families of the other rooms, found by their `code` in `PROBLEMS`

A code without a line in `PROBLEMS` is a bug and answers 500; a test walks all errors the endpoints declare.
"""

from typing import Any, NamedTuple

import structlog
from aiohttp import web

from kernel.errors import BaowenError

log = structlog.get_logger("http")

REQUEST_ID = web.RequestKey("request_id", str)
ADDRESS = web.RequestKey("address", str)


class RequestError(BaowenError):
    """What HTTP refuses before any rule of the house is asked."""


class InvalidRequest(RequestError):
    """`data`: reason, field (when one is to blame)."""

    code = "invalid"


class UnsupportedMediaType(RequestError):
    """`data`: what was expected."""

    code = "unsupported_media_type"


class Unauthorized(RequestError):
    code = "unauthorized"


class Forbidden(RequestError):
    code = "forbidden"


class ForeignOrigin(RequestError):
    """A browser page of another site asked."""

    code = "foreign_origin"


class NotFound(RequestError):
    code = "not_found"


class TooLarge(RequestError):
    """`data`: limit in bytes."""

    code = "too_large"


class TooMany(RequestError):
    """`data`: retry_after_s (whole seconds, at least 1)."""

    code = "too_many"


class Problem(NamedTuple):
    """Status and the plain sentence a person reads."""

    status: int
    message: str


PROBLEMS: dict[str, Problem] = {
    # HTTP itself
    "invalid": Problem(422, "请求内容有误，请检查后再试。"),
    "unsupported_media_type": Problem(415, "不支持这种内容格式。"),
    "unauthorized": Problem(401, "请先建立会话或登录。"),
    "forbidden": Problem(403, "您没有权限进行这项操作。"),
    "foreign_origin": Problem(403, "不接受来自其他网站的请求。"),
    "not_found": Problem(404, "没有找到您要的内容。"),
    "method_not_allowed": Problem(405, "这个地址不支持该请求方式。"),
    "too_large": Problem(413, "内容太大了，请精简后再试。"),
    "too_many": Problem(429, "操作太频繁了，请稍后再试。"),
    "bad_request": Problem(400, "请求格式有误。"),
    "not_ready": Problem(503, "系统正在准备，请稍后再试。"),
    "internal": Problem(500, "系统出了点问题，请稍后再试。"),
    # conversations
    "empty_message": Problem(422, "消息内容是空的，请输入后再发送。"),
    "message_too_long": Problem(422, "消息太长了，请控制在 2000 字以内。"),
    "payload_not_offered": Problem(422, "这个选项已经失效，请直接输入您的问题。"),
    "payload_spent": Problem(409, "这个选项已经用过了。"),
    "conversation_not_found": Problem(404, "没有找到这个会话。"),
    "illegal_transition": Problem(409, "状态刚刚变了，请刷新后再试。"),
    "attachment_not_found": Problem(404, "没有找到这个附件。"),
    "lost_race": Problem(409, "这个会话刚刚被别人接走了。"),
    "offered_to_another": Problem(409, "这个会话正在派给另一位同事，请稍等。"),
    "not_owner": Problem(403, "这个会话不在您名下。"),
    "not_joined": Problem(403, "您没有以旁听方式加入这个会话。"),
    # web channel
    "token_expired": Problem(401, "会话已过期，请重新开始。"),
    "link_expired": Problem(401, "这个链接已经失效，请回到微信里重新要一个。"),
    "attachment_type": Problem(415, "只支持 JPEG、PNG、WebP、HEIC 图片和 PDF 文件。"),
    # desk
    "wrong_credentials": Problem(401, "用户名或密码不对。"),
    "login_required": Problem(401, "登录已失效，请重新登录。"),
    "wrong_password": Problem(422, "原密码不对，请重新输入。"),
    "second_factor_required": Problem(401, "请输入验证器里的六位动态码。"),
    "wrong_code": Problem(422, "动态码不对或已经用过，请等下一个再试。"),
    "second_factor_set": Problem(409, "已经绑定过验证器，请先解除。"),
    "second_factor_not_set": Problem(409, "还没有绑定验证器。"),
    "password_due": Problem(403, "您用的是临时密码，请先改成自己的密码。"),
    "second_factor_due": Problem(403, "请先绑定验证器，再继续使用。"),
    "login_not_found": Problem(404, "这处登录已经结束。"),
    "last_admin": Problem(409, "这是最后一位管理员，不能停用或改角色。"),
    "staff_exists": Problem(409, "这个用户名已经有人用了。"),
    "weak_account": Problem(422, "用户名或密码不合要求，请按提示修改。"),
    "csrf": Problem(403, "页面已过期，请刷新后再试。"),
    "beyond_capacity": Problem(409, "您接待的会话已到上限，请先结束一个。"),
    "no_such_item": Problem(404, "清单里没有这一项，请刷新后再试。"),
    "queue_not_found": Problem(404, "没有这个队列。"),
    "agent_away": Problem(409, "这位同事现在不在线，请换一位或转到队列。"),
    "engagement_not_found": Problem(404, "没有找到这次接待，或者它还没有结束。"),
    "own_work": Problem(403, "不能质检自己接待的会话。"),
    "already_reviewed": Problem(409, "这次接待已经质检过了。"),
    "review_not_found": Problem(404, "没有找到这份质检。"),
    "already_answered": Problem(409, "您已经回复过这份质检。"),
    "not_serving": Problem(403, "您没有在接待这位客户，也没有他的在办事项。"),
    "canned_reply_not_found": Problem(404, "没有找到这条快捷回复。"),
    "too_many_canned_replies": Problem(409, "快捷回复太多了，请先删去不用的。"),
    "unknown_variable": Problem(422, "花括号里只能写 customer、agent、policy_no、claim_no、queue。"),
    "unknown_wrap_up": Problem(422, "没有这个小结代码，或者已经停用。"),
    "staff_not_found": Problem(404, "没有找到这位同事。"),
    "conduct": Problem(422, "这句话可能误导客户，请按提示修改后再发。"),
    # records
    "record_not_found": Problem(404, "没有找到这条记录。"),
    "record_changed": Problem(409, "刚刚有同事更新过，请刷新后再试。"),
    "invalid_value": Problem(422, "填写的内容不对，请核对后再试。"),
    "reason_required": Problem(422, "请写明查看的原因。"),
    "rule_broken": Problem(422, "这一步还缺少内容或不合规定，请按提示修改。"),
    "store_unavailable": Problem(503, "数据暂时读不到，请稍后再试。"),
}

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}


def problem_of(error: BaowenError) -> Problem:
    """The line of the table; a missing one is our bug, so a 500."""
    return PROBLEMS.get(error.code, PROBLEMS["internal"])


def error_body(code: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """The inner object, also used in WebSocket frames."""
    return {"code": code, "message": PROBLEMS[code].message, "details": details or {}}


def as_error(error: BaowenError) -> dict[str, Any]:
    """The inner object of a known error; an unknown code shows nothing of itself."""
    if error.code not in PROBLEMS:
        return error_body("internal")
    return error_body(error.code, {key: value for key, value in error.data.items() if value is not None})


def error_response(request: web.Request, error: BaowenError) -> web.Response:
    from bot.http.endpoint import json_response  # endpoint raises these errors, so it imports this module

    body = {"error": as_error(error), "request_id": request.get(REQUEST_ID, "")}
    response = json_response(body, problem_of(error).status)
    if "retry_after_s" in error.data:
        response.headers["Retry-After"] = str(error.data["retry_after_s"])
    return response


class _Plain(BaowenError):
    """An error of aiohttp itself under one of our codes."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(**data)
        self.code = code  # type: ignore[misc]


@web.middleware
async def errors_middleware(request: web.Request, handler: Any) -> web.StreamResponse:
    """Every failure leaves in the one shape; internals stay in the log."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except BaowenError as error:
        if error.code not in PROBLEMS:
            log.exception("error_without_line", code=error.code, request_id=request.get(REQUEST_ID))
        return error_response(request, error)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        code = _HTTP_CODES.get(error.status, "bad_request" if error.status < 500 else "internal")
        response = error_response(request, _Plain(code))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except Exception:
        log.exception("unexpected_error", request_id=request.get(REQUEST_ID))
        return error_response(request, _Plain("internal"))
