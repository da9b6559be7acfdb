// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/list_conns.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <iterator>

#include "host/ipvs/conn_text.hpp"
#include "host/ipvs/names.hpp"

namespace nicvs::ipvs {
namespace {

constexpr std::size_t kFlushAt = 65536;  // bytes

Protocol protocol_of(std::string_view text) {
  if (text == "UDP") return Protocol::Udp;
  return text == "SCTP" ? Protocol::Sctp : Protocol::Tcp;
}

class ConnLister {
 public:
  ConnLister(const Command& command, const Resolver& resolver, std::ostream& out)
      : resolver_(command.options.has(Option::Numeric) ? nullptr : &resolver),
        shows_engine_(command.options.has(Option::PersistentConn)),
        out_(out) {}

  void titles() {
    text_ += "IPVS connection entries\n";
    fmt::format_to(to(), "pro expire {:<11} {:<18} {:<18} ", "state", "source", "virtual");
    if (shows_engine_) {
      fmt::format_to(to(), "{:<18} {:<16} {}\n", "destination", "pe name", "pe_data");
    } else {
      text_ += "destination\n";
    }
  }

  void append(const ConnLine& conn) {
    const Protocol protocol = protocol_of(conn.protocol);
    const auto name = [&](const IpAddress& address, std::uint16_t port) {
      return endpoint_text(address, port, protocol, resolver_);
    };
    const std::string expires =
        fmt::format("{:02}:{:02}", conn.expires_in_s / 60, conn.expires_in_s % 60);
    fmt::format_to(to(), "{:<3} {:<6} {:<11} {:<18} {:<18} ", conn.protocol, expires, conn.state,
                   name(conn.client, conn.client_port),
                   name(conn.virtual_address, conn.virtual_port));
    const std::string dest = name(conn.dest, conn.dest_port);
    if (shows_engine_ && !conn.engine_name.empty()) {
      fmt::format_to(to(), "{:<16} {:<18} {}\n", dest, conn.engine_name, conn.engine_data);
    } else {
      fmt::format_to(to(), "{}\n", dest);
    }
    if (text_.size() >= kFlushAt) flush();
  }

  void flush() {
    out_ << text_;
    text_.clear();
  }

 private:
  std::back_insert_iterator<std::string> to() { return std::back_inserter(text_); }

  const Resolver* resolver_;  // nullptr = numeric
  bool shows_engine_;
  std::ostream& out_;
  std::string text_;
};

}  // namespace

Status list_conns(const Command& command, IpvsTarget& target, const Resolver& resolver,
                  std::ostream& out) {
  ConnLister lister(command, resolver, out);
  bool has_header = false;
  bool is_malformed = false;
  Status status = target.each_conn_line([&](std::string_view line) {
    if (!has_header) {
      has_header = true;
      lister.titles();
    } else if (const auto conn = parse_conn_line(line)) {
      lister.append(*conn);
    } else {
      is_malformed = true;
    }
  });
  lister.flush();
  if (!status) return status;
  if (!has_header || is_malformed) return Error{EBADMSG, "unexpected input in the list of conns"};
  return {};
}

}  // namespace nicvs::ipvs
