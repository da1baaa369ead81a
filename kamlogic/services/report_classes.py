"""The report's parts on the classes: ABC, XYZ, their matrix, its policies and its alerts."""

from __future__ import annotations

from kamlogic.principal import Principal
from kamlogic.reports.abc_part import abc_part
from kamlogic.reports.alerts_part import PolicyPart, alerts_part
from kamlogic.reports.report_parts import matrix_part
from kamlogic.reports.xyz_part import xyz_part
from kamlogic.services.abc_cross import cross_abc
from kamlogic.services.alerts import watch_cells
from kamlogic.services.analysed_files import AnalysedFiles
from kamlogic.services.policies import policies_in_force
from kamlogic.services.regularity import window_regularity


def class_parts(principal: Principal, files: AnalysedFiles) -> dict[str, object]:
    """How the clients are classed, what follows from it, and which of them moved."""
    portfolio, classes = files.analysis.portfolio, files.analysis.classes
    codes, scale = portfolio.client_codes, portfolio.scale
    cross = cross_abc(principal, portfolio, classes)
    watched = watch_cells(principal, portfolio, classes)
    return {
        "abc": abc_part(
            classes.abc, cross=cross.result, not_positive=cross.not_positive, codes=codes, scale=scale
        ),
        "xyz": xyz_part(
            classes.xyz,
            classes.matrix,
            disagreements=window_regularity(principal, classes).disagreements(),
            codes=codes,
        ),
        "matrix": matrix_part(classes.matrix, scale),
        "policies": _policies(principal, files),
        "alerts": alerts_part(
            watched.result,
            previous=None if watched.previous is None else watched.previous.window,
            codes=codes,
            scale=scale,
        ),
    }


def _policies(principal: Principal, files: AnalysedFiles) -> dict[str, PolicyPart]:
    dataset_id = files.analysis.portfolio.dataset_id
    return {
        cell: PolicyPart(text=policy.text, decided_by=policy.who or None, decided_at=policy.at)
        for cell, policy in policies_in_force(principal, files.store, dataset_id=dataset_id).items()
    }
