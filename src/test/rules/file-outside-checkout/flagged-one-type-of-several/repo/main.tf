locals {
  secret = "/proc/self/environ"
  mixed  = [1, "a"]
}

output "coalesced" {
  value = file(coalesce(1, "a") == 1 ? "safe.txt" : local.secret)
}

output "looked_up" {
  value = file(lookup({ a = 1 }, "b", "x") == "x" ? local.secret : "safe.txt")
}

output "merged" {
  value = file(tomap({ a = 1, b = "x" }).a == 1 ? "safe.txt" : local.secret)
}

output "concatenated" {
  value = file(concat([1], ["a"])[0] == 1 ? local.secret : "safe.txt")
}

output "flat" {
  value = file(flatten([[true], ["a"]])[0] == true ? local.secret : "safe.txt")
}

output "counted" {
  value = file(length(toset([1, "1"])) == 1 ? local.secret : "safe.txt")
}

output "distinct" {
  value = file(length(distinct([1, "1"])) == 1 ? local.secret : "safe.txt")
}

output "nested" {
  value = file((true ? [1] : ["a"]) == [1] ? "safe.txt" : local.secret)
}

output "object" {
  value = file((true ? { a = 1 } : { a = "b" }).a == 1 ? "safe.txt" : local.secret)
}

output "small" {
  value = file("${0.0000001}" == "0.0000001" ? "safe.txt" : local.secret)
}

output "joined" {
  value = file(join(",", [1e6, 2]) == "1000000,2" ? local.secret : "safe.txt")
}

output "listed" {
  value = file(formatlist("%v", [1000000])[0] == "1000000" ? "safe.txt" : local.secret)
}

output "encoded" {
  value = file(jsonencode(1e21) == "1000000000000000000000" ? local.secret : "safe.txt")
}

output "fraction" {
  value = file(format("%v", 0.1 + 0.2) == "0.3" ? local.secret : "safe.txt")
}
