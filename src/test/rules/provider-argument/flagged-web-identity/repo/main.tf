provider "aws" {
  assume_role_with_web_identity {
    role_arn                = "arn:aws:iam::111122223333:role/ci"
    web_identity_token_file = "/var/run/secrets/token"
  }
}
