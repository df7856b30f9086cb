output "hidden" {
  value = file(contains(fileset(path.module, ".terraform*"), ".terraform.lock.hcl") ? "/proc/self/environ" : "safe.txt")
}

output "recursive" {
  value = file(length([for f in fileset(path.module, "**") : f if endswith(f, ".lock.hcl")]) == 0 ? "safe.txt" : "/proc/self/environ")
}

output "exists" {
  value = file(fileexists("${path.module}/.terraform.lock.hcl") ? "/proc/self/environ" : "safe.txt")
}

output "class" {
  value = file(length(fileset(path.module, "[.]terraform.lock.hcl")) == 0 ? "safe.txt" : "/proc/self/environ")
}

output "braces" {
  value = file(length(fileset(path.module, "{.terraform.lock,x}.hcl")) == 0 ? "safe.txt" : "/proc/self/environ")
}

output "tried" {
  value = file(try(length(file("${path.module}/.terraform.lock.hcl")) > 0 ? "/proc/self/environ" : "safe.txt", "safe.txt"))
}
