# A private PostgreSQL for this checkout: a unix socket only, no port, nobody else's data.
# "dev" and "bench" keep their data between runs; "test" and "test-1" to "test-3" are thrown away, so
# they may forget fsync and live in memory.

cluster_superuser=liangonghui

# PostgreSQL refuses to run as root: there it runs as Debian's user postgres.
as_cluster_user() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups \
            env -i PATH="$PATH" LC_ALL=C.UTF-8 HOME=/var/lib/postgresql "$@")
    else
        (cd / && unset PGHOST PGPORT PGUSER PGDATABASE PGOPTIONS PGSERVICE PGPASSWORD &&
            exec env PGDATA= "$@")
    fi
}

# Debian keeps initdb and pg_ctl out of PATH, in a folder for each version.
cluster_programs() {
    packages_postgresql
    cluster_bin=/usr/lib/postgresql/$postgresql/bin
    [ -x "$cluster_bin/initdb" ]
}

# cluster_open NAME: creates it if need be, starts it, and sets cluster_socket. Who opens "dev" holds
# a shared lock on descriptor 8 until cluster_close, and the last one out stops it; the others are for
# one at a time, and those of tests begin empty whatever a killed run left behind.
cluster_open() {
    cluster_name=$1
    cluster_programs || die "there is no PostgreSQL server in /usr/lib/postgresql."
    cluster_place
    exec 8>"$state/pg/$cluster_name.lock"
    if [ "$cluster_name" = dev ]; then
        flock -s 8
    else
        flock -n -x 8 || die "another ./dev $cluster_name is running in this checkout."
    fi
    if cluster_passes; then
        cluster_stop
        cluster_remove
        cluster_place
    fi
    cluster_held=1
    [ -e "$cluster/data/PG_VERSION" ] || cluster_create
    cluster_made=$(cat "$cluster/data/PG_VERSION")
    [ "$cluster_made" = "$postgresql" ] ||
        die "the database in .local was made by PostgreSQL $cluster_made, this system has $postgresql: ./dev clean removes it."
    cluster_start
}

cluster_passes() {
    case $cluster_name in
    test*) ;;
    *) return 1 ;;
    esac
}

# Where data and socket live. Usually .local/pg; in memory for tests; elsewhere when user postgres
# cannot reach the checkout (root's home has mode 700) or the socket's path would not fit 107 bytes.
cluster_place() {
    cluster=$state/pg/$cluster_name
    mkdir -p "$state/pg"
    cluster_memory=/dev/shm/liangonghui-$checkout${cluster_name#test}
    if cluster_passes && cluster_usable "$cluster_memory" &&
        [ "$(df -Pk /dev/shm | awk 'NR == 2 {print int($4 / 1024)}')" -ge 1024 ]; then
        cluster=$cluster_memory
    elif ! cluster_usable "$cluster"; then
        cluster=/var/lib/postgresql/liangonghui-$checkout/$cluster_name
        [ "$(id -u)" -eq 0 ] || die "$state/pg belongs to somebody else: remove it, or run as its owner."
        as_cluster_user mkdir -p "$cluster"
        [ -d "$state/pg/$cluster_name" ] || ln -sfn "$cluster" "$state/pg/$cluster_name"
    fi
    cluster_socket=$cluster/socket
    case $cluster_socket in
    *[!A-Za-z0-9./_-]*) cluster_socket= ;;
    esac
    if [ -z "$cluster_socket" ] || [ ${#cluster_socket} -gt 88 ]; then
        cluster_socket=/tmp/liangonghui-$(id -u)-$checkout-$cluster_name
    fi
    as_cluster_user mkdir -p -m 700 "$cluster_socket"
    as_cluster_user test -O "$cluster_socket" || die "$cluster_socket belongs to somebody else: remove it."
}

# cluster_usable FOLDER: makes it, for the cluster's user alone; false if that user cannot use it.
cluster_usable() {
    [ ! -L "$1" ] || return 1
    if [ ! -d "$1" ]; then
        mkdir -m 700 "$1" 2>/dev/null || return 1
        [ "$(id -u)" -ne 0 ] || chown postgres:postgres "$1"
        as_cluster_user test -w "$1" && return 0
        rmdir "$1"
        return 1
    fi
    as_cluster_user test -w "$1" -a -O "$1"
}

cluster_create() {
    disk_need 300 "$cluster" "a new database"
    say "database: creating a private PostgreSQL $postgresql"
    as_cluster_user rm -rf "$cluster/data" "$cluster/data.new"
    logged "initdb-$cluster_name" as_cluster_user "$cluster_bin/initdb" -D "$cluster/data.new" -U "$cluster_superuser" \
        --auth=trust --encoding=UTF8 --locale=C.UTF-8 --data-checksums --no-sync ||
        die "initdb failed (lines above)."
    as_cluster_user mv "$cluster/data.new" "$cluster/data"
}

# deploy/postgresql.conf holds what production should have too; the rest is for this machine.
cluster_settings() {
    cat "$root/deploy/postgresql.conf"
    echo "listen_addresses = ''"
    echo "unix_socket_directories = '$cluster_socket'"
    echo "unix_socket_permissions = 0700"
    case $cluster_name in
    test*)
        echo "fsync = off"
        echo "full_page_writes = off"
        echo "max_connections = 200"
        if [ -n "${cluster_profiles:-}" ]; then # for ./dev coverage
            echo "shared_preload_libraries = 'plpgsql,plpgsql_check'"
            echo "plpgsql_check.profiler = on"
        fi
        ;;
    bench) # a quarter of the memory as in production, but alike on all larger machines
        echo "shared_buffers = $(awk '/^MemTotal:/ {mb = int($2 / 4096); print mb < 2048 ? mb : 2048}' \
            /proc/meminfo)MB"
        echo "max_wal_size = 8GB"
        ;;
    esac
}

