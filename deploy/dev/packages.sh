# Debian packages: what each kind of work needs, and the installing of what is missing.

packages_of() {
    case $1 in
    build) echo gcc libc6-dev cmake ninja-build pkgconf python3-yaml curl ca-certificates \
        libcivetweb-dev libcsv-dev libjansson-dev libjwt-dev libssl-dev libpq-dev \
        libcurl4-openssl-dev libargon2-dev ;;
    postgresql) echo postgresql "postgresql-$postgresql" "postgresql-$postgresql-postgis-3" ;;
    docs) echo nodejs npm ;;
    edge) echo haproxy openssl ;;
    bench) echo wrk python3-psycopg2 ;;
    test) echo libcmocka-dev python3-pytest python3-hypothesis python3-jsonschema \
        python3-psycopg2 "postgresql-$postgresql-pgtap" \
        libtap-parser-sourcehandler-pgtap-perl shellcheck clang-format-19 haproxy openssl systemd \
        chromium-headless-shell fonts-wqy-microhei ;;
    fuzz) echo clang-19 libclang-rt-19-dev ;;
    lint) echo clang-tidy-19 cppcheck "postgresql-$postgresql-plpgsql-check" ;;
    esac
}

# The major version of PostgreSQL: the installed one, else the one that Debian would install.
packages_postgresql() {
    postgresql=$(dpkg-query -W -f '${Status} ${Version}\n' postgresql 2>/dev/null |
        sed -n 's/^install ok installed \([0-9]*\).*/\1/p')
    [ -n "$postgresql" ] || postgresql=$(apt-cache show --no-all-versions postgresql 2>/dev/null |
        sed -n 's/^Version: \([0-9]*\).*/\1/p')
}

packages_missing() {
    packages_wanted=$(for packages_set in "$@"; do packages_of "$packages_set"; done)
    # shellcheck disable=SC2086 # a list of words
    packages_present=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' $packages_wanted \
        2>/dev/null | sed -n 's/^ii //p')
    for package in $packages_wanted; do
        case "
$packages_present
" in
        *"
$package
"*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# packages SET...: returns at once when nothing is missing.
packages() {
    command -v apt-get >/dev/null ||
        die "this needs Debian 12 or 13 (or a relative of theirs): there is no apt-get here."
    packages_postgresql
    [ -n "$postgresql" ] && [ -z "$(packages_missing "$@")" ] && return 0
    packages_privilege "$@"
    disk_need 1500 /usr "installing Debian packages"
    say "packages: reading Debian's lists"
    # shellcheck disable=SC2086 # $sudo is a word or nothing
    logged packages $sudo apt-get update -q -o DPkg::Lock::Timeout=300 ||
        die "apt-get update failed (lines above): is the network there?"
    packages_postgresql
    [ -n "$postgresql" ] || die "Debian's lists have no package 'postgresql': $(packages_hint)"
    packages_install "$(packages_missing "$@")"
}

# Sets $sudo to what has to stand before apt-get.
packages_privilege() {
    sudo=
    [ "$(id -u)" -ne 0 ] || return 0
    if ! command -v sudo >/dev/null; then
        packages_refuse "you are not root and there is no sudo" "$@"
    fi
    sudo=sudo
    sudo -n true 2>/dev/null && return 0
    [ -t 0 ] || packages_refuse "sudo asks for a password and there is no terminal to type it" "$@"
    say "packages: sudo may ask for your password, to install Debian packages"
    sudo -v || packages_refuse "sudo refused" "$@"
}

packages_refuse() {
    packages_reason=$1
    shift
    [ -n "$postgresql" ] || postgresql=NN
    die "Debian packages are missing, and $packages_reason. As root: apt-get install --no-install-recommends $(packages_missing "$@")"
}

packages_hint() {
    echo "look at /etc/apt/sources.list.d; Debian's component 'main' is enough."
}

packages_install() {
    # shellcheck disable=SC2086 # a list of words
    set -- $1
    packages_start=$(date +%s)
    say "packages: installing $# ($1 …), a minute or two; details in .local/log/packages.log"
    packages_status=0
    case " $* " in
    *" postgresql-$postgresql "*) packages_bare_start ;;
    esac
    # shellcheck disable=SC2086 # $sudo is a word or nothing
    logged packages $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q \
        --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
        -o Acquire::Retries=3 "$@" ||
        packages_status=1
    packages_bare_end
    [ "$packages_status" -eq 0 ] ||
        die "Debian packages could not be installed (lines above): no network, or $(packages_hint)"
    say "packages: installed in $(seconds_since "$packages_start")"
}

# Debian starts a cluster "main" on port 5432 whenever a PostgreSQL server is first installed. Nobody
# asked for one here, so it is told not to, by a setting that lives only while we install.
packages_bare=/etc/postgresql-common/createcluster.d
packages_bare_start() {
    packages_bare_set=1
    $sudo mkdir -p "$packages_bare"
    echo 'create_main_cluster = false' | $sudo tee "$packages_bare/liangonghui.conf" >/dev/null
}

packages_bare_end() {
    [ -n "${packages_bare_set:-}" ] || return 0
    $sudo rm -f "$packages_bare/liangonghui.conf"
    $sudo rmdir "$packages_bare" 2>/dev/null || true
    packages_bare_set=
}
