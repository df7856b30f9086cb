output "names" {
  value = fileset(path.module, "../*")
}
