# The stages of `.ci/run`, which sets work, oldest, newest and seed, and stands in a clone.
# shellcheck shell=bash disable=SC2154

streams=()

stage() { # NAME COMMAND ARGUMENT…: run it, show what it says, and keep a line for the end; it ends all if it fails
    local name=$1 begin=$SECONDS said="$work/said.$BASHPID"
    printf '\n== %s\n' "$name"
    "${@:2}" 2>&1 | tee "$said"
    printf '%5d s  %s: %s\n' $((SECONDS - begin)) "$name" "$(tail -n 1 "$said")" >>"$work/passed"
}

together() { # STREAM STREAM: run two functions of stages at the same time; the second's output follows the first's
    local status=0
    set -m # each is a process group of its own, so that it can be stopped with all that it started
    ("$1") &
    streams+=($!)
    ("$2") >"$work/second" 2>&1 &
    streams+=($!)
    set +m
    wait -n && wait -n || status=$? # the first failure ends both
    stop_streams
    cat "$work/second"
    return "$status"
}

stop_streams() {
    local group
    for group in "${streams[@]}"; do
        kill -- "-$group" 2>/dev/null || true # it may have ended by itself
    done
    streams=()
}

pythons() { # every supported Python on this machine: its version and its path, oldest first
    local candidate
    for candidate in $(type -ap python3 python3.{11..19}) /usr/bin/python3.[0-9][0-9] \
        /usr/local/bin/python3.[0-9][0-9] ~/.pyenv/versions/3.*/bin/python3 /opt/python/*/bin/python3; do
        "$candidate" - 2>/dev/null <<'END' || true # a pyenv shim without a version, say
import os, sys
if sys.version_info >= (3, 11) and sys.version_info.releaselevel == "final":
    print("%d.%d.%d" % sys.version_info[:3], os.path.realpath(getattr(sys, "_base_executable", sys.executable)))
END
    done | sort -uV
}

environment() { # PYTHON FOLDER PIP_ARGUMENT…: a new virtual environment with what pip is to install
    if ! "$1" -m venv "$2" >/dev/null 2>&1; then # Debian's Python may lack what that needs
        rm -rf "$2"
        .venv/bin/pip install -q virtualenv
        .venv/bin/python -m virtualenv -q -p "$1" "$2"
    fi
    "$2/bin/python" -m pip install -q "${@:3}"
    "$2/bin/python" -m pip list 2>/dev/null | grep -iE '^(click|hypothesis|matplotlib|numpy|pytest) ' | tr -s ' \n' ' '
    echo
}

ordinarily() { # COMMAND ARGUMENT…: as an ordinary user without a home, whose files are his own
    local -a user=(env HOME=/nonexistent "TMPDIR=$work/tmp")
    if [ "$(id -u)" -eq 0 ]; then
        user+=("$(command -v python3)" -c 'import os, sys
os.setgroups([]), os.setgid(65534), os.setuid(65534), os.umask(0o077)
os.execvp(sys.argv[1], sys.argv[1:])')
    fi
    "${user[@]}" "$@"
}

readme() {
    local command
    command=$(grep -E -- '-m pytest$' README.md)
    echo "$command"
    bash -euo pipefail -c "$command"
}

wheel() {
    environment python3 "$work/wheel" .
    (cd "$work" && wheel/bin/mytorch mnist --epochs 1 --out wheel-run)
}

lint() {
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
}

oldest_versions() {
    local folder="$work/a path with spaces"
    mkdir "$folder" "$work/tmp"
    git clone -q . "$folder/clone"
    environment "$oldest" "$work/oldest" -c .ci/oldest.txt '.[test]'
    "$work/oldest/bin/python" -I - <<'END' # the copy that is installed now must not be what is tested
import importlib.metadata

for file in importlib.metadata.files("mytorch-twins"):
    if file.suffix == ".py":
        file.locate().write_text("raise RuntimeError('this is the installed copy')\n")
END
    [ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$folder" "$work/tmp"
    cd "$folder/clone"
    if ordinarily "$work/oldest/bin/python" -c ''; then
        ordinarily "$work/oldest/bin/python" -m pytest -q
    else
        echo "*** $oldest IS OUT OF AN ORDINARY USER'S REACH: these tests run as root ***"
        chown -R 0:0 .
        "$work/oldest/bin/python" -m pytest -q
    fi
}

newest_versions() { # with fresh seeds, by which what failed can be had again; which lines the tests run is only told
    local -a coverage=("$work/newest/bin/python" -m coverage)
    environment "$newest" "$work/newest" -e '.[test]' coverage
    # The core sysmon is the quickest, since Python 3.12.
    HYPOTHESIS_PROFILE=fresh COVERAGE_CORE=sysmon "${coverage[@]}" run -m pytest -q --hypothesis-seed="$seed" |
        tee "$work/tests"
    "${coverage[@]}" report
    echo "$(tail -n 1 "$work/tests"), over $("${coverage[@]}" report --format=total) % of the lines"
}

pages_in_browser() { # Chromium and its driver are Debian's; axe-core, which looks for barriers, is npm's
    local missing=()
    command -v chromium >/dev/null || missing+=(chromium)
    command -v chromedriver >/dev/null || missing+=(chromium-driver)
    command -v npm >/dev/null || missing+=(npm)
    if [ ${#missing[@]} -gt 0 ]; then
        if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
            echo "The tests in a browser want ${missing[*]}: install them, or run this as root on Debian." >&2
            return 1
        fi
        apt-get update -q
        DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    fi
    npm install --silent --no-audit --no-fund --prefix "$work/axe" axe-core@4
    AXE_CORE="$work/axe/node_modules/axe-core/axe.min.js" .venv/bin/python -m pytest -q -m '' tests/browser
}
