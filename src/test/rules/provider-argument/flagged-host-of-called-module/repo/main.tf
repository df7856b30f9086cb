module "k" {
  source = "./k"
  host   = "https://attacker.invalid"
}
