output "k" {
  value = { exec = { command = "sh" } }
}
