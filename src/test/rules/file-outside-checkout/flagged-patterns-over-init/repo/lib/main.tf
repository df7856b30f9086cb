output "of_root" {
  value = file(length(fileset(path.root, ".terraform.tfstate*")) == 0 ? "${path.module}/safe.txt" : "../../secret")
}

output "of_start" {
  value = file(length(fileset(path.cwd, "*.lock.info")) == 0 ? "${path.module}/safe.txt" : "../../secret")
}
