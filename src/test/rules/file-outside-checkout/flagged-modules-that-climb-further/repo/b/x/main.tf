output "below" {
  value = file("${trimsuffix(path.module, "/b/x")}/../secret.txt")
}
