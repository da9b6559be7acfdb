// SPDX-License-Identifier: Apache-2.0
#include "host/config/desired_of.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "host/config/expression.hpp"

namespace nicvs::config {
namespace {

constexpr std::uint32_t kWholeIpv4 = 0xffffffff;
constexpr std::uint32_t kWholeIpv6 = 128;

ForwardMethod method_of(const std::string& network) {
  return network == "direct"   ? ForwardMethod::Dr
         : network == "tunnel" ? ForwardMethod::Tun
                               : ForwardMethod::Nat;
}

Protocol protocol_of(const std::string& name) {
  return name == "udp" ? Protocol::Udp : name == "sctp" ? Protocol::Sctp : Protocol::Tcp;
}

// The escapes that nanny translates in send and expect.
std::string unescaped(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      result += text[i];
      continue;
    }
    const char next = text[++i];
    if (next == 'n') {
      result += '\n';
    } else if (next == 'r') {
      result += '\r';
    } else if (next == 't') {
      result += '\t';
    } else if (next == '\\') {
      result += '\\';
    } else {
      result += {'\\', next};
    }
  }
  return result;
}

class Builder {
 public:
  Builder(const LvsConfig& config, const Resolver& resolver)
      : config_(config), resolver_(resolver) {}

  Outcome run() {
    outcome_.desired.timeouts = {config_.global.tcp_timeout, config_.global.tcpfin_timeout,
                                 config_.global.udp_timeout};
    outcome_.desired.notes = notes_of(config_);
    for (const VirtualBlock& block : config_.virtuals) {
      if (block.active) add_service(block);
    }
    return std::move(outcome_);
  }

 private:
  void report(unsigned line, std::string text) {
    outcome_.errors.push_back({config_.file, line, std::move(text)});
  }

  std::optional<IpAddress> resolve(const Origin& origin, std::string_view key,
                                   const std::string& host) {
    const auto address = resolver_(host);
    if (!address) {
      report(origin.line_of(key), "invalid host name or ip address: expected one for " +
                                      std::string(key) + ", found `" + host + "'");
    }
    return address;
  }

  void add_service(const VirtualBlock& block) {
    VirtualService service;
    service.name = block.name;
    if (!set_key(block, service)) return;
    set_persistence(block, service.spec);
    service.spec.scheduler = block.scheduler;
    service.check = check_of(block);
    report_wrong_expression(block);
    for (const ServerBlock& server : block.servers) {
      if (server.active) add_server(block, server, service);
    }
    add_sorry(block, service);
    outcome_.desired.services.push_back(std::move(service));
  }

  bool set_key(const VirtualBlock& block, VirtualService& service) {
    ServiceKey& key = service.spec.key;
    std::optional<IpAddress> address;
    if (block.fwmark == 0 || !block.address.empty()) {
      address = resolve(block.origin, "address", block.address);
      if (!address) return false;
      key.family = address->family;
    }
    if (block.fwmark != 0) {
      key.fwmark = block.fwmark;
    } else {
      key.protocol = protocol_of(block.protocol);
      key.address = *address;
      key.port = static_cast<std::uint16_t>(block.port);
    }
    if (address && !block.device.empty()) service.vip = vip_of(block, *address);
    const auto& services = outcome_.desired.services;
    const bool is_double = std::any_of(services.begin(), services.end(),
                                       [&](const auto& each) { return each.spec.key == key; });
    if (is_double) {
      report(block.origin.line, "invalid argument: service " + key.to_string() +
                                    " is defined twice, expected one active block for it");
    }
    return !is_double;
  }

  static Vip vip_of(const VirtualBlock& block, const IpAddress& address) {
    Vip vip{address, IpAddress::bits_of(address.family),
            block.device.substr(0, block.device.find(':')),
            block.device.find(':') == std::string::npos ? std::string() : block.device};
    if (address.family == Family::Ipv4 && !block.vip_nmask.empty()) {
      const auto mask = IpAddress::parse(block.vip_nmask);
      if (mask) vip.prefix_length = static_cast<unsigned>(std::popcount(mask->value.word[0]));
    }
    return vip;
  }

