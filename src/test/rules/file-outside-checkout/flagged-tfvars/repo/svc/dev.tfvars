name = "../../../../etc/hostname"
