# The program, running for a person: its secrets, ports, start and end.

# Secrets are made once and stay in .local, readable by their owner only. Those that a newer program
# needs are added.
server_secrets() {
    secret_keep LGH_JWT_KEYS "k1:$(random_key)"
    secret_keep LGH_DATA_KEYS "$(random_key)"
    secret_keep LGH_INDEX_KEY "$(random_key)"
    while IFS='=' read -r server_name server_value; do
        case $server_name in # what the environment says wins
        LGH_JWT_KEYS) export LGH_JWT_KEYS="${LGH_JWT_KEYS:-$server_value}" ;;
        LGH_DATA_KEYS) export LGH_DATA_KEYS="${LGH_DATA_KEYS:-$server_value}" ;;
        LGH_INDEX_KEY) export LGH_INDEX_KEY="${LGH_INDEX_KEY:-$server_value}" ;;
        esac
    done <"$state/secrets"
}

# secret_keep NAME VALUE: the value, unless the file has one. LGH_DATA_KEY is what LGH_DATA_KEYS was.
secret_keep() {
    (
        umask 077
        touch "$state/secrets"
        sed 's/^LGH_DATA_KEY=/LGH_DATA_KEYS=/' "$state/secrets" >"$state/secrets.new"
        grep -q "^$1=." "$state/secrets.new" || printf '%s=%s\n' "$1" "$2" >>"$state/secrets.new"
        mv "$state/secrets.new" "$state/secrets"
    )
}

# 32 random bytes in base64url.
random_key() {
    head -c 32 /dev/urandom | base64 -w 0 | tr '+/' '-_' | tr -d '='
}

# server_ports [HOST-VARIABLE PORT-VARIABLE]...: the ports must be free before anything slow begins.
server_ports() {
    /usr/bin/python3 "$root/deploy/dev/ports.py" LGH_HOST LGH_PORT LGH_OPERATOR_HOST LGH_OPERATOR_PORT \
        "$@" || exit 1
}

# The database that the environment names, else a private one.
server_database() {
    if [ -n "${LGH_DATABASE_URL:-}" ]; then
        say "database: the one in LGH_DATABASE_URL"
    else
        cluster_open dev
        cluster_database liangonghui
        LGH_DATABASE_URL=$(cluster_url liangonghui)
        export LGH_DATABASE_URL
        say "database: private PostgreSQL $postgresql on a socket in $cluster_socket"
    fi
    logged migrate "$binary" migrate ||
        die "the schema could not be brought up to date (lines above); ./dev clean forgets the private database."
    logged demo "$binary" demo || die "the demo city could not be loaded (lines above)."
    say "database: schema and demo city are there"
}

# Starts it and waits until it is ready. setsid keeps the terminal's Ctrl-C from it: server_stop tells
# it once. pdeathsig: should this shell be killed, the server does not stay behind.
server_start() {
    [ ! -e "$state/log/serve.log" ] || mv "$state/log/serve.log" "$state/log/serve.log.1"
    setsid setpriv --pdeathsig TERM "$binary" serve >"$state/log/serve.log" 2>&1 </dev/null 8>&- 9>&- &
    server=$!
    server_tries=0
    while ! curl -s -f -o /dev/null --max-time 2 \
        "http://$LGH_OPERATOR_HOST:$LGH_OPERATOR_PORT/readyz"; do
        server_tries=$((server_tries + 1))
        if process_gone "$server" || [ "$server_tries" -gt 150 ]; then
            log_tail "$state/log/serve.log"
            die "the server did not become ready (lines above)."
        fi
        sleep 0.1
    done
}

# process_gone PID. A child that ended stays as a zombie until the shell waits for it.
process_gone() {
    grep -q -s '^State:.[^Z]' "/proc/$1/status" && return 1
    return 0
}

# process_end PID TENTHS: asks it to end, and makes it end after so many tenths of a second.
process_end() {
    kill -TERM "$1" 2>/dev/null || true
    process_tries=0
    until process_gone "$1"; do
        process_tries=$((process_tries + 1))
        if [ "$process_tries" -gt "$2" ]; then
            kill -KILL "$1" 2>/dev/null || true
        fi
        sleep 0.1
    done
}

# Lets it finish what it is doing, but no longer than its own drain time and a little.
server_stop() {
    [ -n "${server:-}" ] || return 0
    process_end "$server" 150
    server=
}
