#!/bin/sh
# with-postgresql.sh COMMAND…: runs COMMAND with KABINET_DATABASE_URL set to a PostgreSQL cluster of its own,
# made in a temporary folder on a free port and removed afterwards. --find only prints where PostgreSQL lies.
set -eu

programs=
for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t / -k 5 -n -r) \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    if [ -x "$folder/initdb" ]; then programs=$folder && break; fi
done
if [ -z "$programs" ] && command -v initdb >/dev/null 2>&1; then programs=$(dirname "$(command -v initdb)"); fi
if [ -z "$programs" ]; then
    echo "PostgreSQL не найден." >&2
    exit 1
fi
if [ "$1" = --find ]; then echo "$programs" && exit 0; fi

cluster=$(mktemp -d)
# The server refuses to work as root; Debian's package has made a user for it.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    chown postgres "$cluster"
    as_owner() { (cd "$cluster" && setpriv --reuid postgres --regid postgres --clear-groups "$@"); }
fi
stop() {
    as_owner "$programs/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$cluster"
}
trap stop EXIT
trap 'exit 130' INT TERM

port=$("${PYTHON:-.venv/bin/python}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_owner "$programs/initdb" -D "$cluster/data" -U kabinet -A trust -E UTF8 --locale C.UTF-8 >/dev/null
as_owner "$programs/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w start -o \
    "-p $port -k $cluster -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" \
    >/dev/null || { cat "$cluster/log" >&2; exit 1; }

KABINET_DATABASE_URL="postgres://kabinet@127.0.0.1:$port/postgres" "$@"
