#!/bin/sh
# Gives mail that cannot be delivered up after a day.
set -eu
sed -i 's/^maximal_queue_lifetime.*/maximal_queue_lifetime = 1d/' /etc/postfix/main.cf
systemctl reload postfix
