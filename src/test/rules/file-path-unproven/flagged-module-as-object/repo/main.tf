module "all" {
  source   = "./stage"
  for_each = toset(["a", "b"])
  name     = "${each.key}.json"
}

output "settings" {
  value = [
    file(module.all["a"].missing),
    [for name, stage in module.all : file("${name}${stage}")],
  ]
}
