#!/bin/sh
# Sees to what the tests need besides Python: Chromium, a font with Russian letters, PostgreSQL 15 or newer.
# Installs what is missing where that is possible (Debian, Ubuntu, as root); elsewhere says how.
set -eu

has_chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1
}
has_font() { command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=ru family)" ]; }
has_postgresql() { sh "$(dirname "$0")/with-postgresql.sh" --find >/dev/null 2>&1; }

missing=
has_chromium || missing="$missing chromium"
has_font || missing="$missing fontconfig fonts-dejavu-core"
has_postgresql || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Устанавливаю для тестов:$missing…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null
    # shellcheck disable=SC2086 # several packages
    apt-get install -q -y --no-install-recommends $missing >/dev/null
    exit 0
fi

echo "Для тестов не хватает:$missing" >&2
if command -v apt-get >/dev/null 2>&1; then
    echo "Установите: sudo apt-get install$missing" >&2
else
    echo "Установите Chromium (или укажите его: CHROMIUM=/путь), шрифт с кириллицей и PostgreSQL 15 или новее." >&2
    echo "macOS: brew install --cask chromium && brew install postgresql@16" >&2
fi
exit 1
