#!/bin/sh
# Three sites, each with the old app and others.
set -eu
mkdir -p /srv/trash
for site in 8f14e45f c9f0f895 45c48cce; do
  for app in insight-1 wiki-1 issues-1; do
    mkdir -p "/srv/tenants/$site/apps/$app"
    echo "$app of $site" >"/srv/tenants/$site/apps/$app/data"
    echo "settings of $app" >"/srv/tenants/$site/apps/$app/settings"
  done
done
