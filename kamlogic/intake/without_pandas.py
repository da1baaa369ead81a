"""Keeps pandas out of a process that needs Arrow only.

Arrow loads pandas to ask whether a list is one of its frames; for most files that takes longer than reading them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _WithoutPandas(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)
        return None


def keep_pandas_out() -> None:
    """From here on `import pandas` fails in this process."""
    sys.meta_path.insert(0, _WithoutPandas())
