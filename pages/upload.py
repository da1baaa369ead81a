"""Upload: bring a sales export, see how it is understood, import it."""

from __future__ import annotations

from app import current, importing, imports, reading, state, uploads, view
from kamlogic.texts import _

principal = state.principal()
store = current.store()

view.page_header(_("Which sales do you bring?"), importing.conclusion())
importing.offer_samples(principal, store)
view.section(_("Your own exports"))
files = importing.uploader(imports.reopened(principal, store))
shown = [(upload, reading.show_upload(principal, store, upload)) for upload in uploads.group_uploads(files)]
importing.offer_import(
    principal,
    store,
    [(upload, export) for upload, export in shown if export is not None and export.line_count],
)
imports.import_report(principal, store)
