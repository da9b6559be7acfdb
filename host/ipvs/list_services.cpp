// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/list_services.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <iterator>

#include "host/ipvs/method_text.hpp"
#include "host/ipvs/names.hpp"
#include "host/ipvs/rule_words.hpp"
#include "host/ipvs/service_order.hpp"
#include "nicvs/dp/names.hpp"

namespace nicvs::ipvs {
namespace {

enum class Layout { Weights, TunInfo, Thresholds, PersistentConns, Counters, Rates };

Layout layout_of(const OptionSet& options) {
  if (options.has(Option::Stats)) return Layout::Counters;
  if (options.has(Option::Rate)) return Layout::Rates;
  if (options.has(Option::Thresholds)) return Layout::Thresholds;
  if (options.has(Option::PersistentConn)) return Layout::PersistentConns;
  if (options.has(Option::TunInfo)) return Layout::TunInfo;
  return Layout::Weights;
}

const char* titles_of(Layout layout) {
  switch (layout) {
    case Layout::Counters:
      return "Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes\n"
             "  -> RemoteAddress:Port\n";
    case Layout::Rates:
      return "Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS\n"
             "  -> RemoteAddress:Port\n";
    case Layout::Thresholds:
      return "Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn \n"
             "  -> RemoteAddress:Port\n";
    case Layout::PersistentConns:
      return "Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn \n"
             "  -> RemoteAddress:Port\n";
    case Layout::TunInfo:
      return "Prot LocalAddress:Port Scheduler Flags\n"
             "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn "
             "InActConn\n";
    case Layout::Weights:
      break;
  }
  return "Prot LocalAddress:Port Scheduler Flags\n"
         "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n";
}

std::string tunnel_text(const DestSpec& dest) {
  if (dest.method != ForwardMethod::Tun) return "n/a";
  std::string text = tunnel_type_text(dest.tunnel_type);
  if (dest.tunnel_type == TunnelType::IpIp) return text;
  if (dest.tunnel_type == TunnelType::Gue) text += ":" + std::to_string(dest.tunnel_port);
  if ((dest.tunnel_flags & tunnel_flag::kRemoteChecksum) != 0) return text + ":r+c";
  return text + ((dest.tunnel_flags & tunnel_flag::kChecksum) != 0 ? ":+c" : ":-c");
}

// Eight columns with at most eight digits; larger numbers lose digits for a letter, which may take
// the blank in front.
std::string short_number(std::uint64_t value) {
  if (value < 100'000'000) return fmt::format(" {:>8}", value);
  if (value < 1'000'000'000) return fmt::format("{:>8}K", value / 1'000);
  if (value < 100'000'000'000) return fmt::format("{:>8}M", value / 1'000'000);
  if (value < 100'000'000'000'000) return fmt::format("{:>8}G", value / 1'000'000'000);
  return fmt::format("{:>8}T", value / 1'000'000'000'000);
}

class Lister {
 public:
  Lister(const Command& command, IpvsTarget& target, const Resolver& resolver, std::ostream& out)
      : layout_(layout_of(command.options)),
        is_exact_(command.options.has(Option::Exact)),
        is_sorted_(!command.options.has(Option::NoSort)),
        resolver_(command.options.has(Option::Numeric) ? nullptr : &resolver),
        target_(target),
        out_(out) {}

  void titles() { out_ << titles_of(layout_); }

  Status all() {
    auto services = target_.services();
    if (!services) return services.error();
    if (is_sorted_) sort_services(*services);
    for (const ServiceInfo& service : *services) {
      if (Status status = one(service); !status) return status;
    }
    return {};
  }

  Status one(const ServiceInfo& service) {
    auto dests = target_.dests(service.spec.key);
    // Deleted since it was listed: it has no dests any more.
    if (!dests && dests.error().code == ESRCH) dests = std::vector<DestInfo>{};
    if (!dests) return dests.error();
    if (is_sorted_) sort_dests(*dests);
    text_.clear();
    append(service);
    for (const DestInfo& dest : *dests) append(dest, name_protocol(service.spec.key));
    out_ << text_;
    return {};
  }

 private:
  auto to() { return std::back_inserter(text_); }

  // IPv4 names are cut to the width of their column; IPv6 ones push the columns aside.
  std::string name(const IpAddress& address, std::uint16_t port, Protocol protocol) const {
    std::string text = endpoint_text(address, port, protocol, resolver_);
    if (address.family == Family::Ipv4) text.resize(std::min<std::size_t>(text.size(), 28));
    return text;
  }

  void append(const Statistics& statistics) {
    const Counters& c = statistics.counters;
    const Rates& r = statistics.rates;
    const std::array<std::uint64_t, 5> numbers =
        layout_ == Layout::Counters
            ? std::array{c.conns, c.in_packets, c.out_packets, c.in_bytes, c.out_bytes}
            : std::array{r.conns, r.in_packets, r.out_packets, r.in_bytes, r.out_bytes};
    for (const std::uint64_t number : numbers) {
      text_ += is_exact_ ? fmt::format(" {:>8}", number) : short_number(number);
    }
    text_ += '\n';
  }

  void append(const ServiceInfo& service) {
    const ServiceKey& key = service.spec.key;
    const std::string title =
        key.is_fwmark()
            ? fmt::format("FWM  {}{}", static_cast<std::int32_t>(key.fwmark),  // as ipvsadm does
                          key.family == Family::Ipv6 ? " IPv6" : "")
            : fmt::format("{:<4} {}", dp::protocol_name(key.protocol),
                          name(key.address, key.port, key.protocol));
    if (layout_ == Layout::Counters || layout_ == Layout::Rates) {
      fmt::format_to(to(), "{:<33}", title);
      append(service.statistics);
      return;
    }
    fmt::format_to(to(), "{} {}", title, service.spec.scheduler);
    const std::string flags = sched_flags_text(service.spec);
    const std::string mask = mask_text(service.spec);
    if (!flags.empty()) fmt::format_to(to(), " ({})", flags);
    if ((service.spec.flags & service_flag::kPersistent) != 0) {
      fmt::format_to(to(), " persistent {}", service.spec.persistence_timeout);
      if (!mask.empty()) fmt::format_to(to(), " mask {}", mask);
      const std::string& engine = service.spec.persistence_engine;
      if (!engine.empty()) fmt::format_to(to(), " pe {}", engine);
    }
    if ((service.spec.flags & service_flag::kOnePacket) != 0) text_ += " ops";
    text_ += '\n';
  }

  void append(const DestInfo& dest, Protocol protocol) {
    const DestSpec& spec = dest.spec;
    fmt::format_to(to(), "  -> {:<28}", name(spec.key.address, spec.key.port, protocol));
    switch (layout_) {
      case Layout::Counters:
      case Layout::Rates:
        append(dest.statistics);
        return;
      case Layout::Thresholds:
        fmt::format_to(to(), " {:<10} {:<10}", spec.upper_threshold, spec.lower_threshold);
        break;
      case Layout::PersistentConns:
        fmt::format_to(to(), " {:<9} {:<11}", spec.weight, dest.persistent_conns);
        break;
      case Layout::TunInfo:
        fmt::format_to(to(), " {:<7} {:<13} {:<6}", method_text(spec.method), tunnel_text(spec),
                       spec.weight);
        break;
      case Layout::Weights:
        fmt::format_to(to(), " {:<7} {:<6}", method_text(spec.method), spec.weight);
        break;
    }
    fmt::format_to(to(), " {:<10} {:<10}\n", dest.active_conns, dest.inactive_conns);
  }

  Layout layout_;
  bool is_exact_;
  bool is_sorted_;
  const Resolver* resolver_;  // nullptr = numeric
  IpvsTarget& target_;
  std::ostream& out_;
  std::string text_;  // of one service
};

}  // namespace

Status list_services(const Command& command, IpvsTarget& target, const Resolver& resolver,
                     std::ostream& out) {
  Lister lister(command, target, resolver, out);
  if (command.options.has(Option::Service)) {
    const auto service = target.service(command.service.key);
    if (!service) return service.error();
    lister.titles();
    return lister.one(*service);
  }
  const auto info = target.info();
  if (!info) return info.error();
  out << fmt::format("IP Virtual Server version {}.{}.{} (size={})\n", info->version >> 16,
                     info->version >> 8 & 0xff, info->version & 0xff, info->conn_table_size);
  lister.titles();
  return lister.all();
}

}  // namespace nicvs::ipvs
