#!/bin/sh
# Plants one fault after the other in a copy of the sources. The rounds that a patch names have to go well without it and to fail with it.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
logs=$root/chaos/target/faults
copy=$logs/tree

build() {
  (cd "$copy" && mvn -q -B -ntp -Dquick -DskipTests package) > "$logs/build.log" 2>&1 || { tail -n 30 "$logs/build.log"; exit 2; }
}

# $1: the patch; $2: where to write; the rest: more options
rounds() {
  asked=$(sed -n 's/^rounds: //p' "$1")
  out=$2
  shift 2
  eval "set -- \"\$@\" $asked"
  (cd "$copy" && java -jar chaos/target/chaos-0.1.0-SNAPSHOT.jar --work "$logs/work" "$@") > "$out" 2>&1
}

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
  (cd "$copy" && patch -s -p1 < "$patch")
  build
  code=0
  rounds "$patch" "$logs/$fault.with.txt" --until-failed || code=$?
  (cd "$copy" && patch -s -R -p1 < "$patch")
  if [ "$code" = 1 ]; then
    echo "$fault: found: $(grep -m 1 -E ': (different|not ended),' "$logs/$fault.with.txt")"
    sed -n 's/^    /      /p' "$logs/$fault.with.txt" | head -n 3 | cut -c 1-200
  else
    echo "$fault: NOT FOUND (exit code $code); see $logs/$fault.with.txt"
    missed="$missed $fault"
  fi
done
[ -z "$missed" ] || { echo "not found:$missed"; exit 1; }
