# What a person sees: progress lines, clear refusals, and logs shown only when something failed.

say() {
    printf '==> %s\n' "$*"
}

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# seconds_since START -> "12 s"
seconds_since() {
    printf '%s s' "$(($(date +%s) - $1))"
}

# logged NAME COMMAND...: runs it with its output in .local/log/NAME.log. Fails as the command does,
# after showing the end of the log and the reason in a sentence when it is a known one.
logged() {
    logged_file=$state/log/$1.log
    shift
    "$@" >"$logged_file" 2>&1 </dev/null && return 0
    log_tail "$logged_file"
    return 1
}

log_tail() {
    tail -n 25 "$1" | sed 's/^/    /' >&2
    printf 'dev: the whole log is in %s\n' "${1#"$root"/}" >&2
    if grep -q -i -E 'no space left on device|not enough free space' "$1"; then
        printf 'dev: the disk is full: make room and run the same command again.\n' >&2
    fi
}

# disk_need MEGABYTES PATH PURPOSE: stops with a sentence when the file system of PATH has less.
disk_need() {
    disk_free=$(df -Pk "$2" 2>/dev/null | awk 'NR == 2 {print int($4 / 1024)}')
    [ "${disk_free:-$1}" -ge "$1" ] ||
        die "only $disk_free MB are free where $2 is, and $3 needs about $1 MB: make room and run the same command again."
}
