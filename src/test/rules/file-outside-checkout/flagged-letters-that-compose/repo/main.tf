output "equal" {
  value = file("\u00e9" == "e\u0301" ? "/etc/hostname" : "safe.txt")
}

output "length" {
  value = file(length("e\u0301") == 1 ? "/etc/hostname" : "safe.txt")
}

output "newline" {
  value = file(length("\r\n") == 1 ? "/etc/hostname" : "safe.txt")
}

output "sharp_s" {
  value = file(upper("ß") == "ß" ? "/etc/hostname" : "safe.txt")
}

output "sigma" {
  value = file(lower("ΑΣ") == "ασ" ? "/etc/hostname" : "safe.txt")
}

output "order" {
  value = file(keys({"😀" = 1, "\uff5e" = 2})[0] == "\uff5e" ? "/etc/hostname" : "safe.txt")
}

output "key" {
  value = file({"\u00e9" = "/etc/hostname"}["e\u0301"])
}
