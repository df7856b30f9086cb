# Terraform cleans paths and patterns before it looks at the disk.
output "dot" {
  value = templatefile("t/${terraform.workspace}/.", {})
}

output "above" {
  value = templatefile("t/${terraform.workspace}.tpl/x/..", {})
}

output "accent" {
  value = templatefile("t/${terraform.workspace}̌.acc", {})
}

output "patterns" {
  value = [
    [for found in fileset(path.module, "d/*.a/.") : templatefile(found, {})],
    [for found in fileset(path.module, "d/./*.b") : templatefile(found, {})],
    [for found in fileset(path.module, "d//*.c") : templatefile(found, {})],
    [for found in fileset(path.module, "d/*.d/") : templatefile(found, {})],
    [for found in fileset(path.module, "d/?.e") : templatefile(found, {})],
    [for found in fileset(path.module, "d/??.f") : templatefile(found, {})],
  ]
}

module "home" {
  source = "./~"
}
