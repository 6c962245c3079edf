#!/bin/sh
# A user's home, a mounted backup, and an application.
set -eu
mkdir -p /home/u/photos /media/backup/photos /opt/app/cache /var/spool/squid
for i in 1 2 3 4 5; do
  echo "photo $i" >"/home/u/photos/$i.jpg"
  echo "photo $i" >"/media/backup/photos/$i.jpg"
  echo "cached $i" >"/opt/app/cache/$i"
  echo "object $i" >"/var/spool/squid/$i"
done
