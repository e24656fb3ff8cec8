"""The web server's own routes: who may push, what is answered, and what health and metrics say."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from worker import bootstrap
from worker.app import configure
from worker.settings import load_settings
from worker.web import web_app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from worker.bootstrap import Services

pytestmark = pytest.mark.integration
CONFIG = Path(__file__).parents[1] / "config"
TOKEN = {"Authorization": "Bearer a-token"}
ARTICLE = {"source": "desk", "guid": "1", "title": "Lũ trên sông Mẫu", "html": "<p>Nước sông đang lên rất nhanh.</p>"}


@pytest.fixture
def services(tmp_path: Path) -> Services:
    shutil.copytree(CONFIG, tmp_path / "config")
    (tmp_path / "config" / "sources.toml").write_text(
        '[[source]]\nname = "desk"\ntitle = "Desk"\nkind = "push"\n', encoding="utf-8"
    )
    settings = load_settings(tmp_path / "config" / "vietwire.toml")
    server = settings.server.model_copy(update={"token": SecretStr("a-token"), "max_push_bytes": 5000})
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("<h1>Front page</h1>", encoding="utf-8")
    services = bootstrap.use(settings.model_copy(update={"server": server}))
    configure(services.settings)
    return services


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(web_app(services)) as client:
        yield client


def push(client: TestClient, payload: Any, headers: dict[str, str] | None = None) -> Any:
    return client.post("/api/articles", content=json.dumps(payload), headers=TOKEN if headers is None else headers)


def test_a_pushed_article_is_kept_and_its_id_given(client: TestClient, services: Services) -> None:
    answer = push(client, ARTICLE)
    assert answer.status_code == 202
    (accepted,) = answer.json()["accepted"]
    assert (accepted["guid"], accepted["outcome"]) == ("1", "new")
    record = services.store.record(accepted["id"])
    assert record is not None
    assert record.article.title == "Lũ trên sông Mẫu"


def test_pushing_the_same_article_again_changes_nothing(client: TestClient) -> None:
    first, second = push(client, [ARTICLE]), push(client, {"articles": [ARTICLE]})
    assert first.json()["accepted"][0]["id"] == second.json()["accepted"][0]["id"]
    assert second.json()["accepted"][0]["outcome"] == "same"


def test_one_bad_article_does_not_refuse_its_neighbours(client: TestClient) -> None:
    answer = push(client, [ARTICLE, ARTICLE | {"guid": "2", "titel": "x"}])
    assert answer.status_code == 202
    assert len(answer.json()["accepted"]) == 1
    assert "unknown key 'titel'" in answer.json()["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 400, "The body is not JSON"),
        (b'"text"', 422, "Expected an article"),
        (b"[" * 4000, 400, "The body is not JSON"),
        (b'{"source": "nowhere", "title": "x", "html": "x", "guid": "x"}', 422, "sources.toml does not have"),
        (b" " * 6000, 413, "larger than 5000 bytes"),
        (b'{"source": "desk", "title": "\xff"}', 400, "The body is not JSON"),
    ],
)
def test_a_body_that_cannot_be_taken_is_explained(client: TestClient, body: bytes, status: int, said: str) -> None:
    answer = client.post("/api/articles", content=body, headers=TOKEN)
    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic a-token"}])
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/articles"), ("GET", "/metrics")])
def test_nobody_without_the_token_gets_in(client: TestClient, headers: dict[str, str], method: str, path: str) -> None:
    answer = client.request(method, path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_without_a_token_in_the_settings_pushing_is_off(services: Services) -> None:
    server = services.settings.server.model_copy(update={"token": SecretStr("")})
    services = bootstrap.use(services.settings.model_copy(update={"server": server}))
    with TestClient(web_app(services)) as client:
        answer = push(client, ARTICLE, {"Authorization": "Bearer "})
    assert answer.status_code == 403
    assert "VIETWIRE_SERVER__TOKEN" in answer.json()["detail"]


def test_public_files_are_served_beside_the_routes(client: TestClient) -> None:
    assert "Front page" in client.get("/").text


def test_health_tells_a_queue_that_stopped(client: TestClient, services: Services) -> None:
    assert client.get("/health").json()["ok"]
    services.ledger.beat("w", "fetch", now=bootstrap.now())
    assert client.get("/health").status_code == 200
    services.ledger.beat("w", "fetch", now=bootstrap.now() - timedelta(hours=1))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["stopped"]) == (503, ["fetch"])
    assert client.get("/health/web").status_code == 200


def test_metrics_count_articles_by_state(client: TestClient) -> None:
    push(client, ARTICLE)
    text = client.get("/metrics", headers=TOKEN).text
    assert 'vietwire_articles{state="received"} 1.0' in text
    assert "vietwire_oldest_waiting_seconds" in text
