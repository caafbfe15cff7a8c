# Reads one stage's output (ctest, pg_prove, pytest or our own checks) and prints "N passed, M failed".
# The stage's exit status (-v status=) has the last word: failing without a count is one failure.

/tests passed, [0-9]+ tests failed out of [0-9]+/ { # ctest
    for (i = 1; i <= NF; i++) {
        if ($i == "tests" && $(i + 1) == "failed") failed += $(i - 1)
        if ($i == "of") passed += $(i + 1)
    }
    passed -= failed
}
/^Files=[0-9]+, Tests=[0-9]+/ { # pg_prove counts failed ones in Tests too
    split($2, word, "=")
    proved = word[2] + 0
}
/Failed [0-9]+\/[0-9]+ subtests/ {
    for (i = 1; i <= NF; i++) if ($i == "Failed") unproved += $(i + 1)
}
/^(=+ )?[0-9]+ [a-z]+(, [0-9]+ [a-z]+)* in [0-9.]+s/ { # pytest
    for (i = 1; i < NF; i++) {
        if ($(i + 1) ~ /^passed/) passed += $i
        if ($(i + 1) ~ /^(failed|errors?)/) failed += $i
    }
}
/^ok: / { passed++ } # deploy/dev/lint.sh
/^failed: / { failed++ }
END {
    passed += proved - (unproved < proved ? unproved : proved)
    failed += unproved
    if (status != 0 && failed == 0) failed = 1
    printf "%d passed, %d failed\n", passed, failed
}
