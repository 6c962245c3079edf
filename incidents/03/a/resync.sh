#!/bin/sh
# Empties the replica, so that it can be copied anew.
rm -rf /var/opt/gitlab/postgresql/data
