# Runs of tests beside each other. Most tests wait more than they work, so one alone leaves the machine idle.

# lane COMMAND...: a shell of its own runs it beside what follows, until lanes_join.
lane() {
    lane_shell "$@" &
    lanes="${lanes:-} $!"
}

lane_shell() {
    exec 8>&- # a lock of the caller's
    trap 'exit 1' INT TERM HUP
    trap lane_end EXIT
    lanes=
    cluster_held=
    "$@"
}

lane_end() {
    lanes_stop
    cluster_close
}

lanes_join() {
    for lane in $lanes; do
        wait "$lane" || die "a lane of tests ended by itself."
    done
    lanes=
}

# What still runs beside when we are stopped; its servers need their time to end.
lanes_stop() {
    for lane in ${lanes:-}; do
        process_end "$lane" 300
    done
    lanes=
}

# lane_pytest NAME DATABASE WORDS...: a stage of a lane; what it says goes to .local/log, and is shown if it
# failed. DATABASE is an URL, or empty. setsid and pdeathsig: as for a server (server.sh).
lane_pytest() {
    lane_name=$1
    lane_url=$2
    shift 2
    lane_log=$(suite_log_of "$lane_name")
    lane_began=$(date +%s)
    say "$lane_name: begun, in ${lane_log#"$root"/}"
    LGH_TEST_DATABASE_URL=$lane_url setsid setpriv --pdeathsig TERM /usr/bin/python3 -m pytest "$@" \
        >"$lane_log" 2>&1 </dev/null 7>&- 8>&- &
    lanes=$!
    lane_status=0
    wait "$lanes" || lane_status=$?
    lanes=
    [ "$lane_status" -eq 0 ] || cat "$lane_log"
    suite_tally "$lane_name" "$lane_status" "$lane_log" "$(seconds_since "$lane_began")"
}

# lane_api SHARE WORDS...: a share of the API's files, and a third of them once more on the same database, for what
# a test leaves behind must not matter: with each commit another third, and without those marked stateless, for
# no row decides what they are told. The cluster is the lane's own: some tests look into its whole log, and some
# compare whole tables after each of hundreds of refusals if anybody has written to it.
lane_api() {
    lane_share=$1
    shift
    cluster_open "test-${lane_share%/*}"
    suite_migrated liangonghui_http
    lane_pytest "API tests, $lane_share" "$LGH_TEST_DATABASE_URL" tests/api --nice \
        --share "$lane_share" --reached "$state/test/reached" "$@"
    lane_pytest "API tests again, $lane_share" "$LGH_TEST_DATABASE_URL" tests/api --nice \
        --share "$lane_share" --turn "$(lane_turn)" -m "not stateless" "$@"
}

lane_turn() {
    lane_commits=$(git -C "$root" rev-list --count HEAD 2>/dev/null) || lane_commits=0
    echo "$((lane_commits % 3 + 1))/3"
}

# suite_beside WORDS...: all that needs no machine of its own. The fault tests, which have clusters of their own
# and judge times, have the processors first whenever they want them. What computes all the time comes after what
# waits, for the lanes leave half the machine idle in their end. Only from all together can be told whether every
# declared answer was reached.
suite_beside() {
    suite_unit
    suite_lint
    for beside_share in 1/2 2/2; do
        lane lane_pytest "fault tests, $beside_share" "" tests/fault --share "$beside_share" \
            --reached "$state/test/reached-fault" "$@"
    done
    for beside_share in 1/3 2/3 3/3; do
        lane lane_api "$beside_share" "$@"
    done
    suite_race --nice --reached "$state/test/reached-race" "$@"
    suite_generator "$@"
    suite_sql
    suite_deploy "$@"
    lanes_join
    for beside_share in 1/2 2/2; do
        suite_again "fault tests, $beside_share" ""
    done
    suite_database liangonghui_http
    for beside_share in 1/3 2/3 3/3; do
        suite_again "API tests, $beside_share" "$LGH_TEST_DATABASE_URL"
        suite_again "API tests again, $beside_share" "$LGH_TEST_DATABASE_URL"
    done
    [ $# -gt 0 ] || suite_stage "answers of the contract" /usr/bin/python3 tests/reached.py \
        "$state/test/reached"-*
}
