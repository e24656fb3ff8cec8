FROM python:3.11-slim-bookworm AS build
COPY requirements.lock /tmp/
RUN python -m venv /opt/vietwire \
    && /opt/vietwire/bin/pip install --no-cache-dir --no-deps --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
# libgomp is CTranslate2's thread pool; everything else comes in the wheels.
COPY --from=build /opt/vietwire /opt/vietwire
RUN groupadd --gid 10001 vietwire && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data vietwire \
    && install -d -o 10001 -g 10001 /data /data/state /data/public /models
WORKDIR /app
COPY config config
COPY models/*.argosmodel models/
COPY worker worker
COPY feeds feeds
ENV PATH=/opt/vietwire/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VIETWIRE_CONFIG=/app/config/vietwire.toml \
    VIETWIRE_PATHS__PUBLIC=/data/public \
    VIETWIRE_PATHS__DATA=/data/state \
    VIETWIRE_PATHS__MODELS=/models \
    VIETWIRE_DATABASE__URL=sqlite:////data/state/vietwire.sqlite3 \
    VIETWIRE_LOG__FORMAT=json
# Compiled once here, because the file system is read-only when it runs.
RUN python -m compileall -q worker feeds
USER 10001:10001
VOLUME /data /models
ENTRYPOINT ["python", "-m", "worker"]
CMD ["run", "--host", "0.0.0.0"]
