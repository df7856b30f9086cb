action "evil_run" "x" {
  config {}
}

action "aws_sfn_start_execution" "y" {
  provider = worse.west
  config {}
}
