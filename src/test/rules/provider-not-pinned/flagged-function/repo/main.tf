output "x" {
  value = provider::evil::run("id")
}
