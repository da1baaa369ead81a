"""Methods: how is each figure made?"""

from __future__ import annotations

import streamlit as st

from app import chosen_settings, methods, state, view
from kamlogic.services.methods import describe_method, methods_conclusion
from kamlogic.texts import _

asker, settings = state.principal(), chosen_settings.report_settings()

view.page_header(_("How is each figure made?"), methods_conclusion(asker, settings))
st.download_button(
    _("Download the settings in force"),
    data=settings.model_dump_json(indent=1),
    file_name="settings.json",
    mime="application/json",
    icon=":material/download:",
    on_click="ignore",
    help=_("python -m kamlogic report --settings settings.json computes the same figures."),
)
methods.show_method(describe_method(asker, methods.topic_choice(), settings))
