output "folder" {
  value = file("${dirname(dirname("a/${substr("abc", 0, length(""))}/b"))}/../etc/hostname")
}
