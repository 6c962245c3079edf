#!/bin/sh
# Deletes the old app of every site.
for site in 8f14e45f c9f0f895 45c48cce; do
  rm -rf "/srv/tenants/$site/apps/insight-1"
done
