# Checks of the text itself: formatters, static analysis, contract, SQL and house rules.

redocly_package=@redocly/cli@1.34.20

lint() {
    prepare_begin
    traps
    packages build postgresql test lint
    build_asan
    prepare_end
    lint_failed=0
    lint_cheap || true
    lint_check clang-tidy lint_clang_tidy
    lint_check cppcheck lint_cppcheck
    cluster_open test
    cluster_database liangonghui_lint
    lint_url=$(cluster_url liangonghui_lint)
    lint_check plpgsql_check lint_plpgsql
    lint_contract
    say "Dockerfile: not checked, Debian has no linter for it"
    [ "$lint_failed" -eq 0 ] || die "$lint_failed checks failed (lines above)."
    say "lint: all is well"
}

# The part that ./dev test runs too: seconds, not minutes.
lint_cheap() {
    lint_failed=0
    lint_check "house rules" /usr/bin/python3 tests/lint/tidy.py
    lint_check clang-format lint_clang_format
    lint_check shellcheck lint_shellcheck
    [ "$lint_failed" -eq 0 ]
}

# lint_check NAME COMMAND...: says "ok: NAME", or what the command said and "failed: NAME".
lint_check() {
    lint_name=$1
    lint_log=$state/log/lint-$(echo "$1" | tr ' ' '-').log
    lint_start=$(date +%s)
    shift
    if "$@" >"$lint_log" 2>&1 </dev/null; then
        echo "ok: $lint_name ($(seconds_since "$lint_start"))"
    else
        lint_failed=$((lint_failed + 1))
        head -n 200 "$lint_log"
        echo "failed: $lint_name"
    fi
}

lint_clang_format() {
    find api db tests/unit tests/fuzz tests/bench -name '*.[ch]' -exec clang-format-19 --dry-run -Werror {} +
}

lint_shellcheck() {
    # Checked as one program: the parts share functions and variables.
    shellcheck -x -a dev && shellcheck .ci/run
}

# Two at a time; our own headers are judged with the files that include them.
lint_clang_tidy() {
    find api db -name '*.c' -print0 |
        xargs -0 -n 4 -P 2 clang-tidy-19 -p "$state/build/asan" --quiet 2>/dev/null |
        grep -v -E '^\[[0-9]+/[0-9]+\] Processing file' >"$state/log/clang-tidy.log" || true
    cat "$state/log/clang-tidy.log"
    ! grep -q -E '(error|warning):' "$state/log/clang-tidy.log"
}

# Debian 12's cppcheck does not understand compound literals in macro arguments, and takes arrays that
# a loop fills for uninitialised: clang-tidy sees both better.
lint_cppcheck() {
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --suppress=missingInclude --suppress=syntaxError --suppress=internalAstError \
        --suppress=uninitvar --suppress=normalCheckLevelMaxBranches --error-exitcode=1 \
        -I "$root" -I "$state/build/asan/gen" -D_GNU_SOURCE -DLIANGONGHUI_VERSION='""' api db
}

# plpgsql_check reads every function against the tables as they really are.
lint_plpgsql() {
    LGH_DATABASE_URL=$lint_url "$binary" migrate &&
        psql -X -q -d "$lint_url" -v ON_ERROR_STOP=1 -f tests/lint/functions.psql
}

# Redocly comes from npm, into .local; without npm the check is left out, and that is said.
lint_contract() {
    if ! command -v npm >/dev/null; then (packages docs) || true; fi
    lint_redocly=$state/npm/node_modules/.bin/redocly
    lint_wanted=$state/npm/$(echo "$redocly_package" | tr '/' '-')
    if [ ! -e "$lint_wanted" ]; then
        mkdir -p "$state/npm"
        if ! logged redocly npm install --prefix "$state/npm" --no-audit --no-fund --no-save \
            --fetch-retries=1 "$redocly_package"; then
            lint_failed=$((lint_failed + 1))
            echo "failed: contract (npm could not fetch $redocly_package)"
            return 0
        fi
        touch "$lint_wanted"
    fi
    lint_check contract "$lint_redocly" lint --config tests/lint/redocly.yaml openapi.yaml
}
