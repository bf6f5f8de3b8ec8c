#!/usr/bin/env bash
# A throw-away PostgreSQL cluster for the tests: `start DIR` prints its DATABASE_URL, `stop DIR` ends it, `again DIR` starts
# one that was stopped at its old address.
set -euo pipefail
folder="$2"
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "没有找到 PostgreSQL，请先安装 postgresql。" >&2; exit 1; }
as_owner() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
case "$1" in
    start)
        [ "$(id -u)" -eq 0 ] && chown postgres "$folder"
        port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
        as_owner "$bin/initdb" -D "$folder/data" -U tongxin --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
        printf '%s' "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off" >"$folder/options"
        as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "$(cat "$folder/options")" start >/dev/null
        echo "postgresql://tongxin@127.0.0.1:$port/postgres"
        ;;
    again) as_owner "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "$(cat "$folder/options")" start >/dev/null ;;
    stop) as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true ;;
esac
