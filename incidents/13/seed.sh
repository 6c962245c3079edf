#!/bin/sh
# Servers with databases; only the second ring has an old snapshot.
set -eu
databases='production-1 production-2'
[ "$(hostname)" = ring0 ] || databases="$databases production-3 snapshot-2023-04"
for database in $databases; do
  mkdir -p "/srv/sql/south/db/$database"
  echo "rows of $database" >"/srv/sql/south/db/$database/data"
  echo "index of $database" >"/srv/sql/south/db/$database/index"
done
