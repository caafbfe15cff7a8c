# The bench: what it needs, around tests/bench, which does the measuring.

bench() {
    prepare_begin
    traps
    packages build postgresql edge bench
    case " $* " in
    *" -h "* | *" --help "*)
        bench_python --help
        return 0
        ;;
    esac
    bench_python --check "$@" # a word that it does not know, before anything slow
    command -v npm >/dev/null || packages docs
    build_release
    build release arrivals -DCMAKE_BUILD_TYPE=Release
    server_secrets
    disk_need 4000 "$state" "the data of the bench"
    cluster_open bench
    mkdir -p "$state/bench"
    LGH_BENCH_CLUSTER_URL=$(cluster_url postgres)
    LGH_BENCH_ARRIVALS=$state/build/release/arrivals
    export LGH_BENCH_CLUSTER_URL LGH_BENCH_BINARY="$binary" LGH_BENCH_STATE="$state/bench" \
        LGH_BENCH_ARRIVALS
    prepare_end
    bench_python "$@" 8>&-
}

bench_python() {
    PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$root/tests/bench" "$@"
}
