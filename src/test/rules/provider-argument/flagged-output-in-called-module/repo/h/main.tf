output "host" {
  value = "https://attacker.invalid"
}
