"""What a person does with the lists and forms of entries on a page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from app import data
from kamlogic.principal import LOCAL_LEADER
from kamlogic.services.people import sign_in


def sign(app: AppTest, home: object, name: str = "Budi") -> AppTest:
    """Let this person sit at the browser."""
    app.session_state["signed"] = sign_in(LOCAL_LEADER, data.store(str(home)), name=name, browser="")
    return app.run()


def fill(app: AppTest, form: str, **values: object) -> AppTest:
    """Type these values into the fields of a form that was not saved before, and save it."""
    elements = [
        *app.text_input, *app.text_area, *app.selectbox, *app.date_input, *app.number_input, *app.checkbox
    ]  # fmt: skip
    fields = {element.key: element for element in elements}
    rounds = {str(key).removeprefix(form).split("_")[1] for key in fields if str(key).startswith(f"{form}_")}
    latest = max(rounds, key=int)
    for name, value in values.items():
        fields[f"{form}_{latest}_{name}"].set_value(value)
    button = next(one for one in app.button if one.form_id == f"{form}_{latest}" and one.label == "Save")
    return button.click().run()


def choose_row(app: AppTest, key: str, place: int) -> AppTest:
    """Choose a row of a list of entries, which only a browser can click."""
    table = f"{key}_table_{count(app, f'{key}_fresh')}"
    app.session_state[table] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    return app.run()


def count(app: AppTest, key: str) -> int:
    """A count that the session holds; 0 while it holds none."""
    return int(app.session_state[key]) if key in app.session_state else 0


def press(app: AppTest, key: str) -> AppTest:
    """Press the button of this key."""
    return app.button(key=key).click().run()


def said(app: AppTest) -> str:
    """All texts of the page."""
    elements = [*app.header, *app.markdown, *app.caption, *app.info, *app.error]
    return " ".join(str(element.value) for element in elements).replace("\\", "")


def errors(app: AppTest) -> list[str]:
    """What is refused."""
    return [error.value.replace("\\", "") for error in app.error]
