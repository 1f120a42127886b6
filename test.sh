#!/usr/bin/env bash
# Builds everything and runs every test; the last line is "N passed, N failed".
#   ./test.sh          what runs in at most 12 minutes on 2 cores
#   ./test.sh --full   that, and what takes longer
set -uo pipefail

cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
full=0
for argument in "$@"; do
  case $argument in
    --full) full=1 ;;
    *) echo "usage: ./test.sh [--full]" >&2; exit 2 ;;
  esac
done

need() { # command, Debian package
  command -v "$1" >/dev/null && return
  echo "installing $2"
  local sudo=""
  [[ $(id -u) -eq 0 ]] || sudo=sudo
  $sudo apt-get install -y -q "$2" >/dev/null 2>&1 || { $sudo apt-get update -q && $sudo apt-get install -y -q "$2"; } >/dev/null 2>&1 \
    || echo "cannot install $2: tests that need $1 will say so"
}

need openssl openssl
need curl curl
need etcd etcd-server
need etcdctl etcd-client
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || need initdb postgresql # Debian keeps its programs off the PATH
need unzip unzip
need node nodejs
need npm npm
[[ $full -eq 0 ]] || command -v clang >/dev/null || need gcc gcc # links the native executable

# kubectl of several versions stands beside gcloud where the Google Cloud SDK is installed
if ! command -v kubectl >/dev/null && command -v gcloud >/dev/null; then
  PATH=$PATH:$(dirname "$(readlink -f "$(command -v gcloud)")")
  export PATH
fi
command -v kubectl >/dev/null || echo "kubectl is missing: the functional tests will fail (https://kubernetes.io/docs/tasks/tools)"

if [[ $full -eq 1 ]]; then eng/test-tools.sh --full; else eng/test-tools.sh; fi

# Most of these processes end before a compiler that watches them has paid for itself.
export DOTNET_TieredPGO=0

# Both commands see the same property, so that nothing is compiled twice; the compiler's processes stay for minutes and must not keep the lock.
build() { # arguments of dotnet
  dotnet "$@" -c Release --nologo -v quiet -p:OutriggerReady=true >>.test-build.log 2>&1 9>&- && return
  grep -E 'error|warning' .test-build.log | sort -u | head -40 || tail -40 .test-build.log
  echo "0 passed, 1 failed"
  exit 1
}

# The programs are compiled ahead of time, as ./outrigger has them, and so are those that the tests start: a server starts in half the time.
started=$SECONDS
echo "building"
ready=src/Outrigger.Cli/bin/Release/ready
mkdir -p .build
exec 9>.build/lock
flock 9
touch .build/outrigger.new
rm -f .test-build.log
build build Outrigger.slnx
build publish src/Outrigger.Cli --no-build -o "$ready"
for folder in tests/*/bin/Release/net10.0 samples/*/bin/Release/net10.0; do
  for file in "$ready"/*.dll "$ready"/outrigger*; do
    [[ ! -e $folder/${file##*/} ]] || cp -p "$file" "$folder"
  done
  [[ ! -e $folder/outrigger ]] || cp -p "$ready"/*.so "$folder"
done
mv .build/outrigger.new .build/outrigger
exec 9>&-
rm -f .test-build.log
echo "built in $((SECONDS - started)) s"

filter=()
[[ $full -eq 1 ]] || filter=(-trait- category=full)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
suite() { # name to print, project, then arguments of its program, which is in $programs or where it is built; prints one line, and leaves its counts in a file
  local label=$1 name=$2 log limit=600 place=${programs:-tests/$2/bin/Release/net10.0} begun=$SECONDS code worked summary bad=1 skip=0 good=0 TIMEFORMAT='%U %S'
  log=$results/$label.log
  [[ $full -eq 0 ]] || limit=3600
  { time timeout --kill-after=10 "$limit" "$place/$name" -noColor -noLogo "${filter[@]}" "${@:3}" >"$log" 2>&1; } 2>"$log.time"
  code=$?
  worked=$(awk '{ printf "%.0f", $1 + $2 }' "$log.time")
  summary=$(grep -aE "^ *$name +Total: " "$log" | tail -1)
  if [[ -z $summary ]]; then
    { echo "FAILED $label: ended with $code and no summary"; tail -30 "$log"; } >"$log.shown"
  else
    count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$summary"; }
    bad=$(($(count Failed) + $(count Errors)))
    [[ $code -eq 0 || $bad -gt 0 ]] || bad=1
    skip=$(count Skipped)
    good=$(($(count Total) - $(count Failed) - skip - $(count 'Not Run')))
    {
      echo "$label: $good passed, $bad failed, $skip skipped ($((SECONDS - begun)) s, $worked s of processor time)"
      [[ $bad -eq 0 ]] || grep -avE '^ *(Discover|Starting|Finished)' "$log" | head -200
    } >"$log.shown"
    [[ $bad -eq 0 ]] || grep -aE '\[FAIL\]' "$log" >"$results/$label.failed"
  fi
  echo "$good $bad $skip" >"$results/$label.counts"
  cat "$log.shown" # at once, as two suites run beside each other
}

native() { # the command line as a native executable, beside the tests and samples that start it
  local published=src/Outrigger.Cli/bin/Release/native log=$results/native.log programs=$results/native file begun=$SECONDS
  if ! dotnet publish src/Outrigger.Cli -c Release -o "$published" --use-current-runtime -p:PublishAot=true --nologo -v quiet >"$log" 2>&1; then
    echo "FAILED native: it cannot be published"
    grep -E 'error|warning' "$log" | sort -u | head -40 || tail -40 "$log"
    echo "0 1 0" >"$results/native.counts"
    return
  fi
  echo "native executable published in $((SECONDS - begun)) s"
  cp -r "tests/$functional/bin/Release/net10.0" "$programs"
  for file in outrigger libe_sqlite3.so; do
    cp -f "$published/$file" "$programs"
  done
  OUTRIGGER_TEST_STORE=sqlite suite "$functional, native" "$functional" -trait- category=full
}

# Suites wait for servers, disks and clocks: two of them keep two cores busy. The functional one has its own parallelism.
functional=Outrigger.Functional.Tests
for project in tests/*.Tests; do
  name=$(basename "$project")
  [[ -f $project/$name.csproj && $name != "$functional" ]] || continue
  [[ $(jobs -pr | wc -l) -lt 2 ]] || wait -n
  suite "$name" "$name" &
done
wait

# servers that answer for seconds: compiling a method once more when it was called 512 times, not 30, halves their work
DOTNET_TC_CallCountThreshold=200 suite "$functional" "$functional"

# what clients see, once more over the other stores; left out are the tests that choose their servers' store themselves
if [[ $full -eq 1 ]]; then
  elsewhere=(-namespace- "$functional.Demo" -namespace- "$functional.SharedStores" -namespace- "$functional.Versions" -class- '*PowerCutTests')
  OUTRIGGER_TEST_STORE=memory suite "$functional in memory" "$functional" "${elsewhere[@]}"
  OUTRIGGER_TEST_STORE=etcd OUTRIGGER_TEST_ETCD_MEMBERS=3 suite "$functional over etcd" "$functional" "${elsewhere[@]}"
  native
fi

read -r passed failed skipped < <(cat "$results"/*.counts | awk '{ p += $1; f += $2; s += $3 } END { print p, f, s }')
cat "$results"/*.failed 2>/dev/null
[[ $skipped -eq 0 ]] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
