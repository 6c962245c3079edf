#!/bin/sh
# Logs, one of them old, and what the users have computed a month ago.
set -eu
mkdir -p /LARGE0/LOG /LARGE0/DATA/group1 /LARGE0/DATA/group2
echo old >/LARGE0/LOG/old.log
echo new >/LARGE0/LOG/new.log
for group in group1 group2; do
  for i in 1 2 3 4; do
    echo "result $i" >"/LARGE0/DATA/$group/thesis$i.dat"
  done
done
touch -d '30 days ago' /LARGE0/LOG/old.log /LARGE0/DATA/*/*.dat
