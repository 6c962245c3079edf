#!/bin/sh
# Sets the route of the new router.
echo 'next-hop planned' >/etc/route
