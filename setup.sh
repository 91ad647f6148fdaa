#!/bin/sh
# ./setup.sh [dev]: makes .venv with the locked packages (dev: with those for tests and checks too).
# Does nothing when it is up to date. Python 3.12 or newer is looked for, and fetched when there is none.
set -eu
cd "$(dirname "$0")"

requirements=requirements.txt
if [ "${1:-}" = dev ]; then requirements=requirements-dev.txt; fi

suits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1
}

checksum() { cksum <"$1" | cut -d " " -f 1; }

stamp=.venv/installed
# The packages for development include all others: an environment that has them is good for running too.
if suits .venv/bin/python && [ -f "$stamp" ]; then
    for have in "$requirements" requirements-dev.txt; do
        if [ "$(cat "$stamp")" = "$have $(checksum "$have") $(checksum requirements.txt)" ]; then exit 0; fi
    done
fi

python=
for candidate in ${PYTHON:-} python3.13 python3.14 python3.12 python3 python \
    "$HOME"/.pyenv/versions/3.13.*/bin/python3 "$HOME"/.pyenv/versions/3.1[24].*/bin/python3 \
    "$HOME"/.local/bin/python3.13 /opt/homebrew/bin/python3 /usr/local/bin/python3; do
    if suits "$candidate"; then python=$candidate && break; fi
done

if [ -z "$python" ]; then
    echo "Python 3.12 или новее не найден, скачиваю Python 3.13…"
    temporary=$(mktemp -d)
    trap 'rm -rf "$temporary"' EXIT
    if python3 -m venv "$temporary/uv" &&
        "$temporary/uv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt &&
        "$temporary/uv/bin/uv" python install 3.13; then
        python=$("$temporary/uv/bin/uv" python find --managed-python --no-project 3.13)
    else
        echo "Не получилось. Установите Python 3.12 или новее (с модулями venv и ensurepip) и повторите;" >&2
        echo "если он стоит в необычном месте: PYTHON=/путь/к/python3 make run" >&2
        exit 1
    fi
fi

if ! suits .venv/bin/python; then
    echo "Создаю окружение .venv ($("$python" --version))…"
    "$python" -m venv --clear .venv
fi
echo "Устанавливаю пакеты из $requirements…"
rm -f "$stamp"
.venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r "$requirements"
echo "$requirements $(checksum "$requirements") $(checksum requirements.txt)" >"$stamp"
