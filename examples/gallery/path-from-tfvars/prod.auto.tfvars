motd = "../../../../../../../../etc/hostname"
