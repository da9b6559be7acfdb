// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/ipvs/console.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/unit/ipvs/known_names.hpp"

namespace nicvs::test {
namespace {

class TableResolver : public ipvs::Resolver {
 public:
  std::optional<IpAddress> address_of(const std::string& host) const override {
    return host == kHostNames[0].name ? IpAddress::parse(kHostNames[0].address) : std::nullopt;
  }

  std::optional<std::uint16_t> port_of(const std::string& service,
                                       Protocol protocol) const override {
    for (const ServiceName& known : kServiceNames) {
      if (service == known.name && protocol == known.protocol) return known.port;
    }
    return std::nullopt;
  }

  std::optional<std::string> host_name(const IpAddress& address) const override {
    const auto known = std::ranges::find(kHostNames, address.to_string(), &HostName::address);
    return known == std::end(kHostNames) ? std::nullopt : std::optional(std::string(known->name));
  }

  std::optional<std::string> service_name(std::uint16_t port, Protocol protocol) const override {
    for (const ServiceName& known : kServiceNames) {
      if (port == known.port && protocol == known.protocol) return known.name;
    }
    return std::nullopt;
  }
};

}  // namespace

const ipvs::Resolver& table_resolver() {
  static const TableResolver resolver;
  return resolver;
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
