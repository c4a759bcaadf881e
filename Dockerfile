# The app in a container: docker build -t crossover . && docker run --read-only --tmpfs /tmp -p 8501:8501 crossover
FROM python:3.11-slim-bookworm AS built
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/crossover \
 && /opt/crossover/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
# Chromium draws charts as pictures. Debian keeps only the newest of it, so it has no version here.
# hadolint ignore=DL3008
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends chromium fonts-liberation fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin crossover
COPY --from=built /opt/crossover /opt/crossover
WORKDIR /srv/crossover
COPY app.py ./
COPY .streamlit .streamlit
COPY lib lib
COPY pages pages
COPY data data
# What pages read is derived here, since nothing can be written where the container is read-only.
RUN /opt/crossover/bin/python -m lib.refresh --derive \
 && chown -R crossover data
USER 10001
ENV HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PATH=/opt/crossover/bin:$PATH
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/healthz', timeout=9)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
