action "aws_lambda_invoke" "migrate" {
  config {
    function_name = "migrate"
  }
}

action "local_command" "x" {
  config {
    command = "./x"
  }
}
