#!/bin/sh
# Plants one fault after another in a copy of the sources. The rounds that a patch names must succeed without it and fail with it.
# --check: only checks that each patch still applies.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
logs=$root/chaos/target/faults
copy=$logs/tree

# Applies $1 to the tree in $2; the other arguments are options of patch. A patch names its source file by the class only, so that
# it still applies when the class moves to another package.
apply() {
  patch=$1
  tree=$2
  shift 2
  class=$(sed -n 's/^class: //p' "$patch")
  source=$(cd "$tree" && find . -path "*/src/main/java/*/$class.java" ! -path "*/target/*")
  case $source in
    "") echo "$(basename "$patch"): there is no class $class" >&2; return 1 ;;
    *"
"*) echo "$(basename "$patch"): there is more than one class $class" >&2; return 1 ;;
  esac
  (cd "$tree" && patch -s -f -F 0 "$@" "$source" < "$patch") || { echo "$(basename "$patch"): does not apply to $source" >&2; return 1; }
}

check() {
  failed=0
  for patch in "$root"/chaos/faults/*.patch; do
    apply "$patch" "$root" --dry-run > /dev/null || failed=1
  done
  return $failed
}

build() {
  (cd "$copy" && mvn -q -B -ntp -Dquick -DskipTests package) > "$logs/build.log" 2>&1 || { tail -n 30 "$logs/build.log"; exit 2; }
}

# $1: the patch; $2: the file for the output; the rest: more options
rounds() {
  options=$(sed -n 's/^rounds: //p' "$1")
  out=$2
  shift 2
  eval "set -- \"\$@\" $options"
  (cd "$copy" && java -jar chaos/target/chaos-0.1.0-SNAPSHOT.jar --work "$logs/work" "$@") > "$out" 2>&1
}

check || exit 2
[ "${1:-}" != --check ] || exit 0

rm -rf "$copy"
mkdir -p "$copy"
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$copy")

build
for patch in "$root"/chaos/faults/*.patch; do
  fault=$(basename "$patch" .patch)
  if ! rounds "$patch" "$logs/$fault.without.txt"; then
    echo "$fault: its rounds fail without it already; see $logs/$fault.without.txt"
    exit 1
  fi
done

missed=
for patch in "$root"/chaos/faults/*.patch; do
  fault=$(basename "$patch" .patch)
  apply "$patch" "$copy"
  build
  code=0
  rounds "$patch" "$logs/$fault.with.txt" --until-failed || code=$?
  apply "$patch" "$copy" -R
  if [ "$code" = 1 ]; then
    echo "$fault: found: $(grep -m 1 -E ': (different|not ended),' "$logs/$fault.with.txt")"
    sed -n 's/^    /      /p' "$logs/$fault.with.txt" | head -n 3 | cut -c 1-200
  else
    echo "$fault: NOT FOUND (exit code $code); see $logs/$fault.with.txt"
    missed="$missed $fault"
  fi
done
[ -z "$missed" ] || { echo "not found:$missed"; exit 1; }
