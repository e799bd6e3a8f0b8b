#!/bin/sh
# The whole job as a process: cold, with nothing new, on one thread and on two.
#
#   benches/job.sh [AGENCIES [MONTHS [LINES]]]        20 3 20000 unless said
#
# Makes a portfolio in a temporary folder, runs it, and prints CPU seconds, wall seconds, peak memory, and CPU as a
# multiple of sha256sum over the same inbox. Needs the release build (cargo build --release) and GNU time.
# AVSTEM names another program; KEEP=1 leaves the folder.
set -eu

agencies=${1:-20}
months=${2:-3}
lines=${3:-20000}
here=$(cd "$(dirname "$0")/.." && pwd)
avstem=${AVSTEM:-${CARGO_TARGET_DIR:-$here/target}/release/avstem}
folder=$(mktemp -d)
[ "${KEEP:-}" ] || trap 'rm -rf "$folder"' EXIT
portfolio=$folder/portfolio
periods=2025-01..2025-$(printf %02d "$months")

"$avstem" synth --out "$portfolio" --agencies "$agencies" --periods "$periods" --lines "$lines" --seed 1 >"$folder/synth.log" 2>&1
cat >"$folder/job.toml" <<JOB
portfolio = "portfolio"
reports = "reports"
periods = "$periods"
as_of = 2026-01-15
JOB

# measure NAME COMMAND…: one line; the CPU seconds are left in $cpu.
measure() {
    name=$1
    shift
    env time -o "$folder/time" -f '%U %S %e %M' "$@" >"$folder/out.log" 2>"$folder/error.log" || {
        echo "$name: the command failed:"; tail -5 "$folder/error.log"; exit 1
    }
    cpu=$(awk '{ print $1 + $2 }' "$folder/time")
    awk -v name="$name" -v sha="${sha:-0}" '{
        cpu = $1 + $2
        printf "%-28s %8.2f %8.2f %9.0f %9s\n", name, cpu, $3, $4 / 1024, (sha > 0 ? sprintf("%.2f", cpu / sha) : "")
    }' "$folder/time"
}

inbox_files=$(find "$portfolio/inbox" -type f | wc -l)
inbox_bytes=$(find "$portfolio/inbox" -type f -exec cat {} + | wc -c)
echo "month_end_${agencies}x${months}x${lines}: $inbox_files files, $((inbox_bytes / 1000000)) MB"
printf '%-28s %8s %8s %9s %9s\n' "" "CPU s" "wall s" "peak MiB" "× sha256"
hash_inbox="find $portfolio/inbox -type f -exec sha256sum {} +"
measure "sha256sum (warm-up)" $hash_inbox
measure "sha256sum" $hash_inbox
sha=$cpu
for threads in 1 2; do
    measure "run, empty store, -j $threads" "$avstem" run "$folder/job.toml" --reports "$folder/reports-$threads" --jobs $threads --exit-zero
done
# What the limit is about: without what people read.
{ cat "$folder/job.toml"; echo 'formats = []'; } >"$folder/lean.toml"
for threads in 1 2; do
    measure "same, formats = [], -j $threads" "$avstem" run "$folder/lean.toml" --reports "$folder/lean-$threads" --jobs $threads --exit-zero
done
measure "run, nothing new, -j 2" "$avstem" run "$folder/job.toml" --reports "$folder/reports-2" --jobs 2 --exit-zero
runs=$(find "$folder/reports-2/runs" -name SHA256SUMS | wc -l)
one=$(cd "$folder/reports-1/runs" && find . -name SHA256SUMS | sort | xargs cat | sha256sum)
two=$(cd "$folder/reports-2/runs" && find . -name SHA256SUMS | sort | xargs cat | sha256sum)
echo "$runs runs; digest of all SHA256SUMS: ${one%% *}"
[ "$one" = "$two" ] || { echo "1 and 2 threads differ: ${two%% *}"; exit 1; }
