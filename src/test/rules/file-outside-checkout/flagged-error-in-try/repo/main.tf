output "format" {
  value = file(try(format("%d", "abc") == "" ? "safe.txt" : "safe.txt", "/etc/hostname"))
}

output "arguments" {
  value = file(try(format("safe%s", ".txt", "extra"), "/etc/hostname"))
}

output "bool" {
  value = file(try(tobool("yes") ? "safe.txt" : "safe.txt", "/etc/hostname"))
}

output "negative" {
  value = file(try(-"x" > 0 ? "safe.txt" : "safe.txt", "/etc/hostname"))
}

output "operator" {
  value = file(try(true || "abc" ? "safe.txt" : "x", "/etc/hostname"))
}

output "list" {
  value = file(try(tolist(["safe.txt", {}])[0], "/etc/hostname"))
}

output "types" {
  value = file(try(true ? "safe.txt" : {}, "/etc/hostname"))
}

output "index" {
  value = file(try(toset(["safe.txt"])[0], "/etc/hostname"))
}

output "attribute" {
  value = file(try(["safe.txt"].a, "/etc/hostname"))
}

output "length" {
  value = file(try(length(5) > 0 ? "safe.txt" : "safe.txt", "/etc/hostname"))
}

output "slice" {
  value = file(try(slice(["safe.txt"], 0, 5)[0], "/etc/hostname"))
}

output "loop" {
  value = file(try([for x in "a" : "safe.txt"][0], "/etc/hostname"))
}

output "key_twice" {
  value = file(try({for x in ["a", "b"] : "k" => "safe.txt"}["k"], "/etc/hostname"))
}

output "condition" {
  value = file(try(null ? "safe.txt" : "safe.txt", "/etc/hostname"))
}

output "coalesce" {
  value = file(try(coalesce("safe.txt", []), "/etc/hostname"))
}

output "union" {
  value = file(try(one(setunion(["safe.txt"], "b")), "/etc/hostname"))
}
