# SPDX-FileCopyrightText: overlay.ovn contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

# Sourced by every tool of this folder: where things are, and how a long step reports.
# shellcheck disable=SC2034  # the variables are the callers'
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TOOLS=$ROOT/tests/tools
CACHE=${OVN_CACHE:-$ROOT/.cache}
VENV=$ROOT/.venv
COLLECTIONS=$CACHE/collections

export LAB_NAME=${LAB_NAME:-ovnlab}
export LAB_SUITE=${LAB_SUITE:-trixie}
export LAB_STATE=${LAB_STATE:-/var/lib/overlay-ovn-lab/$LAB_NAME}
export LAB_BASE=${LAB_BASE:-auto}
export KERNEL_STATE=${KERNEL_STATE:-$LAB_STATE-kernel}

export ANSIBLE_COLLECTIONS_PATH=$COLLECTIONS
export ANSIBLE_CONNECTION_PLUGINS=$ROOT/molecule/lab/connection
export ANSIBLE_NOCOWS=1 PYTHONUNBUFFERED=1
export LC_ALL=C.UTF-8
case :$PATH: in *":$VENV/bin:"*) ;; *) export PATH=$VENV/bin:$PATH ;; esac

die() {
    echo "$*" >&2
    exit 1
}

# How many tests run at once: they wait for servers and daemons as long as they compute.
workers() { echo $((2 * $(nproc))); }

debian_mirror() { # the machine's own Debian mirror
    local uri
    # shellcheck disable=SC2016
    uri=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 2>/dev/null |
        awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }')
    [ -n "$uri" ] || die "apt knows no Debian mirror. Add one to its sources, then run this again. Nothing was changed."
    echo "$uri"
}

apt_root() { # SUITE DIRECTORY: an apt of our own, with the machine's mirror and keys
    mkdir -p "$2"/{lists/partial,archives/partial}
    : > "$2/status"
    echo "deb $(debian_mirror) $1 main" > "$2/sources.list"
    cat > "$2/apt.conf" <<EOF
Dir::State "$2";
Dir::State::lists "$2/lists";
Dir::State::status "$2/status";
Dir::Cache "$2";
Dir::Cache::archives "$2/archives";
Dir::Etc::sourcelist "$2/sources.list";
Dir::Etc::sourceparts "/dev/null";
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
EOF
}

# step TITLE COMMAND...: run it quietly, show the seconds while it lasts, and the end of its output only when it fails;
# then all of it stays in STEP_LOG.
step() {
    local title=$1 started pid rc=0
    shift
    mkdir -p "$CACHE/log"
    STEP_LOG=$(mktemp "$CACHE/log/step.XXXXXX")
    started=$SECONDS
    printf '%s …' "$title"
    "$@" >>"$STEP_LOG" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        if [ -t 1 ]; then
            printf '\r%s … %s s' "$title" $((SECONDS - started))
            sleep 0.5
        else
            sleep 0.2
        fi
    done
    wait "$pid" || rc=$?
    [ -t 1 ] && printf '\r%s …' "$title"
    if [ "$rc" -eq 0 ]; then
        printf ' %s s\n' $((SECONDS - started))
        rm -f "$STEP_LOG"
    else
        printf ' failed after %s s\n' $((SECONDS - started))
        tail -n 100 "$STEP_LOG" >&2
        echo "(the whole output is in $STEP_LOG)" >&2
    fi
    return "$rc"
}
