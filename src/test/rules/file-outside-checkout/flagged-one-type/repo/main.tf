variable "e" {
  type      = string
  default   = "safe.txt"
  ephemeral = true
}

variable "none" {
  type    = string
  default = null
}

locals {
  secret = "/proc/self/environ"
  million = 1000000
}

output "branches" {
  value = file((true ? 1 : "a") == 1 ? "safe.txt" : local.secret)
}

output "written" {
  value = file(format("%v", local.million) == "1000000" ? "safe.txt" : local.secret)
}

output "long" {
  value = file(join("", [1e1001]) == "1e999" ? local.secret : "safe.txt")
}

output "list" {
  value = file(tolist([1, "a"])[0] == 1 ? "safe.txt" : local.secret)
}

output "members" {
  value = file(contains([1, 2], "1") ? local.secret : "safe.txt")
}

output "null" {
  value = file(coalesce(ephemeralasnull(var.e), local.secret))
}

output "length" {
  value = file(length(var.none[*]) == 1 ? "safe.txt" : local.secret)
}

output "name" {
  value = file(length(regexall("K", "K")) == 0 ? local.secret : "safe.txt")
}

output "index" {
  value = file(["safe.txt", local.secret][1e0])
}

output "map" {
  value = file({ "1" = "safe.txt", "1e+06" = local.secret }[format("%v", local.million)])
}

output "found" {
  value = file(lookup({ a = "safe.txt" }, "a", local.secret))
}

output "caught" {
  value = file(try(tostring(tolist(["safe.txt"])[1]), local.secret))
}

output "made" {
  value = file("${path.module}/${true ? "safe.txt" : 1}${(true ? 1 : "a") == 1 ? "" : "/../../secret"}")
}
