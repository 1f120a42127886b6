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

# kubectl of several versions stands beside gcloud where the Google Cloud SDK is installed
if ! command -v kubectl >/dev/null && command -v gcloud >/dev/null; then
  PATH=$PATH:$(dirname "$(readlink -f "$(command -v gcloud)")")
  export PATH
fi
command -v kubectl >/dev/null || echo "kubectl is missing: the functional tests will fail (https://kubernetes.io/docs/tasks/tools)"

if [[ $full -eq 1 ]]; then eng/test-tools.sh --full; else eng/test-tools.sh; fi

started=$SECONDS
echo "building"
if ! dotnet build Outrigger.slnx -c Release --nologo -v quiet >.test-build.log 2>&1; then
  grep -E 'error|warning' .test-build.log | sort -u | head -40 || tail -40 .test-build.log
  echo "0 passed, 1 failed"
  exit 1
fi
rm -f .test-build.log
echo "built in $((SECONDS - started)) s"

filter=()
[[ $full -eq 1 ]] || filter=(-trait- category=full)
passed=0
failed=0
skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  program=$project/bin/Release/net10.0/$name
  [[ -f $project/$name.csproj ]] || continue
  log=$(mktemp)
  limit=600
  [[ $full -eq 0 ]] || limit=3600
  begun=$SECONDS
  timeout --kill-after=10 "$limit" "$program" -noColor -noLogo "${filter[@]}" >"$log" 2>&1
  code=$?
  summary=$(grep -E "^ *$name +Total: " "$log" | tail -1)
  if [[ -z $summary ]]; then
    echo "FAILED $name: ended with $code and no summary"
    tail -30 "$log"
    failed=$((failed + 1))
  else
    count() { sed -n "s/.*$1: \([0-9]*\).*/\1/p" <<<"$summary"; }
    bad=$(($(count Failed) + $(count Errors)))
    [[ $code -eq 0 || $bad -gt 0 ]] || bad=1
    skip=$(($(count Skipped) + $(count 'Not Run')))
    good=$(($(count Total) - $(count Failed) - skip))
    echo "$name: $good passed, $bad failed, $(count Skipped) skipped ($((SECONDS - begun)) s)"
    [[ $bad -eq 0 ]] || grep -vE '^ *(Discover|Starting|Finished)' "$log" | head -200
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + $(count Skipped)))
  fi
  rm -f "$log"
done

[[ $skipped -eq 0 ]] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
