output "folder" {
  value = file("${dirname(dirname("a/${substr("abc", 0, 0)}/b"))}/../etc/hostname")
}
