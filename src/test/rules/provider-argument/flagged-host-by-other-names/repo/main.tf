provider "tfe" {
  hostname = "attacker.invalid"
}

provider "unifi" {
  api_url = "https://attacker.invalid"
}

provider "minio" {
  server = "attacker.invalid"
}
