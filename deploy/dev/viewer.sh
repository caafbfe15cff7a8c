# The viewer behind /docs: one JavaScript file from npm, served by our program, nothing from a CDN.

viewer_package=rapidoc@9.3.8
viewer_file=package/dist/rapidoc-min.js
viewer_sha256=affbd173a65e870e18f392cca963113bcdafb6e50e88cd2f6a834a65b22db94d

# Its absence stops nothing, so nothing here ends the script; a failure is tried again after a day.
viewer() {
    [ ! -s "$state/docs/viewer.js" ] || return 0
    mkdir -p "$state/docs"
    [ -z "$(find "$state/docs" -name absent -mtime -1)" ] || return 0
    if (viewer_fetch); then
        rm -rf "$state/docs/absent" "$state/docs/package"
        say "docs: fetched $viewer_package for /docs"
    else
        touch "$state/docs/absent"
        say "docs: npm could not fetch $viewer_package, so /docs only links to the contract; all else works"
    fi
}

viewer_fetch() {
    command -v npm >/dev/null || packages docs || return 1
    cd "$state/docs" || return 1
    logged viewer npm pack --silent --fetch-retries=0 --fetch-timeout=30000 "$viewer_package" || return 1
    tar -xzf "$(echo "$viewer_package" | tr '@' '-').tgz" "$viewer_file" || return 1
    rm -f ./*.tgz
    echo "$viewer_sha256  $viewer_file" | sha256sum -c --quiet || return 1
    mv "$viewer_file" viewer.js
}
