# The tests, stage by stage; a failed stage does not stop the next one. What runs beside what: lanes.sh.

suite_parts="unit lint sql generator fuzz api race fault campaign deploy"

# suite [PART...] [-- WORDS FOR PYTEST...]
suite() {
    if [ "${1:-}" = --campaign ]; then
        shift
        campaign "$@"
        return
    fi
    suite_begin "$suite_parts" "$@"
    shift "$suite_words"
    packages build postgresql test
    command -v npm >/dev/null || packages docs
    build_asan
    suite_environment
    prepare_end
    for suite_part in ${suite_chosen:-beside campaign}; do
        "suite_$suite_part" "$@"
    done
    suite_report
}

# suite_begin PARTS [PART...] [-- WORDS FOR PYTEST...]: which of PARTS are named, in suite_chosen, and how many
# words to shift until those for pytest, in suite_words. Then nobody else may test in this checkout.
suite_begin() {
    suite_known=$1
    suite_chosen=
    suite_words=0
    shift
    for suite_word in "$@"; do
        suite_words=$((suite_words + 1))
        [ "$suite_word" != -- ] || break
        case " $suite_known " in
        *" $suite_word "*) suite_chosen="$suite_chosen $suite_word" ;;
        *) die "there is no part '$suite_word': $suite_known" ;;
        esac
    done
    suite_start=$(date +%s)
    prepare_begin
    traps
    exec 7>"$state/suite.lock"
    flock -n 7 || die "another ./dev test or ./dev coverage is running in this checkout."
}

# The test cluster starts when the first part needs it.
suite_environment() {
    rm -rf "$state/test"
    mkdir -p "$state/test"
    export LGH_BINARY="$binary" PYTHONPYCACHEPREFIX="$state/pycache" PYTHONUNBUFFERED=1
    export HYPOTHESIS_STORAGE_DIRECTORY="$state/hypothesis"
    export PYTEST_ADDOPTS="-q -p no:cacheprovider --tb=short"
    export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1}"
    export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}"
}

# suite_database NAME: an empty database; sets LGH_TEST_DATABASE_URL.
suite_database() {
    if [ -z "${cluster_held:-}" ]; then
        cluster_open test
    fi
    LGH_TEST_DATABASE_URL=$(cluster_url "$1")
    export LGH_TEST_DATABASE_URL
    cluster_database "$1"
}

# suite_migrated NAME: with the schema, one after the other, for roles belong to the whole cluster.
suite_migrated() {
    suite_database "$1"
    LGH_DATABASE_URL=$LGH_TEST_DATABASE_URL logged "migrate-$cluster_name" "$binary" migrate ||
        die "the tests have no database (lines above)."
}

# suite_stage NAME COMMAND...: shows its output, keeps it in .local/log, counts and times it.
suite_stage() {
    suite_name=$1
    shift
    suite_log=$(suite_log_of "$suite_name")
    suite_began=$(date +%s)
    say "$suite_name"
    {
        suite_status=0
        "$@" </dev/null 2>&1 7>&- 8>&- || suite_status=$?
        echo "$suite_status" >"$suite_log.status"
    } | tee "$suite_log"
    suite_tally "$suite_name" "$(cat "$suite_log.status")" "$suite_log" "$(seconds_since "$suite_began")"
}

suite_log_of() {
    printf '%s/log/test-%s.log' "$state" "$(printf %s "$1" | tr -c 'A-Za-z0-9' '-')"
}

# suite_tally NAME STATUS LOG TIME
suite_tally() {
    suite_count=$(awk -v status="$2" -f "$root/deploy/dev/tally.awk" "$3")
    echo "$suite_count" >>"$state/test/counts"
    say "$1: $suite_count in $4"
}

# suite_again NAME DATABASE: asks the few tests that failed in a stage once more, alone, for they ran beside
# others on a machine too small for both, and some judge times. Who passes now is counted as passed, and told
# as unsteady. More than a handful is no matter of time, nor is what is wrong after a whole run.
suite_again() {
    again_log=$(suite_log_of "$1")
    again_list=$again_log.failed
    sed -n -E 's/^(FAILED|ERROR) (tests\/.*)/\2/p' "$again_log" | sed 's/ - .*//' >"$again_list"
    again_failed=$(wc -l <"$again_list")
    if [ "$again_failed" -eq 0 ] || [ "$again_failed" -gt 5 ] ||
        grep -q -E '^_+ ERROR (at teardown|collecting)' "$again_log"; then
        return 0
    fi
    again_count=$(wc -l <"$state/test/counts")
    case $1 in
    *again*) suite_alone "alone, for the first time: $1" "$2" ;;
    esac
    suite_alone "alone: $1" "$2"
    if [ "$(cat "$suite_log.status")" -eq 0 ]; then
        echo "0 passed, -$again_failed failed" >>"$state/test/counts"
        cat "$again_list" >>"$state/test/unsteady"
    fi
}

