# Coverage: what the tests reach, of C by gcov, of PL/pgSQL by the profiler of plpgsql_check. Built without
# sanitizers. All of it takes as long as the suite; a part that is named adds to what is known already:
# ./dev coverage unit, then ./dev coverage api -- --share 1/6, and so on.

coverage_parts="unit sql api race fault"

# coverage [PART...] [-- WORDS FOR PYTEST...]: without a part all of them, and all afresh.
coverage() {
    coverage_chosen=
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        case " $coverage_parts " in
        *" $1 "*) coverage_chosen="$coverage_chosen $1" ;;
        *) die "there is no part '$1': $coverage_parts" ;;
        esac
        shift
    done
    [ $# -eq 0 ] || shift
    suite_start=$(date +%s)
    prepare_begin
    traps
    exec 7>"$state/suite.lock"
    flock -n 7 || die "a ./dev test is running in this checkout."
    packages build postgresql test lint
    build coverage all -DCMAKE_BUILD_TYPE=Debug -DLGH_COVERAGE=ON
    binary=$state/build/coverage/liangonghui
    if [ -z "$coverage_chosen" ]; then
        find "$state/build/coverage" -name '*.gcda' -delete
        rm -f "$state/coverage.json"
        coverage_chosen=$coverage_parts
    fi
    suite_environment
    prepare_end
    cluster_profiles=1
    for coverage_part in $coverage_chosen; do
        coverage_one "$coverage_part" "$@"
    done
    suite_stage "coverage" /usr/bin/python3 tests/covered.py show "$state/build/coverage" "$root" \
        "$state/coverage.json"
    suite_report
}

# coverage_one PART WORDS...
coverage_one() {
    coverage_kept=$state/test/reached-$1
    case $1 in
    unit)
        suite_stage "unit tests" ctest --test-dir "$state/build/coverage" --output-on-failure -j 2
        return
        ;;
    sql) suite_sql ;;
    *)
        coverage_folder=tests/$1
        suite_database "liangonghui_$1"
        shift
        suite_stage "${coverage_folder#tests/} tests" suite_pytest "$coverage_folder" \
            --reached "$coverage_kept" "$@"
        ;;
    esac
    /usr/bin/python3 tests/covered.py add "$state/coverage.json" "$LGH_TEST_DATABASE_URL" "$coverage_kept"*
}
