output "text" {
  value = file("${trimsuffix(path.module, "/a/c")}/../secret.txt")
}
