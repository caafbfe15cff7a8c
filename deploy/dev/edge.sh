# HAProxy before the program, running for a person: its settings, certificate, start and end.

# edge_settings: what deploy/haproxy.cfg reads; what the environment says wins.
edge_settings() {
    export LGH_EDGE_HOST="${LGH_EDGE_HOST:-127.0.0.1}" LGH_EDGE_PORT="${LGH_EDGE_PORT:-8443}"
    edge_api_host=$LGH_HOST
    [ "$edge_api_host" != 0.0.0.0 ] || edge_api_host=127.0.0.1
    export LGH_EDGE_API="${LGH_EDGE_API:-$edge_api_host:$LGH_PORT}"
    export LGH_EDGE_CHECK_PORT="${LGH_EDGE_CHECK_PORT:-$LGH_OPERATOR_PORT}"
    export LGH_EDGE_CERTIFICATE="${LGH_EDGE_CERTIFICATE:-$state/edge/edge.pem}"
    if [ -n "${LGH_THREADS:-}" ]; then # in the proportions of haproxy.cfg
        export LGH_EDGE_READS="${LGH_EDGE_READS:-$((LGH_THREADS * 150 / 320))}"
        export LGH_EDGE_WRITES="${LGH_EDGE_WRITES:-$((LGH_THREADS * 70 / 320))}"
        export LGH_EDGE_DRAWS="${LGH_EDGE_DRAWS:-$((LGH_THREADS * 70 / 320))}"
    fi
    # Each connection needs two open files; HAProxy refuses to start when it may not have them.
    edge_files=$(awk '/^Max open files/ {print $5}' /proc/self/limits)
    if [ -z "${LGH_EDGE_CONNECTIONS:-}" ] && [ "$edge_files" != unlimited ] &&
        [ "$edge_files" -lt 24300 ]; then
        export LGH_EDGE_CONNECTIONS="$(((edge_files - 300) / 2))"
    fi
}

# Self-signed, made once, made again when it is about to expire. Browsers ask before they believe it.
edge_certificate() {
    edge_folder=$state/edge
    [ "$LGH_EDGE_CERTIFICATE" = "$edge_folder/edge.pem" ] || return 0
    if [ -s "$LGH_EDGE_CERTIFICATE" ] && openssl x509 -noout -checkend 86400 \
        -in "$LGH_EDGE_CERTIFICATE" >/dev/null 2>&1; then
        return 0
    fi
    mkdir -p "$edge_folder"
    (
        umask 077
        logged certificate openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
            -days 365 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost \
            -keyout "$edge_folder/key.pem" -out "$edge_folder/certificate.pem" &&
            cat "$edge_folder/certificate.pem" "$edge_folder/key.pem" >"$edge_folder/edge.pem.new"
    ) || die "the certificate could not be made (lines above)."
    rm -f "$edge_folder/key.pem"
    mv "$edge_folder/edge.pem.new" "$LGH_EDGE_CERTIFICATE"
}

# Starts it and waits until it lets a request through; see server_start for setsid and pdeathsig.
edge_start() {
    edge_certificate
    [ ! -e "$state/log/edge.log" ] || mv "$state/log/edge.log" "$state/log/edge.log.1"
    # shellcheck disable=SC2046 # words of the form NAME=number
    setsid setpriv --pdeathsig TERM env $(grep -v '^#' "$root/deploy/haproxy.env") \
        haproxy -db -f "$root/deploy/haproxy.cfg" \
        >"$state/log/edge.log" 2>&1 </dev/null 8>&- 9>&- &
    edge=$!
    edge_tries=0
    until curl -s -f -k -o /dev/null --max-time 2 \
        "https://$LGH_EDGE_HOST:$LGH_EDGE_PORT/openapi.yaml"; do
        edge_tries=$((edge_tries + 1))
        if process_gone "$edge" || [ "$edge_tries" -gt 100 ]; then
            log_tail "$state/log/edge.log"
            die "HAProxy did not become ready (lines above)."
        fi
        sleep 0.1
    done
}

# After the server, which has answered what was under way: nothing is lost by ending at once.
edge_stop() {
    [ -n "${edge:-}" ] || return 0
    process_end "$edge" 50
    edge=
}