  static void set_persistence(const VirtualBlock& block, ServiceSpec& spec) {
    const bool is_v4 = spec.key.family == Family::Ipv4;
    spec.persistence_mask = is_v4 ? kWholeIpv4 : kWholeIpv6;
    if (block.persistent == 0) return;
    spec.flags |= service_flag::kPersistent;
    spec.persistence_timeout = block.persistent;
    if (!is_v4 || block.pmask.empty()) return;
    if (const auto mask = IpAddress::parse(block.pmask)) {
      spec.persistence_mask = mask->value.word[0];
    }
  }

  // Without any test, a service on port 80 is asked for its front page.
  Check check_of(const VirtualBlock& block) const {
    Check check;
    check.send = unescaped(block.send);
    // A regular expression keeps its backslashes: they are its own.
    check.expect = block.use_regex ? block.expect : unescaped(block.expect);
    check.expect_kind = block.use_regex ? ExpectKind::Regex : ExpectKind::Prefix;
    check.program = block.send_program;
    const bool has_test =
        !block.send.empty() || !block.expect.empty() || !block.send_program.empty();
    if (!has_test && block.port == 80 && block.fwmark == 0 && block.protocol == "tcp") {
      check.send = "GET / HTTP/1.0\r\n\r\n";
      check.expect = "HTTP";
    }
    check.interval = std::chrono::seconds(block.timeout);
    check.reentry = std::chrono::seconds(block.reentry);
    check.load_monitor = block.load_monitor;
    check.rsh_command = config_.global.rsh_command;
    check.on_failure = block.quiesce_server ? OnFailure::Quiesce : OnFailure::Remove;
    return check;
  }

  // "*" is any answer also where an expression is expected.
  void report_wrong_expression(const VirtualBlock& block) {
    if (!block.use_regex || block.expect == "*") return;
    if (const Status status = check_expression(block.expect); !status) {
      report(block.origin.line_of("expect"), "invalid argument: expect is " + status.error().text);
    }
  }

  ForwardMethod method(const VirtualBlock& block) const {
    return method_of(block.network.empty() ? config_.global.network : block.network);
  }

  std::optional<DestSpec> dest(const VirtualBlock& block, const Origin& origin,
                               std::string_view key, const std::string& host,
                               std::uint16_t nat_port, const ServiceKey& service) {
    const auto address = resolve(origin, key, host);
    if (!address) return std::nullopt;
    DestSpec spec;
    spec.method = method(block);
    if (address->family != service.family && spec.method != ForwardMethod::Tun) {
      report(origin.line_of(key),
             "invalid argument: expected an address of the service's family, which only "
             "tunnelling can change");
      return std::nullopt;
    }
    spec.key = {*address, spec.method == ForwardMethod::Nat ? nat_port : service.port};
    return spec;
  }

  void add_server(const VirtualBlock& block, const ServerBlock& server, VirtualService& service) {
    const std::uint16_t nat_port = server.origin.is_set("port")
                                       ? static_cast<std::uint16_t>(server.port)
                                       : service.spec.key.port;
    auto spec = dest(block, server.origin, "address", server.address, nat_port, service.spec.key);
    if (!spec) return;
    spec->weight = static_cast<std::int32_t>(server.weight);
    const bool is_double =
        std::any_of(service.servers.begin(), service.servers.end(),
                    [&](const Server& each) { return each.dest.key == spec->key; });
    if (is_double) {
      return report(server.origin.line, "invalid argument: server " + spec->key.to_string() +
                                            " is defined twice in this service");
    }
    // DR and TUN serve on the service's port whatever the server's block says.
    const bool is_own_port_tested =
        server.origin.is_set("port") && (spec->method == ForwardMethod::Nat || block.fwmark != 0);
    const std::uint32_t test_port = is_own_port_tested ? server.port : block.port;
    service.servers.push_back({server.name, *spec, static_cast<std::uint16_t>(test_port)});
  }

  void add_sorry(const VirtualBlock& block, VirtualService& service) {
    if (block.sorry_server.empty()) return;
    service.sorry = dest(block, block.origin, "sorry_server", block.sorry_server,
                         service.spec.key.port, service.spec.key);
  }

  const LvsConfig& config_;
  const Resolver& resolver_;
  Outcome outcome_;
};

}  // namespace

Outcome desired_of(const LvsConfig& config, const Resolver& resolver) {
  return Builder(config, resolver).run();
}

}  // namespace nicvs::config
