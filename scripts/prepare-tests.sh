#!/bin/sh
# Sees to what the tests need besides Python: Chromium, a font with Russian letters, PostgreSQL 15 or newer; and,
# where they can be had, libgcrypt, OpenSSL's gost-engine and ClamAV's daemon (without them the tests that need
# them are skipped).
# Installs what is missing where that is possible (Debian, Ubuntu, as root); elsewhere says how.
set -eu

has_chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null 2>&1 ||
        command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=ru family)" ]; }
has_postgresql() { sh "$(dirname "$0")/with-postgresql.sh" --find >/dev/null 2>&1; }

has_libgcrypt() { .venv/bin/python -c 'import ctypes; ctypes.CDLL("libgcrypt.so.20")' 2>/dev/null; }
has_clamd() { [ -x /usr/sbin/clamd ]; }
has_gost_engine() { [ -n "$(ls /usr/lib/*/engines-3/gost.so 2>/dev/null)" ]; }

missing=
has_chromium || missing="$missing chromium"
has_font || missing="$missing fontconfig fonts-dejavu-core"
has_postgresql || missing="$missing postgresql"
wished=
# Takes half of the work that the whole browser takes.
[ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell >/dev/null 2>&1 || wished="$wished chromium-headless-shell"
has_libgcrypt || wished="$wished libgcrypt20"
has_clamd || wished="$wished clamav-daemon"
has_gost_engine || wished="$wished libengine-gost-openssl"
[ -n "$missing$wished" ] || exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Устанавливаю для тестов:$missing$wished…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null || [ -z "$missing" ]
    # shellcheck disable=SC2086 # several packages
    [ -z "$missing" ] || apt-get install -q -y --no-install-recommends $missing >/dev/null
    for package in $wished; do
        apt-get install -q -y --no-install-recommends "$package" >/dev/null 2>&1 ||
            echo "Нет пакета $package: тесты, которым он нужен, будут пропущены." >&2
    done
    exit 0
fi
[ -n "$missing" ] || exit 0

echo "Для тестов не хватает:$missing" >&2
if command -v apt-get >/dev/null 2>&1; then
    echo "Установите: sudo apt-get install$missing" >&2
else
    echo "Установите Chromium (или укажите его: CHROMIUM=/путь), шрифт с кириллицей и PostgreSQL 15 или новее." >&2
    echo "macOS: brew install --cask chromium && brew install postgresql@16" >&2
fi
exit 1
