#!/bin/sh
# The driver's directory that is to go, and a neighbour that is to stay.
set -eu
mkdir -p /usr/lib/nvidia-current/xorg/xorg /usr/share/fonts
for i in 1 2 3; do
  echo "module $i" >"/usr/lib/nvidia-current/xorg/xorg/$i.so"
  echo "font $i" >"/usr/share/fonts/$i.ttf"
done
