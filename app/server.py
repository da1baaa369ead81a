"""The dashboard as an ASGI application, with security headers on every answer.

`streamlit run app/server.py` or `uvicorn app.server:app`. `streamlit run app/main.py` shows the same pages
without the headers.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402

from app.browser_mark import BrowserMark  # noqa: E402
from app.headers import SecurityHeaders  # noqa: E402

app = st.App(ROOT / "app" / "main.py", middleware=[Middleware(SecurityHeaders), Middleware(BrowserMark)])