cluster_start() {
    if as_cluster_user "$cluster_bin/pg_ctl" -D "$cluster/data" status >/dev/null 2>&1; then
        return 0
    fi
    cluster_settings | as_cluster_user tee "$cluster/data/postgresql.conf" >/dev/null
    as_cluster_user rm -f "$cluster/log"
    as_cluster_user "$cluster_bin/pg_ctl" -D "$cluster/data" -l "$cluster/log" -w -t 60 -s start \
        >/dev/null 2>&1 </dev/null 8>&- 9>&- || {
        as_cluster_user cat "$cluster/log" >"$state/log/postgresql-$cluster_name.log" || true
        log_tail "$state/log/postgresql-$cluster_name.log"
        die "the private PostgreSQL did not start (lines above)."
    }
    ! cluster_passes || cluster_yield
}

# Tests that judge times have clusters of their own, and the processors before this one. Linux shares them out
# among sessions, of which the postmaster has one, before it looks at single processes (sched(7), autogroup).
cluster_yield() {
    as_cluster_user head -n 1 "$cluster/data/postmaster.pid" | {
        read -r cluster_postmaster
        as_cluster_user renice -n 5 -p "$cluster_postmaster" >/dev/null
        as_cluster_user sh -c "echo 10 >/proc/$cluster_postmaster/autogroup" 2>/dev/null || true
    }
}

# cluster_close: stops it unless another ./dev still uses it.
cluster_close() {
    [ -n "${cluster_held:-}" ] || return 0
    if flock -n -x 8; then
        cluster_stop
        ! cluster_passes || cluster_remove
        as_cluster_user rmdir "$cluster_socket" 2>/dev/null || true
    fi
    exec 8>&-
    cluster_held=
}

cluster_stop() {
    as_cluster_user test -e "$cluster/data/postmaster.pid" || return 0
    for cluster_mode in fast immediate; do
        as_cluster_user "$cluster_bin/pg_ctl" -D "$cluster/data" -m "$cluster_mode" -w -t 30 -s stop \
            >/dev/null 2>&1 && return 0
    done
    return 0
}

cluster_remove() {
    as_cluster_user rm -rf "$cluster/data" "$cluster/log"
    as_cluster_user rmdir "$cluster_socket" "$cluster" 2>/dev/null || true
}

# cluster_url DATABASE
cluster_url() {
    printf 'postgresql:///%s?host=%s&user=%s' "$1" "$cluster_socket" "$cluster_superuser"
}

# cluster_database NAME: creates it unless it is there.
cluster_database() {
    cluster_found=$(as_cluster_user psql -X -d "$(cluster_url postgres)" -Atc \
        "SELECT 1 FROM pg_database WHERE datname = '$1'")
    [ "$cluster_found" = 1 ] ||
        as_cluster_user psql -X -q -d "$(cluster_url postgres)" -c "CREATE DATABASE \"$1\""
}
