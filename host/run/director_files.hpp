// SPDX-License-Identifier: Apache-2.0
// nicvsd's tables and settings as files that a program opens.
//
// A file to read is a copy in memory, taken when it is opened, as the kernel's are made when they
// are read. A setting to write is a connection on which every write is a new value. Thread-safe;
// failures return -1 with errno.
#pragma once

#include <cstddef>
#include <cstdio>

#include "host/rpc/netlink_wire.hpp"
#include "host/run/paths.hpp"
#include "nicvs/result.hpp"

namespace nicvs::run {

// As open(2); of the flags only the access mode and O_CLOEXEC count. The descriptor is the
// caller's.
int open_director_file(const DirectorFile& file, int flags);
// As fopen(3).
FILE* fopen_director_file(const DirectorFile& file, const char* mode);

// Whether the process has ever opened a setting to write, and the descriptor is one.
bool is_setting(int fd);
// As write(2), but it waits for nicvsd's judgement: EINVAL for a value that cannot be, EACCES.
ssize_t write_setting(int fd, const void* data, std::size_t size);

// "ok VALUE" or "ERRNO SENTENCE"; EBADMSG for anything else.
Result<std::string> parse_settings_answer(std::string_view answer);

}  // namespace nicvs::run
