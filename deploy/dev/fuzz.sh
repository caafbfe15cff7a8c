# Fuzzing: the targets of tests/fuzz under libFuzzer, with the sanitizers. Inputs that reach new code are
# kept in .local/fuzz/TARGET/corpus, findings in .local/fuzz/TARGET/found; a finding becomes a file of
# tests/fuzz/corpus/TARGET with the change that mends it.

fuzz_all() {
    for fuzz_source in "$root"/tests/fuzz/*.c; do
        fuzz_name=$(basename "$fuzz_source" .c)
        case $fuzz_name in
        target | replay) ;;
        *) printf '%s ' "$fuzz_name" ;;
        esac
    done
}

# fuzz [TARGET...] [--seconds N]: N for each target.
fuzz() {
    fuzz_chosen=
    fuzz_seconds=60
    while [ $# -gt 0 ]; do
        case $1 in
        --seconds)
            case ${2:-} in
            '' | *[!0-9]* | 0*) die "--seconds takes a number of seconds for each target." ;;
            esac
            fuzz_seconds=$2
            shift
            ;;
        *)
            case " $(fuzz_all)" in
            *" $1 "*) fuzz_chosen="$fuzz_chosen $1" ;;
            *) die "there is no target '$1': $(fuzz_all)" ;;
            esac
            ;;
        esac
        shift
    done
    prepare_begin
    traps
    packages build fuzz
    build_fuzz
    prepare_end
    # shellcheck disable=SC2086 # a list of words
    fuzz_each ${fuzz_chosen:-$(fuzz_all)}
}

build_fuzz() {
    build fuzz fuzzers -DCMAKE_BUILD_TYPE=Debug -DLGH_FUZZ=ON -DCMAKE_C_COMPILER=clang-19
}

# fuzz_each TARGET...: one after the other; fails when one of them found something.
fuzz_each() {
    fuzz_failed=0
    for fuzz_target in "$@"; do
        fuzz_one "$fuzz_target" || fuzz_failed=$((fuzz_failed + 1))
    done
    [ "$fuzz_failed" -eq 0 ]
}

fuzz_one() {
    fuzz_folder=$state/fuzz/$1
    fuzz_log=$state/log/fuzz-$1.log
    fuzz_words=$root/tests/fuzz/dictionaries/$1.dict
    [ -e "$fuzz_words" ] || fuzz_words=
    mkdir -p "$fuzz_folder/corpus" "$fuzz_folder/found" "$fuzz_folder/seeds"
    if [ "$1" = decode ]; then
        /usr/bin/python3 "$root/tests/fuzz/seeds.py" "$fuzz_folder/seeds"
    fi
    fuzz_status=0
    "$state/build/fuzz/fuzz_$1" "$fuzz_folder/corpus" "$root/tests/fuzz/corpus/$1" \
        "$fuzz_folder/seeds" -artifact_prefix="$fuzz_folder/found/" \
        -max_total_time="$fuzz_seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192 \
        -print_final_stats=1 ${fuzz_words:+-dict="$fuzz_words"} \
        >"$fuzz_log" 2>&1 </dev/null || fuzz_status=$?
    fuzz_count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$fuzz_log")
    if [ "$fuzz_status" -ne 0 ]; then
        tail -n 40 "$fuzz_log"
        echo "failed: fuzz $1, the input is in ${fuzz_folder#"$root"/}/found"
        return 1
    fi
    echo "ok: fuzz $1 ($fuzz_count inputs in $fuzz_seconds s)"
}
