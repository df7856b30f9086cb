resource "aws_sns_topic" "t" {}

resource "terraform_data" "d" {}
