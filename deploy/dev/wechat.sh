# The simulator of WeChat's servers (tests/sim/wechat.py), so that a person can sign in without a
# mini-program. Whoever configures real apps, or another simulator, gets those.

# wechat_settings: what the program and the simulator read; sets $wechat_wanted when it is to be started.
wechat_settings() {
    wechat_wanted=
    if [ -n "${LGH_WECHAT_APPS:-}${LGH_WECHAT_APPS_FILE:-}${LGH_WECHAT_URL:-}" ]; then return 0; fi
    wechat_wanted=1
    wechat_secret=$(head -c 16 /dev/urandom | od -A n -t x1 | tr -d ' \n')
    export LGH_WECHAT_APPS="wx00000000000de301:$wechat_secret"
    export LGH_WECHAT_SIMULATOR_HOST=127.0.0.1
    export LGH_WECHAT_SIMULATOR_PORT="${LGH_WECHAT_SIMULATOR_PORT:-8082}"
    export LGH_WECHAT_URL="http://127.0.0.1:$LGH_WECHAT_SIMULATOR_PORT"
}

# See server_start for setsid and pdeathsig.
wechat_start() {
    [ -n "$wechat_wanted" ] || return 0
    setsid setpriv --pdeathsig TERM /usr/bin/python3 "$root/tests/sim/wechat.py" \
        --port "$LGH_WECHAT_SIMULATOR_PORT" --demo \
        >"$state/log/wechat.log" 2>&1 </dev/null 8>&- 9>&- &
    wechat=$!
    wechat_tries=0
    until curl -s -f -o /dev/null --noproxy '*' --max-time 2 "$LGH_WECHAT_URL/"; do
        wechat_tries=$((wechat_tries + 1))
        if process_gone "$wechat" || [ "$wechat_tries" -gt 100 ]; then
            log_tail "$state/log/wechat.log"
            die "the simulator of WeChat did not start (lines above)."
        fi
        sleep 0.1
    done
}

wechat_stop() {
    [ -n "${wechat:-}" ] || return 0
    process_end "$wechat" 20
    wechat=
}
