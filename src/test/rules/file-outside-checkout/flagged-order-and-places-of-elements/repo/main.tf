locals {
  lists = [{ b = ["a.txt", "a.txt"] }, { b = ["/etc/hostname", "a.txt"] }]
  set   = toset(["a", ".."])
}

output "splat" {
  value = file((local.lists.*.b.0)[1])
}

output "distinct" {
  value = file("${distinct(local.set)[0]}/etc/hostname")
}

output "compact" {
  value = file("${compact(local.set)[0]}/etc/hostname")
}

output "expanded" {
  value = file(try(concat(try({ a = "a.txt" }[terraform_data.x.output], ["/etc/hostname"]), [])[0], "a.txt"))
}

resource "terraform_data" "x" {
  input = "b"
}
