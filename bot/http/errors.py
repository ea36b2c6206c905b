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
    "task_not_found": Problem(404, "没有找到这个任务，它可能已经归别的同事。"),
    "task_taken": Problem(409, "这个任务刚刚被同事领走了。"),
    "task_over": Problem(409, "这个任务已经完成了。"),
    "conduct": Problem(422, "这句话可能误导客户，请按提示修改后再发。"),
    # studio
    "version_conflict": Problem(409, "刚刚有同事改过这一项，请对照后再保存。"),
    "item_not_found": Problem(404, "没有找到这一项，可能已经被删除。"),
    "item_exists": Problem(409, "已经有同名的了，请换一个。"),
    "item_in_use": Problem(409, "还有地方用到它，请先改那些地方。"),
    "unreadable_file": Problem(409, "有一个数据文件格式不对，请先修好它。"),
    "bad_examples": Problem(422, "有的例句不合要求，请按提示修改。"),
    "bad_entry": Problem(422, "这条知识不合要求，请按提示修改。"),
    "bad_table": Problem(422, "词表里有不合要求的词，请按提示修改。"),
    "unknown_blank": Problem(422, "话术里有系统不会填的空，请按提示修改。"),
    "already_labelled": Problem(409, "同事刚刚标过了。"),
    "no_such_file": Problem(404, "没有这个数据文件。"),
    "path_refused": Problem(422, "数据仓库里没有放这种文件的地方。"),
    "edit_refused": Problem(409, "这个文件的写法没法在这里改，请直接改文件。"),
    "change_not_found": Problem(404, "没有找到这次改动。"),
    "change_overlaps": Problem(409, "后来有人改了同样的地方，不能直接撤销，请手工改回。"),
    "not_undoable": Problem(409, "这次改动不能撤销：它是第一次提交、合并，或已经撤销过。"),
    "unknown_names": Problem(422, "里面有不认识的名字，请从清单里选。"),
    "bad_steps": Problem(422, "步骤还不完整，请按提示补齐。"),
    "rules_contradict": Problem(409, "和别的规则互相矛盾：同样的情形，走的却不是同一个动作。"),
    "held_out": Problem(422, "这句话留作测验用，不能拿来训练。"),
    # training
    "model_not_found": Problem(404, "没有找到这个模型，它的文件可能已被移走。"),
    "not_approved": Problem(409, "这个模型还没有批准，请先由同事批准。"),
    "release_not_possible": Problem(409, "这个模型现在的状态不能这样做，请刷新后再看。"),
    "place_taken": Problem(409, "已经有一个模型在试运行，请先结束它。"),
    "nothing_before": Problem(409, "没有更早的模型可以退回。"),
    "gate_red": Problem(409, "门禁没有通过，这个模型比线上的差。"),
    "gate_missing": Problem(409, "还没有和线上模型比较过，请先训练并评估。"),
    "own_model": Problem(409, "自己训练的模型或自己改的数据，要由另一位同事批准。"),
    "training_job_not_found": Problem(404, "没有找到这个训练任务。"),
    "training_job_over": Problem(409, "这个任务已经结束，不用取消了。"),
    "training_runs": Problem(409, "这份数据正在训练，但没有带交叉验证；等它结束再来一次。"),
    "bad_case": Problem(422, "案例还不完整，请按提示补齐。"),
    "practice_over": Problem(409, "这次练习已经结束，请重新开始一次。"),
    "quiz_over": Problem(409, "这份答卷已经交过了。"),
    "data_invalid": Problem(422, "数据有问题，没有开始训练；按下面的提示改好再来。"),
    "training_failed": Problem(422, "训练没有完成：配置或规则互相矛盾。线上模型不受影响。"),
    "training_crashed": Problem(
        500, "训练进程意外中断，什么也没有留下。可以再训练一次；还不行请看服务器日志。"
    ),
    "training_interrupted": Problem(503, "训练到一半服务重启了两次，已停止。可以再训练一次。"),
    # laboratory
    "laboratory_failed": Problem(503, "试用的进程没有答上来，请再试一次。"),
    "trial_gone": Problem(404, "这段试用对话已经结束，请重新开始。"),
    "trial_failed": Problem(500, "这一轮没有答上来，请换一句再试，或重新开始。"),
    "no_such_person": Problem(422, "没有这位演示客户。"),
    # surveys
    "survey_not_found": Problem(404, "没有找到这份问卷，请检查链接是否完整。"),
    "survey_over": Problem(410, "这份问卷已经过了有效期，谢谢您的心意。"),
    "nothing_answered": Problem(422, "还没有选，或者选了没有问的项目。"),
    "survey_answered": Problem(409, "客户已经答过了，不用再记。"),
    "survey_campaign_not_found": Problem(404, "没有找到这次调查。"),
    "survey_campaign_past": Problem(409, "日期已经过了，或者这次调查已经结束，请刷新后再看。"),
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
