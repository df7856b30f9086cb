module "all" {
  source   = "./stage"
  for_each = toset(["a", "b"])
  name     = "${each.key}.json"
}

output "settings" {
  value = [
    file(module.all["a"].missing), # Terraform fails, and reads nothing
    [for name, stage in module.all : file("${name}${stage}")],
  ]
}
