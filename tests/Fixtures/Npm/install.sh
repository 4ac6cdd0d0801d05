#!/usr/bin/env bash
# Installs the packages that servers of the tests are made of, exactly as locked, outside of the repository; does nothing where they are.
# Each lock file has a folder of its own, so that two versions of the repository do not take each other's packages away.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

folder=${LVS_NPM_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/ldap-vendor-sync}/npm-$(sha256sum "$here/package-lock.json" | cut -c1-12)
[ -e "$folder/installed" ] && exit 0

node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' || { echo "Node.js 20 or later is needed" >&2; exit 1; }
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder"
(cd "$folder" && npm ci --no-progress --loglevel=error)
touch "$folder/installed"
