#!/bin/sh
# Packs the libraries for extension servers, their tests included, into a folder that is a package source: eng/pack.sh DIR
set -eu
target=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/.."
for project in ApiMachinery Storage Client Registry Storage.Sqlite Storage.Etcd Server Aggregator ControlPlane CustomMetrics Testing; do
    dotnet pack "src/Outrigger.$project" -c Release -o "$target" --nologo -v quiet
done
