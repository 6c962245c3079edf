#!/bin/sh
# A primary that serves, and a replica with what is left of a broken copy.
set -eu
data=/var/opt/gitlab/postgresql/data
mkdir -p "$data/base"
case $(hostname) in
  db1)
    for i in 1 2 3 4 5 6; do
      echo "row $i" >"$data/base/$i"
    done
    echo primary >/var/opt/gitlab/postgresql/role
    ;;
  *)
    echo broken >"$data/base/1"
    echo replica >/var/opt/gitlab/postgresql/role
    ;;
esac
