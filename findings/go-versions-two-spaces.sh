#!/usr/bin/env bash
# Two readers of version constraints, both used by Terraform, disagree about the same text.
#
# Versions: github.com/apparentlymart/go-versions v1.0.3 (constraints in the manner of Ruby) and
#   github.com/hashicorp/go-version v1.7.0.
# Seen:
#   "~> 5.0"   both take it
#   "~>  5.0"  go-versions: only one space is expected after the operator; go-version takes it
#   ">=5.0,"   go-versions takes it; go-version: malformed
#   "= v5.0"   go-versions: no "v" prefix; go-version takes it
# Expected: blanks between operator and version don't matter, as they don't around the comma; and the
# two agree, since a constraint on a provider is read by both of them, and init fails with "Invalid
# version constraint" where the first was content.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export GOPATH=$work/go GOFLAGS=-mod=mod

cat > go.mod <<'MOD'
module finding

go 1.22

require (
	github.com/apparentlymart/go-versions v1.0.3
	github.com/hashicorp/go-version v1.7.0
)
MOD
cat > main.go <<'GO'
package main

import (
	"fmt"

	ruby "github.com/apparentlymart/go-versions/versions"
	version "github.com/hashicorp/go-version"
)

func said(err error) string {
	if err == nil {
		return "taken"
	}
	return err.Error()
}

func main() {
	for _, text := range []string{"~> 5.0", "~>  5.0", ">=5.0,", "= v5.0"} {
		_, one := ruby.MeetingConstraintsStringRuby(text)
		_, other := version.NewConstraint(text)
		fmt.Printf("%q\n  go-versions: %s\n  go-version: %s\n", text, said(one), said(other))
	}
}
GO
cat > known <<'SEEN'
"~> 5.0"
  go-versions: taken
  go-version: taken
"~>  5.0"
  go-versions: invalid specification "~>  5.0": only one space is expected after the operator "~>"
  go-version: taken
">=5.0,"
  go-versions: taken
  go-version: Malformed constraint: 
"= v5.0"
  go-versions: invalid specification "= v5.0": a "v" prefix should not be used when specifying versions
  go-version: taken
SEEN

go run . > seen 2> errors || { cat errors; exit 1; }
cat seen
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
