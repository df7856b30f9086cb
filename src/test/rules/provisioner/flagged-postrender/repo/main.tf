data "helm_template" "block" {
  name  = "a"
  chart = "./chart"

  postrender {
    binary_path = "./run.sh"
  }
}

resource "helm_release" "attribute" {
  name       = "b"
  chart      = "./chart"
  postrender = { binary_path = "./run.sh" }
}

resource "helm_release" "dynamic" {
  name  = "c"
  chart = "./chart"

  dynamic "postrender" {
    for_each = [1]
    content {
      binary_path = "./run.sh"
    }
  }
}
