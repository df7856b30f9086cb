output "name" {
  value = file("${path.cwd}/../etc/hostname")
}
