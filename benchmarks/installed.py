"""The package as a wheel installs it, with what is prepared of the rules, in a folder of its own: what is measured."""

import compileall
import shutil
import sys
from pathlib import Path

from measuring import Used, instructions, used

import cleaner
from cleaner.data import rules_folder

RUN = """from cleaner.cli import main

if __name__ == "__main__":
    main()
"""


class Installed:
    """The package in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        package = folder / "cleaner"
        shutil.copytree(
            Path(cleaner.__file__).parent,
            package,
            ignore=shutil.ignore_patterns("__pycache__", "rules", "*.prepared"),
        )
        shutil.copytree(rules_folder(), package / "rules")
        from cleaner.preparing import prepare  # noqa: PLC0415 — it compiles

        for _ in prepare(package):
            pass
        compileall.compile_dir(package, quiet=2)
        (folder / "run.py").write_text(RUN, "utf-8")

    def used(self, source: Path, *, form: str = "jsonl", jobs: int = 1, cache: str | None = None) -> Used:
        """Clean a file as the command does. `cache` is the folder of the cache; empty for none."""
        env = {"PYTHONPATH": str(self._folder)}
        return used(
            self._command(form, jobs),
            source,
            env if cache is None else {**env, "CLEANER_CACHE": cache},
        )

    def instructions(self, source: Path) -> int:
        """Return how many instructions it takes to clean records.

        The machine that valgrind plays has not all that this one has, so what is prepared does not fit it; a cache of
        its own is filled when it is first asked, which takes minutes.
        """
        env = {"PYTHONPATH": str(self._folder), "CLEANER_CACHE": str(self._folder / "cache-of-valgrind")}
        return instructions(self._command("jsonl", 1), source, env)

    def _command(self, form: str, jobs: int) -> list[str]:
        run = str(self._folder / "run.py")
        return [sys.executable, run, "--quiet", "--format", form, "-j", str(jobs)]
