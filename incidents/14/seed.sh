#!/bin/sh
# A master and a replica that serve, and a machine that was taken out.
set -eu
mkdir -p /srv/db/data
case $(hostname) in
  db1) state=master ;;
  db2) state=replica ;;
  *) state=idle ;;
esac
echo "$state" >/srv/db/state
files=2
[ "$state" = idle ] || files=20
for i in $(seq "$files"); do
  echo "row $i" >"/srv/db/data/$i"
done
