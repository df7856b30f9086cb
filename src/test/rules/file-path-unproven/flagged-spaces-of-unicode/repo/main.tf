output "no_break" {
  value = file(trimspace("\u00a0/etc/hostname"))
}

output "next_line" {
  value = file(trimspace("\u0085/etc/hostname"))
}
