module "outer" {
  source   = "./outer"
  for_each = { a = "a.txt", b = "b.txt" }
  file     = "${path.module}/files/${each.value}"
}
