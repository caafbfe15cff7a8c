# Compiling, and the viewer for /docs. Everything goes to .local/build/PRESET.

# build PRESET TARGET CMAKE-OPTION...: nothing is done that is done already.
build() {
    build_folder=$state/build/$1
    build_target=$2
    build_name=build-$1
    shift 2
    disk_need 200 "$state" "building"
    # A checkout that was moved, or an interrupted configuration, starts afresh.
    if ! grep -q -F -x "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build_folder/CMakeCache.txt" 2>/dev/null ||
        [ ! -e "$build_folder/build.ninja" ]; then
        rm -rf "$build_folder"
        say "$build_name: configuring"
        logged "$build_name" cmake -S "$root" -B "$build_folder" -G Ninja "$@" ||
            die "cmake failed (lines above)."
    fi
    build_start=$(date +%s)
    say "$build_name: compiling what changed"
    logged "$build_name" cmake --build "$build_folder" --target "$build_target" ||
        die "the build failed (lines above)."
    say "$build_name: done in $(seconds_since "$build_start")"
}

build_release() {
    build release liangonghui -DCMAKE_BUILD_TYPE=Release
    binary=$state/build/release/liangonghui
}

# Everything that tests need, with AddressSanitizer and UndefinedBehaviorSanitizer.
build_asan() {
    build asan all -DCMAKE_BUILD_TYPE=Debug -DLGH_SANITIZE=ON
    binary=$state/build/asan/liangonghui
}
