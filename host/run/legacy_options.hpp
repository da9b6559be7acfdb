// SPDX-License-Identifier: Apache-2.0
// IP_VS_SO_GET_* and IP_VS_SO_SET_*, the kernel's older way to manage IPVS, carried to nicvsd.
//
// Every call is a connection of its own. Sizes and errors are those of the kernel's
// do_ip_vs_get_ctl and do_ip_vs_set_ctl; if nicvsd is not there, that of connect(2).
#pragma once

#include <sys/socket.h>

namespace nicvs::run {

// Of the level IPPROTO_IP.
bool is_legacy_option(int option);

// As getsockopt and setsockopt: 0, or -1 with errno.
int get_legacy(int option, void* value, const socklen_t* size);
int set_legacy(int option, const void* value, socklen_t size);

}  // namespace nicvs::run
