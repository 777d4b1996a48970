#!/bin/sh
# helm upgrade --install shop ./chart --post-renderer examples/gitops/helm/post-render.sh
# What Helm rendered comes in and goes out unchanged, followed by the traffic of the program; an error stops the release.
set -eu
project="$(dirname "$0")/../traffic"
traffic=$(mesh build "$project" --env "${MESH_ENV:-production}" --target istio@1.30 -o -)
cat
printf -- '---\n%s\n' "$traffic"
