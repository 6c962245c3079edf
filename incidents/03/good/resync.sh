#!/bin/sh
# Empties the replica, so that it can be copied anew; a host that is none stays as it is.
grep -qx replica /var/opt/gitlab/postgresql/role || exit 1
rm -rf /var/opt/gitlab/postgresql/data