# suite_alone NAME DATABASE
suite_alone() {
    LGH_TEST_DATABASE_URL=$2 suite_stage "$1" xargs -d '\n' -a "$again_list" \
        /usr/bin/python3 -m pytest --reached "$state/test/reached-again-$again_count"
}

suite_unit() {
    suite_stage "unit tests" ctest --test-dir "$state/build/asan" --output-on-failure -j 2
}

suite_lint() {
    suite_stage "house rules" lint_cheap
}

suite_sql() {
    suite_migrated liangonghui_sql
    psql -X -q -d "$LGH_TEST_DATABASE_URL" -c "CREATE EXTENSION pgtap SCHEMA public"
    suite_stage "SQL tests" pg_prove -j 2 -h "$cluster_socket" -U "$cluster_superuser" \
        -d liangonghui_sql tests/sql/*.sql
}

suite_generator() {
    suite_stage "generator tests" suite_pytest tests/generator "$@"
}

# A few seconds of each target. Only when it is named, for it wants clang and a build of its own; the unit
# tests run over their inputs, and over changes of them, in any case.
suite_fuzz() {
    prepare_begin
    packages fuzz
    build_fuzz
    prepare_end
    fuzz_seconds=3
    # shellcheck disable=SC2046 # a list of words
    suite_stage "fuzzing" fuzz_each $(fuzz_all)
}

suite_api() {
    suite_database liangonghui_http
    suite_stage "API tests" suite_pytest tests/api "$@"
}

suite_race() {
    suite_database liangonghui_http
    suite_stage "race tests" suite_pytest tests/race "$@"
}

suite_fault() {
    suite_database liangonghui_http
    suite_stage "fault tests" suite_pytest tests/fault "$@"
}

suite_release() {
    prepare_begin
    (build_release)
    prepare_end
}

# One bounded run of the release build, for five minutes at most where nobody else computes; its seed is 1,
# or LGH_CAMPAIGN_SEED. ./dev test --campaign goes on.
suite_campaign() {
    suite_stage "tests of the campaign" suite_pytest tests/campaign "$@"
    [ $# -eq 0 ] || return 0
    suite_release
    suite_stage campaign env LGH_BINARY="$state/build/release/liangonghui" \
        LGH_CAMPAIGN_STATE="$state/test/campaign" /usr/bin/python3 tests/campaign \
        --seeds "${LGH_CAMPAIGN_SEED:-1}" --run 100000 --faults 10 --seconds 200
}

# campaign WORDS...: against the release build, until told, or until there are operations enough. What was
# done is kept in .local/campaign, so that the next one goes on.
campaign() {
    case " $* " in
    *" -h "* | *" --help "*) exec /usr/bin/python3 "$root/tests/campaign" --help ;;
    esac
    prepare_begin
    traps
    packages build postgresql test
    build_release
    suite_environment
    prepare_end
    LGH_CAMPAIGN_STATE="$state/campaign" /usr/bin/python3 "$root/tests/campaign" "$@"
}

# These judge what is installed: the release binary, the units, the containers.
suite_deploy() {
    suite_release
    export LGH_RELEASE_BINARY="$state/build/release/liangonghui"
    suite_stage "deployment tests" suite_pytest tests/deploy "$@"
}

suite_pytest() {
    /usr/bin/python3 -m pytest "$@"
}

suite_report() {
    suite_total=$(awk '{passed += $1; failed += $3} END {print passed + 0 " passed, " failed + 0 " failed"}' \
        "$state/test/counts")
    say "everything took $(seconds_since "$suite_start")"
    [ ! -e "$state/test/unsteady" ] || say "unsteady, passed only when asked alone: $(cat "$state/test/unsteady")"
    printf '%s\n' "$suite_total"
    case $suite_total in
    0\ *) die "no test passed." ;;
    *" 0 failed") ;;
    *) exit 1 ;;
    esac
}
