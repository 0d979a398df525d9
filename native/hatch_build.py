"""The build of a wheel: compiles the native code where that is possible, and prepares the shipped rules for a fast start.

Without a compiler the package is installed without native code, and does the same in Python, slower.
"""

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "native/module.cpp"
REQUIRED = "CLEANER_NATIVE"
"""The environment variable that, if it is not empty, makes a build without native code fail: for making wheels."""


class Build(BuildHookInterface):  # type: ignore[misc, type-arg] — hatchling is there when a wheel is built
    """Puts the native code into the package, and the shipped rules, read and compiled, into a wheel.

    An editable installation is left to the rules as they are.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """See hatchling; `version` is that of the wheel's format: standard or editable."""
        if self.target_name != "wheel":
            return
        self._add_native_code(build_data)
        if version != "editable":
            self._add_prepared_rules(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """See hatchling; the wheel is written."""
        if self.target_name == "wheel" and version != "editable":
            shutil.rmtree(self._folder)

    def _add_native_code(self, build_data: dict[str, Any]) -> None:
        """Compile it. An installation without it works as well, so it never fails; it says what went wrong."""
        try:
            extension = _compiled(Path(self.root))
        except Exception as error:  # compilers fail in many ways, and the installation must not
            if os.environ.get(REQUIRED):
                raise
            self.app.display_warning(
                f"cleaner: no native code, so cleaning takes about twice as long: {error}"
            )
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"][str(extension)] = f"cleaner/{extension.name}"

    def _add_prepared_rules(self, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        os.environ["CLEANER_CACHE"] = ""  # nothing that somebody else has worked out goes into a wheel
        from cleaner.preparing import prepare  # from this checkout

        self._folder = tempfile.mkdtemp()
        for path in prepare(Path(self._folder)):
            build_data["force_include"][str(path)] = f"cleaner/{path.name}"


def _compiled(root: Path) -> Path:
    """Compile the extension in place, and return where it is."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    flags = ["/std:c++17", "/O2"] if sys.platform == "win32" else ["-std=c++17", "-O2", "-g0"]
    headers = [str(path) for path in sorted((root / "native").glob("*.hpp"))]
    extension = Extension(
        "cleaner._native", [str(root / SOURCE)], depends=headers, extra_compile_args=flags, language="c++"
    )
    command = build_ext(Distribution({"name": "cleaner", "ext_modules": [extension]}))
    command.build_lib = str(root)
    with tempfile.TemporaryDirectory() as folder:
        command.build_temp = folder
        command.ensure_finalized()
        command.run()
    return root / "cleaner" / f"_native{sysconfig.get_config_var('EXT_SUFFIX')}"
