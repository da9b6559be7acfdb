// SPDX-License-Identifier: Apache-2.0
// Which files of /proc are the director's. Pure.
#pragma once

#include <string_view>

namespace nicvs::run {

struct DirectorFile {
  enum class Kind {
    None,     // any other file
    Table,    // /proc/net/ip_vs and its kin; name is the path that nicvsd knows it by
    Setting,  // /proc/sys/net/ipv4/vs/NAME; name is NAME
  };
  Kind kind = Kind::None;
  std::string_view name;  // points into the path, or to a constant
};

// The path as a program gave it; only absolute ones in their usual spelling are known.
DirectorFile director_file(std::string_view path);

// A file of the kernel with the owner and the mode that such a file has under a kernel with IPVS,
// for programs that look before they open.
const char* stand_in_for(DirectorFile::Kind kind);

}  // namespace nicvs::run
