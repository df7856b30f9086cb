# Tests of a called module are not read.
provider "unread" {}
