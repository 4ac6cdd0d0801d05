#!/usr/bin/env bash
# Every test there is, on a machine with nothing but the .NET SDK: prepares the machine, restores, builds, runs xunit and Pester, judges
# what xunit covered (LVS_COVERAGE=no measures nothing), and ends with one line: "N passed, N failed, N skipped". Exits with 0 only if
# everything that ran passed.
set -uo pipefail
cd "$(dirname "$0")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en
# Names of people are in every test; without a UTF-8 locale the tools around .NET would garble them.
export LC_ALL="${LC_ALL:-C.UTF-8}"

readonly solution=LdapVendorSync.sln
readonly results=TestResults
# Of one test: that of the chaos suite goes on for minutes, and on a slow or busy machine for several times as long.
readonly hang_timeout=60m
readonly configuration="${LVS_CONFIGURATION:-Debug}"
readonly measure="${LVS_COVERAGE:-yes}"
passed=0 failed=0 skipped=0
notes=()
missing=0
coverage=
broken=0

say() { printf '\n=== %s\n' "$*"; }
note() { notes+=("$1"); printf '\n!!! %s\n' "$1"; }
# What is not on this machine, so that tests are skipped
lacks() { note "MISSING: $1"; missing=1; }
# A step that does not work is a failure of its own, so that the closing line tells the truth.
broke() { note "FAILED: $1"; failed=$((failed + 1)); broken=1; }

finish() {
    local status=$?
    # Ended by a signal or a mistake in this script, before the tests were through.
    if [ "${finished:-no}" = no ] && [ "$broken" = 0 ]; then broke "the test run ended early (status $status)"; fi
    say "Summary"
    for line in ${notes[@]+"${notes[@]}"}; do printf '%s\n' "$line"; done
    [ -z "$coverage" ] || printf '%s\n' "$coverage"
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ] && exit 0
    exit 1
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

prepare_machine() {
    local slapd=() samba=() package
    command -v slapd >/dev/null || [ -x /usr/sbin/slapd ] || slapd+=(slapd)
    [ -n "$(find /usr/lib/ldap -name 'autogroup*.so*' -print -quit 2>/dev/null)" ] || slapd+=(slapd-contrib)
    command -v ldapsearch >/dev/null || slapd+=(ldap-utils)
    provide "a real OpenLDAP" ${slapd[@]+"${slapd[@]}"}

    [ -n "$(find /usr/lib -name 'libfaketime*.so.1' -print -quit 2>/dev/null)" ] || provide "a moved clock" faketime

    [ -d /usr/lib/python3/dist-packages/aiosmtpd ] || provide "a real mail server" python3-aiosmtpd

    [ -d /usr/lib/python3/dist-packages/mailman/rest ] || provide "real mailing lists (GNU Mailman 3)" mailman3
    for package in samba samba-ad-dc samba-ad-provision samba-dsdb-modules samba-vfs-modules winbind krb5-user ldb-tools; do
        has_package "$package" || samba+=("$package")
    done
    provide "a real Active Directory domain controller (Samba)" ${samba[@]+"${samba[@]}"}

    [ -n "$(find /usr/lib/postgresql -name postgres -type f -print -quit 2>/dev/null)" ] || provide "a real PostgreSQL with Odoo's tables" postgresql

    provide_npm
}

# Servers that are made of npm packages: OAuth 2, SCIM
provide_npm() {
    local node=()
    command -v node >/dev/null || node+=(nodejs)
    command -v npm >/dev/null || node+=(npm)
    provide "real OAuth 2 and SCIM servers" ${node[@]+"${node[@]}"}
    command -v npm >/dev/null || return 0
    tests/Fixtures/Npm/install.sh || lacks "npm packages (see above). Tests against real OAuth 2 and SCIM servers will be skipped."
}

