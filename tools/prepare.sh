# Set-up shared by ./run and ./test. Sourced, from the project's root, with `set -euo pipefail`.
# With TONGXIN_OFFLINE=1 nothing is asked from a network: packages, page files and fonts come from what tools/bundle packed.
# Everything lands in .venv, node_modules and the data folder; a second call finds its stamps and is quick.

say() { printf '· %s\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

# The project needs Python 3.11 or newer.
find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    fail "需要 Python 3.11 或更新版本，请先安装。"
}

# A lock is closed (tests/house/test_locks.py), so nothing is left to resolve: what it pins is installed and nothing else, every
# download is checked against its hash, and afterwards the installer confirms that what now stands there fits together.
install_locked() { # lock files …
    local arguments=() lock
    for lock in "$@"; do arguments+=(-r "$lock"); done
    [ "${TONGXIN_OFFLINE:-0}" = 1 ] && arguments+=(--no-index --find-links offline/wheels)
    python_packages install --quiet --no-deps --require-hashes "${arguments[@]}"
}

python_packages() { # the arguments that `pip` and `uv pip` share
    if command -v uv >/dev/null 2>&1; then
        VIRTUAL_ENV="$PWD/.venv" uv pip "$@"
    else
        .venv/bin/python -m pip --disable-pip-version-check "$@"
    fi
}

check_python() { # say nothing where all fits, else say what does not and fail
    local told
    told=$(python_packages check 2>&1) || { printf '%s\n' "$told" >&2; return 1; }
}

prepare_offline() { # say what is missing where the packed folder is not there or was packed for another Python
    export TONGXIN_OFFLINE=1
    [ -d offline/wheels ] || fail "没有离线安装的文件（offline 文件夹）：请用 tools/bundle 在能上网的机器上打包，再到这里解开。"
}

prepare_python() { # lock files …
    local stamp=".venv/.stamp-$(printf '%s_' "$@" | tr -c 'a-z\n' '_')" wanted
    wanted=$(cat "$@" pyproject.toml | sha256sum | cut -d' ' -f1)
    [ -x .venv/bin/python ] || { say "建立 Python 环境"; "$(find_python)" -m venv .venv; }
    if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
        say "安装 Python 依赖（首次约一分钟）"
        install_locked "$@" || fail "Python 依赖没有装上（见上）。${TONGXIN_OFFLINE:+离线包是为另一个 Python 版本或另一种机器打的：重新打包时写明 --python 和 --machine。}"
        python_packages install --quiet --no-deps --no-build-isolation -e .
        check_python || fail "Python 依赖互相不合（见上）；删去 .venv 再运行一次。"
        printf '%s' "$wanted" >"$stamp"
    fi
}

prepare_assets() { # the two page libraries; without npm the pages still work and say that they are unstyled
    local wanted npm=npm
    wanted=$(sha256sum package-lock.json | cut -d' ' -f1)
    [ "$(cat node_modules/.stamp 2>/dev/null || true)" = "$wanted" ] && return
    [ "${TONGXIN_OFFLINE:-0}" = 1 ] && { say "离线包里的页面文件不是这个版本的，页面将不带样式"; return; }
    say "安装页面样式与图表库"
    if ! command -v npm >/dev/null 2>&1; then
        { install_locked requirements-node.lock && check_python; } || { say "没有 npm，页面将不带样式"; return; }
        PATH="$PWD/.venv/bin:$PATH"
    fi
    if "$npm" ci --no-fund --no-audit --loglevel=error >/dev/null; then
        printf '%s' "$wanted" >node_modules/.stamp
    else
        say "页面样式没有装上，页面将不带样式；联网后再运行一次即可"
    fi
}

prepare_debian() { # packages …: install what is absent, where this is Debian and we may
    local absent=() package
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || absent+=("$package")
    done
    [ ${#absent[@]} -eq 0 ] && return
    if [ "$(id -u)" -ne 0 ]; then
        say "缺少系统软件包：${absent[*]}（请让管理员安装）"
        return
    fi
    say "安装系统软件包：${absent[*]}"
    apt-get update -qq >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${absent[@]}" >/dev/null
}

prepare_fonts() { # reports as PDF and charts in Word are set in a Chinese font; everything else works without
    [ -n "$(fc-list :lang=zh family 2>/dev/null || true)" ] && return
    if [ "${TONGXIN_OFFLINE:-0}" = 1 ]; then
        mkdir -p "$TONGXIN_DATA/fonts"
        cp -n offline/fonts/* "$TONGXIN_DATA/fonts/"
        return
    fi
    prepare_debian fonts-noto-cjk || say "没有装上中文字体：报告暂时不能签发（签发要生成 PDF）；装好 fonts-noto-cjk 后即可"
}
