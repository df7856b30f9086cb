output "y" {
  value = [for f in fileset("${path.module}/deep", "o/**/*") : file("${path.module}/deep/${f}")]
}
