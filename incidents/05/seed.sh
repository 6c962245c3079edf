#!/bin/sh
# A cloud with its record and its data.
set -eu
mkdir -p /srv/cloud/data
echo 'term=as agreed' >/srv/cloud/record
for i in 1 2 3 4 5 6; do
  echo "member $i" >"/srv/cloud/data/$i"
done
