#!/bin/sh
# Puts libphonenumber's headers into PREFIX. libphonenumber-dev depends on Boost 1.74's thread package, which conflicts with
# Boost 1.81. The headers of libphonenumber do not need the thread package. The runtime library is installed as usual.
set -eu
prefix=${1:?usage: phonenumber_headers.sh PREFIX}
[ -e "$prefix/include/phonenumbers/phonenumberutil.h" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

download() {
  apt-get -o APT::Sandbox::User=root -o Acquire::Retries=3 "$@" download libphonenumber-dev >download.log 2>&1
}
# Some machines have no package lists, because they remove them after each installation. Then the lists are loaded into
# a folder of our own.
own_lists() {
  mkdir -p lists/partial
  apt-get -o APT::Sandbox::User=root -o Acquire::Retries=3 -o Dir::State::Lists="$work/lists" update >/dev/null 2>&1
  download -o Dir::State::Lists="$work/lists"
}
download || own_lists || { cat download.log >&2; exit 1; }

dpkg-deb -x libphonenumber-dev_*.deb unpacked
mkdir -p "$prefix/include"
cp -r unpacked/usr/include/phonenumbers "$prefix/include/phonenumbers.$$"
mv -T "$prefix/include/phonenumbers.$$" "$prefix/include/phonenumbers" || [ -d "$prefix/include/phonenumbers" ]
