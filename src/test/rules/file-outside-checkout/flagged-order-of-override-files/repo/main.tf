locals {
  json  = "safe.txt"
  one   = "𐐀"
  other = "ａ"
}

output "json" {
  value = file(local.json)
}

module "called" {
  source = "./safe"
  path   = "safe.txt"
}

output "keys" {
  value = file({ (keys({ "𐐀" = 1, "ａ" = 2 })[0]) = "/proc/self/environ", "𐐀" = "safe.txt" }["ａ"])
}

output "sorted" {
  value = file({ "ａ" = "/proc/self/environ", "𐐀" = "safe.txt" }[sort([local.one, local.other])[0]])
}

output "set" {
  value = file({ "ａ" = "/proc/self/environ", "𐐀" = "safe.txt" }[tolist(toset([local.one, local.other]))[0]])
}

output "loop" {
  value = file([for k, v in { "𐐀" = "safe.txt", "ａ" = "/proc/self/environ" } : v][0])
}

output "values" {
  value = file(values({ "𐐀" = "safe.txt", "ａ" = "/proc/self/environ" })[0])
}
