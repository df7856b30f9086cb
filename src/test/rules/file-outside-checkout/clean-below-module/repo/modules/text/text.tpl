${name}, and no file("/etc/hostname")
