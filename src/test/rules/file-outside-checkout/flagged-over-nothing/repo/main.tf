locals {
  empty = []
  none  = null
}

output "condition" {
  value = [for x in [] : x if tonumber(file("/proc/self/environ")) == 1]
}

output "object" {
  value = { for k, v in {} : k => v if tonumber(file("/proc/self/environ")) == 1 }
}

output "value" {
  value = [for x in local.empty : tonumber(file("/proc/self/environ"))]
}

output "nested" {
  value = [for x in [[]] : [for y in x : y if tonumber(file("/proc/self/environ")) == 1]]
}

output "template" {
  value = "%{for x in []}${tonumber(file("/proc/self/environ"))}%{endfor}"
}

output "key" {
  value = local.empty[*][tonumber(file("/proc/self/environ"))]
}

output "splat" {
  value = local.none[*].x[tonumber(file("/proc/self/environ"))]
}

output "attempt" {
  value = try(1, tonumber(file("/proc/self/environ")))
}

output "branch" {
  value = true ? 1 : tonumber(file("/proc/self/environ"))
}

output "logic" {
  value = false && tonumber(file("/proc/self/environ")) == 1
}

output "over_what_is_not_there" {
  value = [for x in toset([]) : x if x == file(true ? "/proc/self/environ" : x)]
}
