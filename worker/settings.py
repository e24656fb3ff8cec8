"""Every setting: `config/vietwire.toml` first, environment variables (`VIETWIRE_SECTION__KEY`) above it."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, create_model, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from feeds.site import Site
from worker.core.check import Policy
from worker.core.errors import ConfigurationError
from worker.toml_lines import load_toml, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import DataclassInstance

PREFIX = "VIETWIRE_"
CONFIG_VARIABLE = "VIETWIRE_CONFIG"

PLACES = frozenset({"base_dir", "config_dir"})
"""Told by where the file lies, never by what it says."""
PLAIN = (bool, int, float, str, tuple, frozenset)
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """A table of the configuration file; unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _mirror(values: type[DataclassInstance], doc: str, *, leave_out: frozenset[str] = frozenset()) -> type[Section]:
    """A section with one key for each plain field of a dataclass, so that the two can never disagree."""
    hints = get_type_hints(values)
    fields: dict[str, Any] = {
        field.name: (hints[field.name], ... if field.default is dataclasses.MISSING else field.default)
        for field in dataclasses.fields(values)
        if field.name not in leave_out and (isinstance(field.default, PLAIN) or _required(field))
    }
    return create_model(f"{values.__name__}Section", __base__=Section, __doc__=doc, **fields)


# `config/feeds.toml` holds the saved searches; everything else about the site stands here.
SiteSection = _mirror(Site, "What the feeds and pages say of themselves.", leave_out=frozenset({"searches"}))
# How sentences are decoded is the translation's matter; the policy's plain values are thresholds.
ChecksSection = _mirror(Policy, "When English is doubted or held.")


class PathsSection(Section):
    """Where things lie; relative paths start at the folder that holds `config/`."""

    public: Path = Path("public")
    data: Path = Path("var")
    models: Path = Path("var/models")


class DatabaseSection(Section):
    """The database: the truth."""

    url: SecretStr = SecretStr("sqlite:///var/vietwire.sqlite3")


class BrokerSection(Section):
    """The message broker: only carries nudges."""

    url: SecretStr = SecretStr("memory://")

    @field_validator("url")
    @classmethod
    def _is_readable(cls, url: SecretStr) -> SecretStr:
        """Refuse early what Celery would complain of with a part of the password."""
        try:
            brokers = [urlsplit(one) for one in url.get_secret_value().split(";")]
            readable = all(one.scheme and one.port != 0 for one in brokers)  # asking for the port reads it
        except ValueError:
            readable = False
        if not readable:
            raise ValueError(
                "it looks like redis://:password@host:6379/0, with / # ? @ in a password written as %2F %23 %3F %40"
            )
        return url


class TranslationSection(Section):
    """The engine and how it searches."""

    source_language: str = "vi"
    target_language: str = "en"
    package: str = ""
    beam_size: Annotated[int, Field(ge=1, le=16)] = 4
    length_penalty: float = 0.8
    inter_threads: Annotated[int, Field(ge=0)] = 0
    intra_threads: Annotated[int, Field(ge=0)] = 0
    batch_tokens: Annotated[int, Field(ge=64)] = 512
    compute_type: Literal["default", "auto", "int8", "int8_float32", "int16", "float32"] = "auto"
    day_first: bool = False
    articles_a_batch: Count = 8
    attempts: Count = 4
    lease: Seconds = 180


class FetchSection(Section):
    """How politely and how much is read from other people's servers."""

    contact: str = ""
    timeout: Seconds = 20
    total_timeout: Seconds = 60
    max_bytes: Count = 10_000_000
    host_delay: Annotated[float, Field(ge=0)] = 1.0
    robots: bool = True


