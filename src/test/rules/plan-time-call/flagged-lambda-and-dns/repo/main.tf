data "aws_lambda_invocation" "migrate" {
  function_name = "migrate-database"
  input         = "{}"
}

data "dns_txt_record_set" "x" {
  host = "secret.example.net"
}
