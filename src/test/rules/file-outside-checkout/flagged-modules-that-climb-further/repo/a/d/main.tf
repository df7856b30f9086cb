output "written_in_another_way" {
  value = file("${trimsuffix(path.module, "/a/d")}/../secret.txt")
}
