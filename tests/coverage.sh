#!/usr/bin/env bash
# coverage.sh FOLDER: what the measured runs below a folder covered between them (*.info, in the format of lcov): a table, and as the last line
# "coverage: overall N %, Members N %, Sync N %, Ldap N %". A line counts as covered where any run came through it.
# Ends with 1 where a figure is below its threshold (a line "below: ..." for each), with 2 where nothing was measured.
set -uo pipefail

readonly core=src/LdapVendorSync.Core
# name, folder of the repository, least percentage
readonly parts="overall=src/=85 Members=$core/Members/=95 Sync=$core/Sync/=95 Ldap=src/LdapVendorSync.Ldap/=95"

mapfile -d '' files < <(find "${1:?folder}" -name '*.info' -print0)
[ ${#files[@]} -gt 0 ] || { echo "Nothing was measured: there is no *.info below $1." >&2; exit 2; }

root=$(cd "$(dirname "$0")/.." && pwd)/
awk -v root="$root" -v parts="$parts" '
    # A folder of the table: the assembly, and in the core the folder below it.
    function room(file,    steps) {
        split(file, steps, "/")
        return steps[2] == "LdapVendorSync.Core" && steps[4] != "" ? steps[2] "/" steps[3] : steps[2]
    }
    # Rounded down: what is below the threshold shall not look like it.
    function percent(part, whole) { return sprintf("%.1f", int(part * 1000 / whole) / 10) }

    /^SF:/ { file = substr($0, 4); if (index(file, root) == 1) file = substr(file, length(root) + 1) }
    /^DA:/ {
        split(substr($0, 4), line, ",")
        key = file ":" line[1]
        if (!(key in hits)) { hits[key] = 0; of[key] = file }
        if (line[2] > 0) hits[key] = 1
    }
    END {
        count = split(parts, part, " ")
        for (key in hits) {
            file = of[key]
            lines[room(file)]++; covered[room(file)] += hits[key]
            for (i = 1; i <= count; i++) {
                split(part[i], words, "=")
                if (index(file, words[2]) == 1) { all[i]++; reached[i] += hits[key] }
            }
        }
        sorted = "sort"
        for (name in lines)
            printf "%-36s %6s %% of %6d lines\n", name, percent(covered[name], lines[name]), lines[name] | sorted
        close(sorted)
        for (i = 1; i <= count; i++) {
            split(part[i], words, "=")
            if (!all[i]) { printf "below: nothing of %s was measured\n", words[1]; status = 1; continue }
            figure = percent(reached[i], all[i])
            if (figure < words[3] + 0) { printf "below: line coverage of %s is %s %%, less than %s %%\n", words[1], figure, words[3]; status = 1 }
            summary = summary (summary == "" ? "" : ", ") words[1] " " figure " %"
        }
        print "coverage: " summary
        exit status
    }' "${files[@]}"