# Samba's parts have no command each that could be looked for; samba-ad-dc is part of samba in older Debian releases.
has_package() {
    command -v dpkg-query >/dev/null || { [ -x /usr/sbin/samba ] && return 0; return 1; }
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed && return 0
    [ "$1" = samba-ad-dc ] && ! apt-cache show samba-ad-dc >/dev/null 2>&1
}

# provide WHAT PACKAGE...: installs what is missing of a real server, or says that its tests will be skipped
provide() {
    local what=$1
    shift
    [ $# -eq 0 ] && return 0
    if ! command -v apt-get >/dev/null; then
        lacks "$* (not Debian; install the like of them). Tests against $what will be skipped."
    elif [ "$(id -u)" -ne 0 ]; then
        lacks "$* (not root; run: apt-get install $*). Tests against $what will be skipped."
    elif ! install_packages "$@"; then
        lacks "$* (apt-get could not install them). Tests against $what will be skipped."
    fi
}

install_packages() {
    say "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    # The tests start their own servers; the package shall neither configure nor start one.
    echo 'slapd slapd/no_configuration boolean true' | debconf-set-selections || return 1
    local policy=/usr/sbin/policy-rc.d added=no status=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && added=yes
    fi
    apt-get install -y -q --no-install-recommends "$@" \
        || { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; } || status=$?
    [ "$added" = no ] || rm -f "$policy"
    return $status
}

restore_and_build() {
    say "Restoring (exactly the locked versions)"
    dotnet restore "$solution" --locked-mode || { broke "dotnet restore"; return 1; }
    say "Building"
    dotnet build "$solution" --no-restore --configuration "$configuration" -v quiet || { broke "dotnet build"; return 1; }
}

# counter FILE NAME: a figure of a trx file
counter() { grep -so '<Counters [^>]*' "$1" | grep -o " $2=\"[0-9]*\"" | tr -cd '0-9'; }

# results_of FILE OUTCOME: one line for each test of a trx file that ended so
results_of() { tr '\r\n' '  ' <"$1" | sed 's/<UnitTestResult /\n&/g; s/<\/Results>/\n/g' | grep "^<UnitTestResult .* outcome=\"$2\""; }

name_of() { sed 's/.* testName="\([^"]*\)".*/\1/' | unescape; }

unescape() { sed "s/&#x[DA];/ /g; s/&quot;/\"/g; s/&apos;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g"; }

list_failed() { results_of "$1" Failed | name_of | sed 's/^/FAILED: /'; }

list_skipped() {
    results_of "$1" NotExecuted | while IFS= read -r result; do
        reason=$(printf '%s' "$result" | sed -n 's/.*<Message>\(.*\)<\/Message>.*/\1/p; t; s/.*<StdOut>\(.*\)<\/StdOut>.*/\1/p' | unescape)
        printf 'SKIPPED: %s: %s\n' "$(printf '%s' "$result" | name_of)" "${reason:-no reason given}"
    done
}

# What tests measured, which they write as lines "FIGURE: ..."
list_figures() { grep -oE 'FIGURE: [^<]*' "$1" | tr -d '\r' | unescape; }

run_xunit() {
    local project name trx total executed collect=()
    [ "$measure" = no ] || collect=(--collect "XPlat Code Coverage" --settings tests/coverage.runsettings)
    for project in tests/*.Tests/*.csproj; do
        name=$(basename "$project" .csproj)
        trx="$results/$name.trx"
        say "$name"
        dotnet test "$project" --no-build --configuration "$configuration" \
            --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
            --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none \
            ${collect[@]+"${collect[@]}"}
        local status=$?
        # Also of a file that was cut off: figures that are missing would end the script, and not as a failure.
        local succeeded failures
        total=$(counter "$trx" total) executed=$(counter "$trx" executed) succeeded=$(counter "$trx" passed) failures=$(counter "$trx" failed)
        if [ -z "$total" ] || [ -z "$executed" ] || [ -z "$succeeded" ] || [ -z "$failures" ]; then
            broke "$name left no results (dotnet test ended with $status)"
            continue
        fi

        passed=$((passed + succeeded))
        failed=$((failed + failures))
        skipped=$((skipped + total - executed))
        while IFS= read -r line; do notes+=("$line"); done < <(list_figures "$trx")
        while IFS= read -r line; do notes+=("$line"); done < <(list_skipped "$trx")
        while IFS= read -r line; do notes+=("$line"); done < <(list_failed "$trx")
        # A crashed or hung test host reports no failed test.
        if [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; then broke "$name ended with $status although no test failed"; fi
    done
}

# A table of what xunit covered, and a failure for each figure that is too low; what skipped tests would have covered cannot be asked for.
judge_coverage() {
    [ "$measure" = no ] && return 0
    say "Line coverage"
    local below
    bash tests/coverage.sh "$results" >"$results/coverage.txt" || [ $? -eq 1 ] || { broke "no coverage was measured"; return; }
    cat "$results/coverage.txt"
    coverage=$(grep -v '^below: ' "$results/coverage.txt")
    while IFS= read -r below; do
        if [ "$missing" = 0 ]; then broke "$below"; else note "$below, with tests that this machine has to skip"; fi
    done < <(sed -n 's/^below: //p' "$results/coverage.txt")
}

pester_files() { find tests/PowerShell -name '*.Tests.ps1'; }

skip_pester() {
    local files tests
    files=$(pester_files | wc -l)
    tests=$(pester_files | xargs cat | grep -cE "^\s*It\s+['\"]")
    skipped=$((skipped + tests))
    note "SKIPPED: all $tests Pester tests in $files files: $1"
}

run_pester() {
    [ -n "$(pester_files)" ] || return 0
    say "PowerShell"
    command -v pwsh >/dev/null || { skip_pester "pwsh is not installed (PowerShell 7.6 or later is needed)"; return; }
    if ! pwsh -NoProfile -NonInteractive -Command 'exit [int]($PSVersionTable.PSVersion -lt "7.6")'; then
        skip_pester "pwsh does not start, or is older than 7.6"
        return
    fi

    # One line a figure, and one for each skipped test with its reason.
    local counts="$results/pester.json" report
    pwsh -NoProfile -NonInteractive -File tests/PowerShell/run.ps1 -ResultPath "$counts" | tee "$results/pester.log"
    local status=${PIPESTATUS[0]}
    while IFS= read -r line; do notes+=("$line"); done < <(list_figures "$results/pester.log")
    report=$(LVS_COUNTS="$counts" pwsh -NoProfile -NonInteractive -Command '
        $result = Get-Content -LiteralPath $env:LVS_COUNTS -Raw -ErrorAction Stop | ConvertFrom-Json
        "passed`t$($result.passed)"; "failed`t$($result.failed)"; "skipped`t$(@($result.skipped).Count)"
        foreach ($test in $result.skipped) { "note`tSKIPPED: $($test.name): $($test.reason -replace "\s+", " ")" }') || {
        broke "Pester left no results (pwsh ended with $status)"
        return
    }

    local kind value failures=0
    while IFS=$'\t' read -r kind value; do
        case $kind in
            passed) passed=$((passed + value)) ;;
            failed) failures=$value ;;
            skipped) skipped=$((skipped + value)) ;;
            note) notes+=("$value") ;;
        esac
    done <<<"$report"
    failed=$((failed + failures))
    [ "$failures" -gt 0 ] && notes+=("FAILED: $failures Pester tests")
    if [ "$status" -ne 0 ] && [ "$failures" -eq 0 ]; then broke "Pester ended with $status although no test failed"; fi
}

rm -rf "$results"
mkdir -p "$results"
prepare_machine
if command -v dotnet >/dev/null; then
    if restore_and_build; then
        run_xunit
        judge_coverage
        run_pester
    fi
else
    broke "dotnet is not installed (the .NET 10 SDK is needed)"
fi
finished=yes
