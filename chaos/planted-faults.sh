#!/bin/sh
# Plants one fault after the other in a copy of the sources. The rounds that a patch names have to go well without it and to fail with it.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
copy=$root/chaos/target/faults/tree
logs=$root/chaos/target/faults

build() {
  (cd "$copy" && mvn -q -B -ntp -Dquick -DskipTests package) > "$logs/build.log" 2>&1 || { tail -n 30 "$logs/build.log"; exit 2; }
}

# $1: where to write; the rest: the rounds
rounds() {
  out=$1
  shift
  (cd "$copy" && java -jar chaos/target/chaos-0.1.0-SNAPSHOT.jar --work "$logs/work" "$@") > "$out" 2>&1
}

rm -rf "$copy"
mkdir -p "$copy"
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$copy")
build

missed=
for patch in "$root"/chaos/faults/*.patch; do
  fault=$(basename "$patch" .patch)
  asked=$(sed -n 's/^rounds: //p' "$patch")
  # shellcheck disable=SC2086 # options, word by word
  if ! eval rounds "$logs/$fault.without.txt" $asked; then
    echo "$fault: the rounds fail without the fault already; see $logs/$fault.without.txt"
    missed="$missed $fault"
    continue
  fi
  (cd "$copy" && patch -s -p1 < "$patch")
  build
  code=0
  # shellcheck disable=SC2086
  eval rounds "$logs/$fault.with.txt" --until-failed $asked || code=$?
  (cd "$copy" && patch -s -R -p1 < "$patch")
  build
  if [ "$code" = 1 ]; then
    echo "$fault: found: $(grep -m 1 -E ': (different|not ended),' "$logs/$fault.with.txt")"
    sed -n 's/^    /      /p' "$logs/$fault.with.txt" | head -n 3 | cut -c 1-200
  else
    echo "$fault: NOT FOUND (exit code $code); see $logs/$fault.with.txt"
    missed="$missed $fault"
  fi
done
[ -z "$missed" ] || { echo "not shown:$missed"; exit 1; }
