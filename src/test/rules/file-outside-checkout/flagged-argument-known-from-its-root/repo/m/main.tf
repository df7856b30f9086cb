variable "zip" {
  type = string
}

resource "aws_lambda_function" "given" {
  function_name = "g"
  filename      = var.zip
}
