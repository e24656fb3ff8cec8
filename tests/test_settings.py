"""Settings: every mistake is told with its place, and the shipped file documents all of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from feeds.site import Edition
from worker.bootstrap import Services
from worker.core.errors import ConfigurationError
from worker.settings import Settings, load_settings

SHIPPED = Path(__file__).parents[1] / "config" / "vietwire.toml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config" / "vietwire.toml"
    path.parent.mkdir()
    path.write_text(SHIPPED.read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    import os  # noqa: PLC0415 only here

    for name in [name for name in os.environ if name.startswith("VIETWIRE_")]:
        monkeypatch.delenv(name)


def test_the_shipped_file_shows_every_setting_with_its_default() -> None:
    shown = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    places = {"base_dir", "config_dir"}
    sections = {name: field.default for name, field in Settings.model_fields.items() if name not in places}
    assert shown.keys() == sections.keys()
    for name, section in sections.items():
        assert shown[name].keys() == type(section).model_fields.keys(), name
    loaded = load_settings(SHIPPED)
    assert loaded == Settings(base_dir=loaded.base_dir, config_dir=loaded.config_dir)


def test_the_environment_wins_over_the_file(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIETWIRE_SERVER__PORT", "9000")
    settings = load_settings(config)
    assert (settings.server.port, settings.server.host) == (9000, "127.0.0.1")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("port = 8080", 'port = "many"', r"vietwire\.toml, line \d+: server\.port: input should be a valid integer"),
        ("port = 8080", "prot = 8080", r"vietwire\.toml, line \d+: server\.prot is not a setting"),
        ("beam_size = 4", "beam_size = 0", r"line \d+: translation\.beam_size: input should be greater than or equal"),
        ("[log]", "[logs]", r"line \d+: logs is not a setting"),
        ("port = 8080", "port = ", r"vietwire\.toml.*line"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(config: Path, old: str, new: str, said: str) -> None:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        load_settings(config)


def test_the_line_told_is_the_line_of_the_mistake(config: Path) -> None:
    lines = config.read_text(encoding="utf-8").splitlines()
    wrong = next(number for number, line in enumerate(lines, start=1) if line == "port = 8080")
    config.write_text("\n".join(lines).replace("port = 8080", "port = -1"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"line {wrong}:"):
        load_settings(config)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VIETWIRE_SERVER__PORT", "many", "The environment variable VIETWIRE_SERVER__PORT: input should be a valid"),
        ("VIETWIRE_BROKER__URL", "redis", "VIETWIRE_BROKER__URL: value error, it looks like redis://"),
        ("VIETWIRE_SERVER_PORT", "1", "The environment variable VIETWIRE_SERVER_PORT is not a setting"),
        ("VIETWIRE_CHECKS__SHORTT", "1", "VIETWIRE_CHECKS__SHORTT is not a setting"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    config: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=said):
        load_settings(config)


def test_a_list_in_the_environment_that_is_none_is_told_with_its_variable(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIETWIRE_SITE__TITLE", "News")
    monkeypatch.setenv("VIETWIRE_SITE__EDITIONS", '["full"]')
    assert load_settings(config).site_values["editions"] == (Edition.FULL,)
    monkeypatch.setenv("VIETWIRE_SITE__EDITIONS", "full")
    with pytest.raises(ConfigurationError, match=r"JSON.*see VIETWIRE_SITE__EDITIONS\."):
        load_settings(config)


@pytest.mark.parametrize("key", ["base_dir", "config_dir"])
def test_where_the_configuration_lies_is_no_setting(config: Path, key: str) -> None:
    config.write_text(f'{key} = "/elsewhere"\n' + config.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"line 1: {key} is not a setting"):
        load_settings(config)


def test_the_other_files_lie_beside_the_configuration_file_whatever_the_folder_is_called(tmp_path: Path) -> None:
    path = tmp_path / "etc" / "vietwire.toml"
    path.parent.mkdir()
    path.write_text("", encoding="utf-8")
    settings = load_settings(path)
    assert settings.config_dir == tmp_path / "etc"
    assert settings.public_dir == tmp_path / "public"


def test_a_missing_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist; set VIETWIRE_CONFIG"):
        load_settings(tmp_path / "nowhere.toml")


def test_secrets_do_not_show_when_settings_are_printed(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIETWIRE_SERVER__TOKEN", "hush-hush")
    monkeypatch.setenv("VIETWIRE_DATABASE__URL", "postgresql://me:hush-hush@host/db")
    assert "hush-hush" not in repr(load_settings(config))


@pytest.mark.parametrize("password", ["hush/hush", "hush#hush", "hush:hush@hush"])
def test_no_part_of_a_password_shows_when_its_address_cannot_be_read(
    config: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("VIETWIRE_BROKER__URL", f"redis://:{password}@host:six/0")
    with pytest.raises(ConfigurationError, match="VIETWIRE_BROKER__URL") as caught:
        load_settings(config)
    assert "hush" not in str(caught.value)


def test_a_relative_database_path_starts_at_the_folder_that_holds_config(config: Path) -> None:
    assert load_settings(config).database_url == f"sqlite:///{config.parent.parent}/var/vietwire.sqlite3"


def test_every_way_of_decoding_takes_the_length_penalty_that_is_set(config: Path) -> None:
    config.write_text(config.read_text(encoding="utf-8").replace("length_penalty = 0.8", "length_penalty = 0.7"))
    policy = Services(load_settings(config)).policy
    assert {way.length_penalty for way in (policy.decoding, policy.rewrite)} == {0.7}
    assert "conference" in policy.english_words
