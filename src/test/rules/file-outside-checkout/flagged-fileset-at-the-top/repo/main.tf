output "all" {
  value = { for name in fileset(path.module, "**") : name => file(name) }
}
