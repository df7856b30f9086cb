action "aws_lambda_invoke" "migrate" {
  config {
    function_name = "migrate-database"
  }
}

terraform {
  state_store "x" {}
}
