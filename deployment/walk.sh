# What the walks through compose and Kubernetes share. A script that sources this has set WALK, its own name, and has a function `state`
# that prints what helps to understand a failure.
work=$(mktemp -d)
skipped=()

skip() { echo "$WALK: SKIPPED: $*"; exit 0; }
say() { echo "$WALK: $*"; }
fail() {
  echo "$WALK: FAILED: $*" >&2
  state >"$work/state.txt" 2>&1 || true
  echo "state: $work/state.txt" >&2
  exit 1
}

await() { # await SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2 limit=$1; shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "$what: not within $limit s"
    sleep .5
  done
}

field() { # field NAME JSON: of a flat object
  printf '%s' "$2" | sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"
}

passed() {
  local what
  for what in "${skipped[@]:-}"; do [ -z "$what" ] || say "SKIPPED: $what"; done
  say "passed"
}

build_images() { # ours; MinIO's takes minutes, and is built where there is none
  docker compose --profile command build -q callback trainer tensorboard epochal || return
  docker image inspect epochal/minio:0.1.0 >/dev/null 2>&1 || docker compose build -q minio
}
