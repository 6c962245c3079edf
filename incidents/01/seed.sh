#!/bin/sh
# Lays the data of one server: customers on /disk0, their nightly copy on /disk1.
set -eu
case "$(hostname)" in
  web*)
    for customer in $(seq 1 60); do
      site=/disk0/data/c$customer/public_html
      mkdir -p "$site"
      echo "<h1>customer $customer of $(hostname)</h1>" >"$site/index.html"
      echo "order $customer" >"$site/orders.csv"
    done
    ;;
  mail*)
    for customer in $(seq 1 60); do
      box=/disk0/mail/users/c$customer/new
      mkdir -p "$box"
      echo "Subject: letter to customer $customer" >"$box/1.$(hostname)"
    done
    printf 'myhostname=%s\nqueue_lifetime=30d\n' "$(hostname)" >/disk0/mail/main.cf
    echo 'relayhost=' >/disk0/mail/relay.cf
    mkdir -p /disk0/mail/deferred
    for letter in 1 2 3; do echo "letter $letter" >"/disk0/mail/deferred/$letter"; done
    ;;
  *)
    mkdir -p /disk0/pulled
    echo "catalogue of $(hostname)" >/disk0/pulled/catalogue
    ;;
esac
find /disk0 -exec touch -d 2026-11-01T06:30:00Z {} +
mkdir -p /disk1
cp -a /disk0/. /disk1/
