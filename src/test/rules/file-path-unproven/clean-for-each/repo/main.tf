locals {
  services = {
    api = { file = "api.json" }
    web = { file = "web.json" }
  }
}

resource "terraform_data" "key" {
  for_each = local.services
  input    = file("${path.module}/services/${each.key}.json")
}

resource "terraform_data" "value" {
  for_each = local.services
  input    = file("${path.module}/services/${each.value.file}")
}

resource "terraform_data" "set" {
  for_each = toset(["api", "web"])
  input    = filebase64(format("%s/services/%s.json", path.module, each.value))
}

resource "terraform_data" "count" {
  count = 2
  input = fileexists("${path.module}/services/${count.index}.json")
}
