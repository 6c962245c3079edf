#!/bin/sh
# Two databases, and the environment of a session that somebody left open.
set -eu
mkdir -p /srv/production/db /srv/test/db /etc/ci
for table in users builds jobs; do
  echo "$table of everybody" >"/srv/production/db/$table.tbl"
  echo "$table of the last test" >"/srv/test/db/$table.tbl"
done
echo 'DATABASE_URL=file:///srv/production/db' >/etc/ci/session
