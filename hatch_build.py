"""Puts the rules into the wheel, and compiles them, so that no start of the program has to; leaves nothing behind."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `cleaner/rules/` with the folder `compiled` to the wheel; an editable install reads the checkout's rules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        self.folder = None
        if self.target_name != "wheel" or version == "editable":
            return
        sys.dont_write_bytecode = True
        sys.path.insert(0, self.root)
        from cleaner.rulebook.build import write_compiled

        rules = Path(self.root) / "rules"
        self.folder = tempfile.TemporaryDirectory()
        compiled = Path(self.folder.name) / "compiled"
        write_compiled(rules, compiled)
        build_data["force_include"] |= {str(rules): "cleaner/rules", str(compiled): "cleaner/rules/compiled"}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self.folder:
            self.folder.cleanup()
