variable "folder" {
  type = string
}

output "content" {
  value = [
    file(abspath(var.folder)),
    file(pathexpand(var.folder)),
    file("${dirname(abspath(var.folder))}/x"),
    file(replace(abspath(var.folder), path.cwd, ".")),
    file("${path.module}/${basename(pathexpand(var.folder))}/../secret"),
  ]
}
