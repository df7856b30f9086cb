#!/usr/bin/env bash
# python-hcl2 refuses names with letters beyond ASCII.
#
# Version: python-hcl2 8.1.4.
# Seen:
#   'e = 1' -> {'e': 1}
#   '\xe9 = 1' -> UnexpectedToken
#   'a = "\xe9"' -> {'a': '"\xe9"'}
# Expected: a body with one attribute from all three. By the syntax specification of HCL
# (hclsyntax/spec.md, section "Identifiers") names follow the Unicode annex UAX #31, which allows
# every letter (U+00E9 has the property ID_Start), with "-" added. Terraform accepts such a name.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > finding.py <<'PYTHON'
import hcl2

for text in ["e = 1", "\u00e9 = 1", 'a = "\u00e9"']:
    try:
        result = ascii(hcl2.loads(text + "\n"))
    except Exception as error:
        result = type(error).__name__
    print(ascii(text), "->", result)
PYTHON
cat > known <<'SEEN'
'e = 1' -> {'e': 1}
'\xe9 = 1' -> UnexpectedToken
'a = "\xe9"' -> {'a': '"\xe9"'}
SEEN

python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check python-hcl2==8.1.4 lark==1.3.1
venv/bin/python finding.py > seen
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
