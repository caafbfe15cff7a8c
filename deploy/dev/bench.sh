# A quick measurement on this machine, for a feeling of proportion; the numbers are this machine's.

bench() {
    prepare_begin
    traps
    export LGH_HOST=127.0.0.1 LGH_PORT="${LGH_PORT:-18080}"
    export LGH_OPERATOR_HOST=127.0.0.1 LGH_OPERATOR_PORT="${LGH_OPERATOR_PORT:-18081}"
    export LGH_DEMO=1 LGH_LOG_LEVEL="${LGH_LOG_LEVEL:-warning}" LGH_BENCH_SECONDS="${LGH_BENCH_SECONDS:-8}"
    packages build postgresql bench
    server_ports
    build_release
    server_secrets
    server_database
    server_start
    prepare_end
    sh "$root/tests/bench/quick.sh"
}
