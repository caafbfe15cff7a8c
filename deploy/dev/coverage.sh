# Coverage: what the tests reach, of C by gcov, of PL/pgSQL by the profiler of plpgsql_check. Built without
# sanitizers. All of it takes as long as the suite; a part that is named adds to what is known already:
# ./dev coverage unit, then ./dev coverage api -- --share 1/6, and so on.

coverage_parts="unit sql api race fault"

# coverage [PART...] [-- WORDS FOR PYTEST...]: without a part all of them, and all afresh.
coverage() {
    suite_begin "$coverage_parts" "$@"
    shift "$suite_words"
    packages build postgresql test lint
    build coverage all -DCMAKE_BUILD_TYPE=Debug -DLGH_COVERAGE=ON
    binary=$state/build/coverage/liangonghui
    if [ -z "$suite_chosen" ]; then
        find "$state/build/coverage" -name '*.gcda' -delete
        rm -f "$state/coverage.json"
        suite_chosen=$coverage_parts
    fi
    suite_environment
    prepare_end
    cluster_profiles=1
    for coverage_part in $suite_chosen; do
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
        suite_migrated "liangonghui_$1"
        shift
        suite_stage "${coverage_folder#tests/} tests" suite_pytest "$coverage_folder" \
            --reached "$coverage_kept" "$@"
        ;;
    esac
    /usr/bin/python3 tests/covered.py add "$state/coverage.json" "$LGH_TEST_DATABASE_URL" "$coverage_kept"*
}
