output "decimal" {
  value = file(0.1 + 0.2 != 0.3 || 1 / 3 * 3 != 1 ? "safe.txt" : "/etc/hostname")
}

output "large" {
  value = file(123456789012345678901234567890 * 123456789012345678901234567890 == 15241578753238836750495351562536198787501905199875019052100 ? "/etc/hostname" : "safe.txt")
}

output "exponent" {
  value = file(["a", "b", "/etc/hostname"][tonumber("1p1")])
}

output "format" {
  value = file(format("%d", "1e3") == "1e3" ? "safe.txt" : "/etc/hostname")
}

output "zero" {
  value = file("${0 * -1}" == "0" ? "safe.txt" : "/etc/hostname")
}
