#!/bin/sh
# Sees to LibreOffice for `make corpus`, where it can be had (Debian, Ubuntu, as root); without it the documents
# that it would write are left out.
set -eu

command -v soffice >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Устанавливаю LibreOffice…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >/dev/null &&
        apt-get install -q -y --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui >/dev/null && exit 0
fi
echo "LibreOffice нет: документы, которые он делает, в прогон не войдут." >&2
