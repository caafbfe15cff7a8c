# The simulators of WeChat's servers and of WeChat Pay (tests/sim/wechat.py, wechatpay.py), so that a
# person can sign in and pay without a mini-program. Whoever configures real apps, or other simulators,
# gets those.

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
    wechatpay_settings
}

# What the gateway's simulator writes into a folder before the server reads it.
wechatpay_settings() {
    if [ -n "${LGH_WECHATPAY_MCHID:-}" ]; then return 0; fi
    export LGH_WECHATPAY_SIMULATOR_HOST=127.0.0.1
    export LGH_WECHATPAY_SIMULATOR_PORT="${LGH_WECHATPAY_SIMULATOR_PORT:-8083}"
    export LGH_WECHATPAY_MCHID=1900000109 LGH_WECHATPAY_SERIAL=5157F09EFDC096DE15EBE81A47057A7232F1B8E1
    export LGH_WECHATPAY_URL="http://127.0.0.1:$LGH_WECHATPAY_SIMULATOR_PORT"
    export LGH_WECHATPAY_NOTIFY_URL="http://127.0.0.1:$LGH_PORT"
    export LGH_WECHATPAY_PRIVATE_KEY_FILE="$state/wechatpay/private_key"
    export LGH_WECHATPAY_PLATFORM_KEYS_FILE="$state/wechatpay/platform_keys"
    export LGH_WECHATPAY_API_V3_KEY_FILE="$state/wechatpay/api_v3_key"
}

# See server_start for setsid and pdeathsig.
wechat_start() {
    [ -n "$wechat_wanted" ] || return 0
    setsid setpriv --pdeathsig TERM /usr/bin/python3 "$root/tests/sim/wechat.py" \
        --port "$LGH_WECHAT_SIMULATOR_PORT" --demo \
        ${LGH_WECHATPAY_SIMULATOR_PORT:+--pay-port "$LGH_WECHATPAY_SIMULATOR_PORT" --pay-folder "$state/wechatpay"} \
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
