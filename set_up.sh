#!/bin/sh
# Make the virtual environment for `app`, `tests` or `cluster`; one sentence says what is missing and how to get it.
set -eu
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}

stop() {
    echo "$1" >&2
    exit 1
}

# Install Debian packages where that is possible without asking; 1 where it is not.
debian() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else return 1; fi
    echo "Installing $* with apt-get"
    $as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

# Note the Debian package of a program that is not here.
needs() {
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    stop "Python 3.11 or newer is needed as '$PYTHON'; install it, or name another one: make run PYTHON=python3.12"

if [ ! -x "$VENV/bin/pip" ]; then
    "$PYTHON" -m venv "$VENV" >/dev/null 2>&1 || { debian python3-venv && "$PYTHON" -m venv "$VENV"; } ||
        stop "The module venv of Python is missing; on Debian install it with: apt-get install python3-venv"
fi

case "$1" in
app)
    echo "Installing what the app needs into $VENV; this takes about a minute, once"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt ||
        stop "pip could not install requirements.txt; its own words stand above, most often there is no network"
    touch "$VENV/.app"
    ;;
tests)
    echo "Installing what the tests need into $VENV, once"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check -r requirements-dev.txt ||
        stop "pip could not install requirements-dev.txt; its own words stand above, most often there is no network"
    missing=""
    browser || missing="$missing chromium fonts-liberation fonts-noto-cjk"
    needs pdftotext poppler-utils
    needs nginx nginx-light
    needs systemd-analyze systemd
    needs debootstrap debootstrap
    needs ip iproute2
    # shellcheck disable=SC2086
    [ -z "$missing" ] || debian $missing ||
        stop "The tests need programs that are missing; install them (on Debian: apt-get install$missing) and run this again"
    command -v chromium-headless-shell >/dev/null 2>&1 || debian chromium-headless-shell ||
        echo "The tests take Chromium with all its windows; chromium-headless-shell, where there is one, is faster"
    touch "$VENV/.tests"
    ;;
cluster)
    echo "Installing Ibis, Spark and ClickHouse's engine into $VENV; this takes some minutes, once"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check -r requirements-cluster.txt ||
        stop "pip could not install requirements-cluster.txt; its own words stand above, most often there is no network"
    command -v java >/dev/null 2>&1 || debian default-jre-headless ||
        stop "Spark needs Java; install it (on Debian: apt-get install default-jre-headless) and run this again"
    touch "$VENV/.cluster"
    ;;
esac
