provider "nobody" {
  region  = "eu-1"
  account = "acme"
  tls     = true
  scheme  = "https"
  profile = "ci"
  retries = 3
}

provider "consul" {
  scheme     = "https"
  datacenter = "dc1"
}
