resource "aws_lambda_invocation" "migrate" {
  function_name = "migrate-database"
  input         = "{}"
}