class ServerSection(Section):
    """The web server."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    token: SecretStr = SecretStr("")
    workers: Count = 1
    max_push_bytes: Count = 5_000_000


class ScheduleSection(Section):
    """How often the scheduler looks, in seconds."""

    poll: Seconds = 30
    sweep: Seconds = 60
    publish: Seconds = 300
    canary: Seconds = 30


class LogSection(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["console", "json"] = "console"


class Settings(BaseSettings):
    """All settings, checked and frozen."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )

    base_dir: Path = Path()
    """Where relative paths start."""
    config_dir: Path = Path("config")
    """The folder of configuration files."""
    site: SiteSection = SiteSection(base_url="http://127.0.0.1:8080/")  # type: ignore[valid-type, call-arg]
    paths: PathsSection = PathsSection()
    database: DatabaseSection = DatabaseSection()
    broker: BrokerSection = BrokerSection()
    translation: TranslationSection = TranslationSection()
    checks: ChecksSection = ChecksSection()  # type: ignore[valid-type]
    fetch: FetchSection = FetchSection()
    server: ServerSection = ServerSection()
    schedule: ScheduleSection = ScheduleSection()
    log: LogSection = LogSection()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 the base class fixes the signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the base class fixes the signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the base class fixes the signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment over file: the file's values come in as arguments."""
        return env_settings, init_settings

    @property
    def site_values(self) -> dict[str, Any]:
        """What the site's section says, by the names of `feeds.site.Site`'s fields."""
        return dict(self.model_dump(include={"site"})["site"])

    @property
    def check_values(self) -> dict[str, Any]:
        """What the checks' section says, by the names of `worker.core.check.Policy`'s fields."""
        return dict(self.model_dump(include={"checks"})["checks"])

    @property
    def public_dir(self) -> Path:
        """The folder that is published."""
        return self.base_dir / self.paths.public

    @property
    def data_dir(self) -> Path:
        """The folder of the database, locks and other state."""
        return self.base_dir / self.paths.data

    @property
    def models_dir(self) -> Path:
        """The folder of installed model packages."""
        return self.base_dir / self.paths.models

    @property
    def models_catalogue(self) -> Path:
        """The file that describes the known model packages."""
        return self.config_dir / "models.toml"

    @property
    def database_url(self) -> str:
        """The database's address; a relative SQLite path starts at `base_dir`."""
        url = self.database.url.get_secret_value()
        prefix = "sqlite:///"
        if url.startswith(prefix) and not url.startswith("sqlite:////") and url != "sqlite:///:memory:":
            return f"{prefix}{(self.base_dir / url.removeprefix(prefix)).resolve()}"
        return url

    @property
    def embedded(self) -> bool:
        """Whether one process holds everything, with Celery's in-memory broker."""
        return self.broker.url.get_secret_value().startswith("memory:")


def find_config() -> Path:
    """The configuration file: `VIETWIRE_CONFIG`, else ./config/vietwire.toml, else the one beside the program."""
    if named := os.environ.get(CONFIG_VARIABLE):
        return Path(named)
    here = Path("config/vietwire.toml")
    return here if here.exists() else Path(__file__).parent.parent / here


def load_settings(path: Path | None = None) -> Settings:
    """Read and check all settings; raises ConfigurationError that names the file and line, or the variable."""
    path = (path or find_config()).resolve()
    if not path.exists():
        raise ConfigurationError(f"The configuration file {path} does not exist; set {CONFIG_VARIABLE} to its path.")
    values, text = load_toml(path)
    _refuse_unknown_variables()
    for place in PLACES & values.keys():
        raise ConfigurationError(f"{path}, line {locate(text, (place,))}: {place} is not a setting.")
    try:
        return Settings(**values, base_dir=path.parent.parent, config_dir=path.parent)
    except ValidationError as error:
        raise ConfigurationError(_sentences(error, path, text)) from None
    except SettingsError as error:
        named = " or ".join(_lists_that_are_none()) or str(error)
        raise ConfigurationError(f'In the environment a list is written as JSON, ["a", "b"]; see {named}.') from None


def _variable(location: tuple[Any, ...]) -> str:
    return PREFIX + "__".join(str(part) for part in location).upper()


def _refuse_unknown_variables() -> None:
    known = {CONFIG_VARIABLE}
    for section, field in Settings.model_fields.items():
        if isinstance(field.default, Section):
            known |= {_variable((section, key)) for key in type(field.default).model_fields}
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            raise ConfigurationError(
                f"The environment variable {name} is not a setting; names look like {PREFIX}SERVER__PORT "
                "(section, two underscores, key). Correct or unset it."
            )


def _lists_that_are_none() -> Iterator[str]:
    """Environment variables for settings that are lists, whose text is not JSON."""
    for section, field in Settings.model_fields.items():
        for key, setting in type(field.default).model_fields.items() if isinstance(field.default, Section) else ():
            name = _variable((section, key))
            if isinstance(setting.default, tuple) and name in os.environ:
                try:
                    json.loads(os.environ[name])
                except ValueError:
                    yield name


def _sentences(error: ValidationError, path: Path, text: str) -> str:
    found = []
    for problem in error.errors():
        location = problem["loc"]
        key = ".".join(str(part) for part in location)
        if (variable := _variable(location)) in os.environ:
            where = f"The environment variable {variable}"
        else:
            line = locate(text, tuple(str(part) for part in location))
            where = f"{path}, line {line}: {key}" if line else f"{path}: {key}"
        if problem["type"] == "extra_forbidden":
            found.append(f"{where} is not a setting; see the comments in that file for those there are.")
        else:
            found.append(f"{where}: {problem['msg'][0].lower()}{problem['msg'][1:]}.")
    return "\n".join(found)
