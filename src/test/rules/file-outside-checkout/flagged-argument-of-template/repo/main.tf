output "text" {
  value = templatefile("${path.module}/hello.tftpl", { from = "/etc/hostname" })
}
