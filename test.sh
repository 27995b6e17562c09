#!/usr/bin/env bash
# Fetches what the tests need, as far as this machine lets it, then builds, checks the format and runs every test.
# What cannot be fetched is not an error: the tests that need it skip and say why.
# The last line printed is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
status=0

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }

# Runs a command with its output kept back; prints the end of it if the command fails.
quietly() {
  local log
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  tail -n 5 "$log" | sed 's/^/   | /'
  rm -f "$log"
  return 1
}

apt_updated=
apt_install() {
  command -v apt-get >/dev/null || { note "no apt-get here"; return 1; }
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      note "no right to install packages; by hand: sudo apt-get install $*"
      return 1
    fi
    as=(sudo -n)
  fi
  if [ -z "$apt_updated" ]; then
    quietly "${as[@]}" apt-get update || note "apt-get update failed; trying with the lists at hand"
    apt_updated=1
  fi
  quietly "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# Ubuntu's chromium packages are stubs for a snap, which a container cannot run: what counts is that it answers.
chromium_runs() {
  local name
  for name in "${MEDQA_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] || continue
    name=$(command -v "$name") || continue
    if timeout 60 "$name" --version >/dev/null 2>&1 </dev/null; then
      export MEDQA_CHROMIUM="$name"
      return 0
    fi
  done
  return 1
}

command -v dotnet >/dev/null || { echo "The .NET SDK is missing: install .NET 10, then run this again."; exit 1; }

say "Azurite and PGlite (npm)"
if ! command -v npm >/dev/null; then
  apt_install nodejs npm || true
fi
if command -v npm >/dev/null; then
  if quietly npm ci; then
    note "installed"
  else
    note "npm ci failed; the tests against Azurite and PGlite will skip"
  fi
else
  note "npm is not here; the tests against Azurite and PGlite will skip"
fi

# Here if its programs are in PATH or where Debian's packages put them; the tests start a server of their own with them.
postgres_is_here() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

say "PostgreSQL"
if ! postgres_is_here; then
  apt_install postgresql || true
fi
if postgres_is_here; then
  note "here"
else
  note "not here; the tests against a PostgreSQL server will skip"
fi

say "Chromium"
if ! chromium_runs; then
  apt_install chromium || true
fi
if chromium_runs; then
  note "$MEDQA_CHROMIUM"
else
  unset MEDQA_CHROMIUM
  note "no Chromium that runs; the browser tests will skip"
fi

say "Build"
if ! dotnet build MedQa.sln -c Release --nologo -v quiet </dev/null; then
  echo "The build failed."
  printf '\n0 passed, 0 failed, 0 skipped\n'
  exit 1
fi
note "built"

say "Format"
# The app host's projects need packages that are not restored here, so for them only what needs no compilation is checked.
check_format() {
  dotnet format MedQa.sln --verify-no-changes --no-restore --exclude MedQa.AppHost tests/MedQa.AppHost.Tests \
    && dotnet format whitespace MedQa.AppHost --folder --verify-no-changes \
    && dotnet format whitespace tests/MedQa.AppHost.Tests --folder --verify-no-changes
}
if quietly check_format; then
  note "dotnet format --verify-no-changes: nothing to change"
else
  note "dotnet format --verify-no-changes: FAILED"
  status=1
fi

say "Tests"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
# One project after the other: each starts servers and models of its own.
dotnet test MedQa.sln -c Release --no-build --nologo -m:1 \
  --logger "trx" --results-directory "$results" --blame-hang-timeout 15m --blame-hang-dump-type none </dev/null || status=1

# A .trx holds one <Counters … passed="n" failed="n" …/> and a <UnitTestResult …> for each test.
count() { cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*' | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'; }
total=$(count total)
passed=$(count passed)
failed=$(($(count failed) + $(count error) + $(count timeout) + $(count aborted)))
skipped=$((total - passed - failed))

if [ "$skipped" -gt 0 ]; then
  say "Skipped"
  cat "$results"/*.trx | tr '\n' ' ' | sed 's/<UnitTestResult /\n&/g' | grep '^<UnitTestResult ' | grep 'outcome="NotExecuted"' \
    | sed -E 's/^.* testName="([^"]*)".*$/\1\t&/; s/\t.*<(Message|StdOut)>([^<]*)<.*$/\t\2/; s/\t<UnitTestResult .*$/\tno reason given/' \
    | sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort \
    | awk -F'\t' '{ printf "   %s: %s\n", $1, $2 }'
fi

[ "$failed" -eq 0 ] || status=1
[ "$total" -gt 0 ] || { echo "No test ran."; status=1; }
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
exit "$status"
