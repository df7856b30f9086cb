x = "../../../etc/hostname"
