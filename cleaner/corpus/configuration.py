"""Configuration: which settings hold for which file."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.corpus.config_file import FILES, ConfigFile, has_settings, read_config
from cleaner.corpus.globs import verdict
from cleaner.corpus.places import from_above, real_folder
from cleaner.corpus.settings import COMMAND_LINE, Settings
from cleaner.corpus.source import STDIN
from cleaner.errors import ConfigError


class Configuration:
    """Finds the settings that hold for each file."""

    def __init__(
        self,
        told: Mapping[str, Any] | None = None,
        config: str | None = None,
        stdin_filename: str | None = None,
    ) -> None:
        """`told` is what the command line says; `config` names a configuration file that holds for all.

        `stdin_filename` names the file that standard input is taken as.
        """
        self._told = tuple((told or {}).items())
        if config is not None and not config.strip():
            raise ConfigError("--config", f"'{config}' is not a file name", "name a configuration file")
        self._config = read_config(Path(config)) if config else None
        self._stdin_filename = stdin_filename

    def name_of(self, path: str) -> str:
        """Return the name under which a file is known: that of standard input (`-`) may have been told."""
        return self._stdin_filename or path if path == STDIN else path

    def of(self, path: str) -> Settings:
        """Return the settings for a file, or for standard input (`-`). Raises `ConfigError`."""
        path = self.name_of(path)
        file = self._file_of(path)
        if file is None:
            return _merged((), self._told)
        relative = "" if file.is_plain or path == STDIN else _seen_from(_folder_of(str(file.path)), path)
        return _merged(tuple(file.of(relative)), self._told)

    def with_settings(self, **told: Any) -> "Configuration":
        """Return the same with other things that the command line says."""
        configuration = Configuration({**dict(self._told), **told})
        configuration._config = self._config
        return configuration

    def named_by(self, setting: str, path: str) -> bool | None:
        """Return whether the globs of a setting name a file, or a folder whose path ends in a slash.

        None if they say nothing of it. Globs of a configuration file count from its folder, others from the
        working folder.
        """
        settings = self.of(path)
        globs = getattr(settings, setting)
        if not globs:
            return None
        origin = settings.origins.get(setting, COMMAND_LINE)
        relative = _seen_from(_folder_of(origin), path)
        return verdict(globs, relative + "/" * path.endswith("/"))

    def _file_of(self, path: str) -> ConfigFile | None:
        return self._config or from_above(real_folder(path), _NEAREST, _config_above)


@lru_cache(maxsize=256)
def _merged(said: tuple[tuple[str, Any, str], ...], told: tuple[tuple[str, Any], ...]) -> Settings:
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, value, origin in [*said, *((name, value, COMMAND_LINE) for name, value in told)]:
        values[name], origins[name] = value, origin
    return Settings(**values, origins=origins)


_NEAREST: dict[str, ConfigFile | None] = {}


def _config_above(folder: str, above: ConfigFile | None) -> ConfigFile | None:
    """Return the configuration file of a folder, or the one that holds above it. Raises `ConfigError`."""
    return _config_in(folder) or above


def _config_in(folder: str) -> ConfigFile | None:
    for name in FILES:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and has_settings(Path(path)):
            return read_config(Path(path))
    return None


def _folder_of(origin: str) -> str:
    """Return the folder that globs count from: of the configuration file, or the working folder."""
    return os.getcwd() if origin == COMMAND_LINE else real_folder(origin.partition(": [[")[0])


def _seen_from(folder: str, path: str) -> str:
    """Return a file's path below a folder; as it was given if it is not below it."""
    real = os.path.join(real_folder(path), os.path.basename(path.rstrip("/")))
    below = real.removeprefix(folder.rstrip(os.sep) + os.sep)
    return (path if below == real else below).replace(os.sep, "/").rstrip("/")
