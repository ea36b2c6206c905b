"""The built web pages, with the headers that keep them to themselves."""

import re
import secrets
from pathlib import Path

from aiohttp import web

from bot.http.endpoint import endpoint
from bot.http.errors import NotFound

WEB_FOLDER = web.AppKey("web_folder", Path)
_NONCE = "__CSP_NONCE__"
_ASSET = re.compile(r"[\w.-]+")


def _policy(nonce: str, ancestors: str) -> str:
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        )
    )


def page(request: web.Request, name: str, ancestors: str) -> web.Response:
    """A built page; `ancestors`: who may frame it. `NotFound` where it is not built."""
    file = request.app[WEB_FOLDER] / name / "index.html"
    if not file.is_file():
        raise NotFound(page=name, reason="not built")
    nonce = secrets.token_urlsafe(16)
    response = web.Response(
        text=file.read_text("utf-8").replace(_NONCE, nonce), content_type="text/html", charset="utf-8"
    )
    response.headers["Content-Security-Policy"] = _policy(nonce, ancestors)
    response.headers["Cache-Control"] = "no-store"
    return response


@endpoint("GET", "/", summary="客户聊天页", auth="none", media_type="text/html", errors=(NotFound,))
async def chat_page(request: web.Request) -> web.Response:
    # Any site may show it: that is what the widget does.
    return page(request, "chat", "*")


@endpoint("GET", "/desk", summary="客服工作台", auth="none", media_type="text/html", errors=(NotFound,))
async def desk_page(request: web.Request) -> web.Response:
    response = page(request, "desk", "'none'")
    response.headers["X-Frame-Options"] = "DENY"
    return response


@endpoint("GET", "/studio", summary="训练工作室", auth="none", media_type="text/html", errors=(NotFound,))
async def studio_page(request: web.Request) -> web.Response:
    response = page(request, "studio", "'none'")
    response.headers["X-Frame-Options"] = "DENY"
    return response


@endpoint("GET", "/insights", summary="服务洞察", auth="none", media_type="text/html", errors=(NotFound,))
async def insights_page(request: web.Request) -> web.Response:
    response = page(request, "insights", "'none'")
    response.headers["X-Frame-Options"] = "DENY"
    return response


@endpoint("GET", "/survey", summary="满意度问卷页", auth="none", media_type="text/html", errors=(NotFound,))
async def survey_page(request: web.Request) -> web.Response:
    response = page(request, "survey", "'none'")
    response.headers["X-Frame-Options"] = "DENY"
    return response


@endpoint("GET", "/widget.js", summary="嵌入任意网站的聊天按钮", auth="none", media_type="text/javascript")
async def widget(request: web.Request) -> web.StreamResponse:
    response = _file(request.app[WEB_FOLDER] / "widget.js", "public, max-age=300")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@endpoint("GET", "/favicon.svg", summary="图标", auth="none", media_type="image/svg+xml")
async def favicon(request: web.Request) -> web.StreamResponse:
    return _file(request.app[WEB_FOLDER] / "favicon.svg", "public, max-age=86400")


@endpoint(
    "GET",
    "/assets/{name}",
    summary="页面用到的脚本和样式；文件名含内容摘要",
    auth="none",
    media_type="application/octet-stream",
)
async def asset(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if not _ASSET.fullmatch(name):
        raise NotFound()
    return _file(request.app[WEB_FOLDER] / "assets" / name, "public, max-age=31536000, immutable")


def _file(file: Path, cache: str) -> web.FileResponse:
    if not file.is_file():
        raise NotFound()
    return web.FileResponse(file, headers={"Cache-Control": cache})


HANDLERS = (chat_page, desk_page, studio_page, insights_page, survey_page, widget, favicon, asset)
