// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ipvs/console.hpp"

#include <map>
#include <sstream>
#include <stdexcept>

#include "host/ipvs/data_plane_target.hpp"
#include "host/ipvs/run.hpp"
#include "host/ipvs/words.hpp"

namespace nicvs::test {
namespace {

class TableResolver : public ipvs::Resolver {
 public:
  std::optional<IpAddress> address_of(const std::string& host) const override {
    return host == "web.example.com" ? IpAddress::parse("10.0.0.1") : std::nullopt;
  }

  std::optional<std::uint16_t> port_of(const std::string& service,
                                       Protocol protocol) const override {
    if (service == "http" && protocol == Protocol::Tcp) return std::uint16_t{80};
    if (service == "domain" && protocol == Protocol::Udp) return std::uint16_t{53};
    return std::nullopt;
  }

  std::optional<std::string> host_name(const IpAddress& address) const override {
    static const std::map<std::string, std::string> names = {
        {"10.0.0.1", "web.example.com"},
        {"192.168.1.2", "another-host-name-that-is-quite-long.example.com"},
        {"192.168.1.3", std::string(80, 'n')},
        {"2001:db8::1", "six-with-a-name-longer-than-the-column.example.com"},
    };
    const auto known = names.find(address.to_string());
    return known == names.end() ? std::nullopt : std::optional(known->second);
  }

  std::optional<std::string> service_name(std::uint16_t port, Protocol protocol) const override {
    if (port == 80 && protocol == Protocol::Tcp) return "http";
    if (port == 53 && protocol == Protocol::Udp) return "domain";
    return std::nullopt;
  }
};

}  // namespace

const ipvs::Resolver& table_resolver() {
  static const TableResolver resolver;
  return resolver;
}

Printed Console::run(const std::string& line, const std::string& input) {
  std::vector<std::string> words = ipvs::split_words(line);
  words.insert(words.begin(), "ipvsadm");
  ipvs::DataPlaneTarget target(plane);
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int code = ipvs::run_words(words, target, {in, out, err}, table_resolver());
  return {code, out.str(), err.str()};
}

void Console::must(const std::string& line) {
  const Printed printed = run(line);
  if (printed.exit_code != 0 || !printed.out.empty() || !printed.err.empty()) {
    throw std::runtime_error(line + ": " + printed.err + printed.out);
  }
}

ServiceKey tcp_service(const char* address, std::uint16_t port) {
  ServiceKey key;
  key.address = *IpAddress::parse(address);
  key.family = key.address.family;
  key.port = port;
  return key;
}

DestKey dest_key(const char* address, std::uint16_t port) {
  return {*IpAddress::parse(address), port};
}

}  // namespace nicvs::test
