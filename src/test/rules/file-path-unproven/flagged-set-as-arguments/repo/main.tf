output "o" {
  value = file(format("%s/../%s", toset(["a", ".."])...))
}
