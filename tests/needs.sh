#!/bin/sh
# Prints the Debian packages that the tests need and this machine lacks, on one line. Says nothing when all are there.
missing=
need() { missing="$missing${missing:+ }$1"; }

command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || need chromium

command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need postgresql

chinese_font() {
    if command -v fc-list >/dev/null 2>&1; then
        [ -n "$(fc-list :lang=zh-cn family 2>/dev/null)" ]
    else
        [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
            \( -iname '*wqy*' -o -iname '*notosanscjk*' -o -iname '*notosanssc*' -o -iname '*sourcehansans*' \) 2>/dev/null | head -n 1)" ]
    fi
}
chinese_font || need fonts-wqy-microhei

[ -z "$missing" ] || echo "$missing"
