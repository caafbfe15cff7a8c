#!/bin/sh
# One member's balance (me_points), again and again: through our HTTP, and the same statement by
# pgbench alone. Needs a running demo server: LGH_HOST, LGH_PORT, LGH_DATABASE_URL, LGH_BENCH_SECONDS.
# Generator, server and PostgreSQL share the machine, so take the ratios, not the figures.
set -eu
cd "$(dirname "$0")/../.."
base=http://$LGH_HOST:$LGH_PORT
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

answer=$(curl -s -f "$base/v1/auth/demo" -H 'Content-Type: application/json' -d '{"member_no": 10000001}')
token=$(echo "$answer" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
member=$(echo "$answer" | sed 's/.*"member_id":"\([^"]*\)".*/\1/')

# The statement as the server prepares it, with the member's id in place of its parameter.
grep -v '^--' db/sql/me_points.sql | sed "s/:caller_id/'$member'/" >"$folder/me_points.pgbench"
echo ';' >>"$folder/me_points.pgbench"
printf '%s, %s s each\n' "me_points, one member" "$LGH_BENCH_SECONDS"
for clients in 8 32 200; do
    wrk -t 2 -c "$clients" -d "${LGH_BENCH_SECONDS}s" --latency \
        -H "Authorization: Bearer $token" "$base/v1/me/points" >"$folder/wrk"
    if grep -q 'Non-2xx' "$folder/wrk"; then
        cat "$folder/wrk" >&2
        exit 1
    fi
    printf '  liangonghui, %3s connections: %7.0f requests/s, 99 %% within %s\n' "$clients" \
        "$(awk '/^Requests\/sec/ {print $2}' "$folder/wrk")" "$(awk '/ 99%/ {print $2}' "$folder/wrk")"
done
"$(pg_config --bindir)/pgbench" -n -M prepared -c 8 -j 2 -T "$LGH_BENCH_SECONDS" \
    -f "$folder/me_points.pgbench" "$LGH_DATABASE_URL" >"$folder/pgbench" 2>&1 ||
    { cat "$folder/pgbench" >&2 && exit 1; }
printf '  pgbench alone, 8 connections: %7.0f statements/s\n' "$(awk '/^tps/ {print $3}' "$folder/pgbench")"
