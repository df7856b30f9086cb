# Shared by the benches: sourced, not run.

# elapsed NAME COMMAND…: adds the microseconds that the command takes to $work/NAME
elapsed() {
  local name=$1 start end code=0
  shift
  start=$EPOCHREALTIME
  "$@" >/dev/null 2>&1 || code=$?
  end=$EPOCHREALTIME
  [ $code -eq 0 ] || { echo "$0: exit $code of $*" >&2; exit 1; }
  echo $((${end/./} - ${start/./})) >>"$work/$name"
}
median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { # NAME OTHER LIMIT
  awk -v a="$(median "$1")" -v b="$(median "$2")" -v l="$3" 'BEGIN {
    printf "%-32s %8.0f ms\n%-32s %8.0f ms\nratio %.2f (at most %s)\n", "'"$1"'", a / 1000, "'"$2"'", b / 1000, a / b, l
    exit a / b > l }'
}
resident() { # COMMAND…: the largest resident memory, in MB
  /usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -1 | awk '{ printf "%.0f", $1 / 1024 }'
}
jdk25() {
  local java
  for java in "${JAVA_HOME:-/nonexistent}/bin/java" /usr/lib/jvm/*25*/bin/java java; do
    if command -v "$java" >/dev/null; then
      echo "$java"
      return
    fi
  done
}
tfgate=$PWD/target/tfgate/bin/tfgate
[ -x "$tfgate" ] || { echo "$0: build first: ./mvnw -DskipTests package" >&2; exit 2; }
unset TF_CLI_CONFIG_FILE
export CHECKPOINT_DISABLE=1
work=$(mktemp -d)
# What is remembered between runs is the bench's own.
export XDG_CACHE_HOME=$work/caches
trap 'rm -rf "$work"' EXIT
