locals {
  many = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t"
  ]
  costly = [for a in local.many : [for b in local.many : [for c in local.many : [for d in local.many : "${a}-${b}-${c}-${d}"]]]]
}

output "document" {
  value = [
    templatefile("${path.module}/a.tftpl", { checksum = sha256(jsonencode(local.costly)) }),
    jsonencode(local.costly),
  ]
}
