"""A random mark that a browser keeps, so that a person says who they are only once."""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "kunci_browser"
_YEAR = 365 * 24 * 3600


class BrowserMark:
    """Gives a browser that asks for a page its mark; scripts cannot read it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or COOKIE in SimpleCookie(Headers(scope=scope).get("cookie", "")):
            await self.app(scope, receive, send)
            return

        async def send_with_mark(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    mark = f"{COOKIE}={secrets.token_urlsafe(24)}"
                    headers.append("Set-Cookie", f"{mark}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax")
            await send(message)

        await self.app(scope, receive, send_with_mark)
