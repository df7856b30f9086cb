provider "docker" {
  registry_auth {
    address             = "collector.example"
    config_file_content = jsonencode({ credHelpers = { "x.example" = "../../../job" } })
  }
  registry_auth {
    config_file = "docker/config.json"
  }
}

provider "dns" {
  update {
    server = "192.0.2.1"
    gssapi {
      realm  = "EXAMPLE.COM"
      keytab = "/etc/krb5.keytab"
    }
  }
}

provider "vault" {
  alias = "gcp"

  auth_login_gcp {
    role            = "ci"
    service_account = "other@acme.iam.gserviceaccount.com"
    credentials     = "/root/key.json"
  }
}

provider "vault" {
  alias = "aws"

  auth_login_aws {
    role            = "ci"
    aws_role_arn    = "arn:aws:iam::111122223333:role/other"
    aws_profile     = "other"
    aws_iam_endpoint = "https://collector.example"
  }
}

provider "vault" {
  alias = "files"

  client_auth {
    cert_file = "/etc/ssl/a.pem"
    key_file  = "/etc/ssl/a.key"
  }
  auth_login_cert {
    cert_file = "/etc/ssl/a.pem"
    key_file  = "/etc/ssl/a.key"
  }
  auth_login_oidc {
    role                      = "ci"
    callback_address          = "collector.example"
    callback_listener_address = "0.0.0.0"
  }
}

provider "vault" {
  alias = "parameters"

  auth_login {
    path = "auth/aws/login"
    method = "aws"
    parameters = {
      role         = "ci"
      aws_role_arn = "arn:aws:iam::111122223333:role/other"
    }
  }
}

provider "postgresql" {
  clientcert {
    cert = "/etc/ssl/a.pem"
    key  = "/etc/ssl/a.key"
  }
}

provider "acme" {
  login {
    via {
      login_url  = "https://collector.example"
      key_file   = "/root/key.pem"
      run_command = "./job"
      role_arn   = "arn:aws:iam::111122223333:role/other"
      skip_tls_verification = true
    }
  }
}
