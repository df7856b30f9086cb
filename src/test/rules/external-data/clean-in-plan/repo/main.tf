data "aws_caller_identity" "c" {}
