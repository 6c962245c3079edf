#!/bin/bash
# What the ahead-of-time cache is made with: the launcher explains this text once, so that the
# classes which a usual script needs are in the cache. It is never run.
set -euo pipefail
. /etc/default/app
BASE=${BASE:-/srv/app}
readonly LOG="$BASE/log" KEEP=7
hosts=(web1 web2)
usage() {
  cat <<EOF
usage: $0 [-n] TARGET
EOF
}
clean() {
  local target=$1 name
  [ -d "$target" ] || return 0
  cd "$target" || exit 1
  for name in *.log cache-{a,b}; do
    [[ $name == *.keep ]] && continue
    rm -rf -- "${target:?}/$name"
  done
}
while getopts n option; do
  case $option in
    n) DRY=echo ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
trap 'rm -f "$work"' EXIT
work=$(mktemp)
find "$BASE/cache" -type f -mtime +$KEEP -exec rm {} + || true
grep -v '^#' /etc/hosts | sort | while read -r address name; do
  ssh "$name" "rm -rf /srv/$address" && echo "$name done" >>"$LOG/done"
done
for host in "${hosts[@]}"; do
  rsync -a --delete "$BASE/" "$host:$BASE/"
done
if [ "$(id -u)" -ne 0 ]; then exit 1; fi
mkdir -p "$LOG" && chown -R app:app "$LOG" && chmod 755 "$LOG"
sed -i "s/a/$(date +%F)/" "$BASE/conf" && cp "$BASE/conf" "$BASE/conf.$(hostname -s)"
ls "$BASE"/old-* 2>/dev/null | xargs rm -f
tar -xzf "$BASE/new.tar.gz" -C "$BASE"
mv "$BASE/conf.new" "$BASE/conf"; ln -sf "$BASE/conf" /etc/app.conf
systemctl restart app && apt-get install -y app
eval "$1"; ${DRY:-} find "${2-}/" -delete
clean "$(dirname "$BASE")"
