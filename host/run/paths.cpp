// SPDX-License-Identifier: Apache-2.0
#include "host/run/paths.hpp"

#include <initializer_list>

namespace nicvs::run {

DirectorFile director_file(std::string_view path) {
  constexpr std::string_view kSettings = "/proc/sys/net/ipv4/vs/";
  if (path.starts_with(kSettings)) {
    const std::string_view name = path.substr(kSettings.size());
    const bool is_one_word = !name.empty() && name.find('/') == name.npos && name.front() != '.';
    return is_one_word ? DirectorFile{DirectorFile::Kind::Setting, name} : DirectorFile{};
  }
  constexpr std::string_view kSelf = "/proc/self/net/";
  constexpr std::string_view kNet = "/proc/net/";
  const bool is_self = path.starts_with(kSelf);
  if (!is_self && !path.starts_with(kNet)) return {};
  const std::string_view name = path.substr(is_self ? kSelf.size() : kNet.size());
  for (const std::string_view known : {"/proc/net/ip_vs", "/proc/net/ip_vs_conn",
                                       "/proc/net/ip_vs_conn_sync", "/proc/net/ip_vs_stats"}) {
    if (known.substr(kNet.size()) == name) return {DirectorFile::Kind::Table, known};
  }
  return {};
}

const char* stand_in_for(DirectorFile::Kind kind) {
  return kind == DirectorFile::Kind::Setting ? "/proc/sys/net/ipv4/ip_forward" : "/proc/net/dev";
}

}  // namespace nicvs::run
