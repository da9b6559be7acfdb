// SPDX-License-Identifier: Apache-2.0
#include "host/config/keys.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <limits>
#include <span>
#include <variant>

#include "nicvs/ip_address.hpp"

namespace nicvs::config {
namespace {

constexpr std::uint32_t kMaxSeconds = 2678400;  // 31 days, as ipvsadm allows
constexpr std::uint32_t kMaxInt = std::numeric_limits<std::int32_t>::max();

// The kinds of values. Words are the choices of Choice, in the error's wording.
template <class Block>
struct Flag {
  bool Block::*member;
};
template <class Block>
struct Number {
  std::uint32_t Block::*member;
  std::uint32_t min;
  std::uint32_t max;
};
template <class Block>
struct Text {
  std::string Block::*member;
};
template <class Block>
struct Mask {
  std::string Block::*member;
};
template <class Block>
struct Choice {
  std::string Block::*member;
  std::string_view words;  // separated by blanks
};
// "10.0.0.1 eth0:1": an address and, if given, a device.
template <class Block>
struct AddressOnDevice {
  std::string Block::*address;
  std::string Block::*device;
};
template <class Block>
struct List {
  std::vector<std::string> Block::*member;
};

template <class Block>
using Kind = std::variant<Flag<Block>, Number<Block>, Text<Block>, Mask<Block>, Choice<Block>,
                          AddressOnDevice<Block>, List<Block>>;

template <class Block>
struct Key {
  std::string_view name;
  Kind<Block> kind;
};

constexpr std::string_view kNetworks = "nat direct tunnel";
constexpr std::string_view kSchedulers = "rr wrr lc wlc lblc lblcr dh sh sed nq fo ovf mh twos";

const Key<GlobalBlock> kGlobalKeys[] = {
    {"serial_no", Number<GlobalBlock>{&GlobalBlock::serial_no, 0, kMaxInt}},
    {"primary", Text<GlobalBlock>{&GlobalBlock::primary}},
    {"primary_private", Text<GlobalBlock>{&GlobalBlock::primary_private}},
    {"primary_shared", Text<GlobalBlock>{&GlobalBlock::primary_shared}},
    {"backup", Text<GlobalBlock>{&GlobalBlock::backup}},
    {"backup_private", Text<GlobalBlock>{&GlobalBlock::backup_private}},
    {"backup_shared", Text<GlobalBlock>{&GlobalBlock::backup_shared}},
    {"backup_active", Flag<GlobalBlock>{&GlobalBlock::backup_active}},
    {"heartbeat", Flag<GlobalBlock>{&GlobalBlock::heartbeat}},
    {"heartbeat_port", Number<GlobalBlock>{&GlobalBlock::heartbeat_port, 1, 65535}},
    {"keepalive", Number<GlobalBlock>{&GlobalBlock::keepalive, 1, kMaxSeconds}},
    {"deadtime", Number<GlobalBlock>{&GlobalBlock::deadtime, 1, kMaxSeconds}},
    {"rsh_command", Choice<GlobalBlock>{&GlobalBlock::rsh_command, "rsh ssh"}},
    {"network", Choice<GlobalBlock>{&GlobalBlock::network, kNetworks}},
    {"nat_router",
     AddressOnDevice<GlobalBlock>{&GlobalBlock::nat_router, &GlobalBlock::nat_router_device}},
    {"nat_nmask", Mask<GlobalBlock>{&GlobalBlock::nat_nmask}},
    {"service", Choice<GlobalBlock>{&GlobalBlock::service, "lvs fos"}},
    {"ipvsadm", Text<GlobalBlock>{&GlobalBlock::ipvsadm}},
    {"sync", Flag<GlobalBlock>{&GlobalBlock::sync}},
    {"syncdaemon", Flag<GlobalBlock>{&GlobalBlock::syncdaemon}},
    {"syncd_iface", Text<GlobalBlock>{&GlobalBlock::syncd_iface}},
    {"syncd_id", Number<GlobalBlock>{&GlobalBlock::syncd_id, 0, 255}},
    {"tcp_timeout", Number<GlobalBlock>{&GlobalBlock::tcp_timeout, 0, kMaxSeconds}},
    {"tcpfin_timeout", Number<GlobalBlock>{&GlobalBlock::tcpfin_timeout, 0, kMaxSeconds}},
    {"udp_timeout", Number<GlobalBlock>{&GlobalBlock::udp_timeout, 0, kMaxSeconds}},
    {"active_cmd", Text<GlobalBlock>{&GlobalBlock::active_cmd}},
    {"inactive_cmd", Text<GlobalBlock>{&GlobalBlock::inactive_cmd}},
    {"monitor_links", Flag<GlobalBlock>{&GlobalBlock::monitor_links}},
    {"hard_shutdown", Flag<GlobalBlock>{&GlobalBlock::hard_shutdown}},
    {"reservation_conflict_action",
     Choice<GlobalBlock>{&GlobalBlock::reservation_conflict_action, "nothing preempt"}},
    {"debug_level", Text<GlobalBlock>{&GlobalBlock::debug_level}},
};

const Key<VirtualBlock> kVirtualKeys[] = {
    {"active", Flag<VirtualBlock>{&VirtualBlock::active}},
    {"address", AddressOnDevice<VirtualBlock>{&VirtualBlock::address, &VirtualBlock::device}},
    {"vip_nmask", Mask<VirtualBlock>{&VirtualBlock::vip_nmask}},
    {"network", Choice<VirtualBlock>{&VirtualBlock::network, kNetworks}},
    {"fwmark", Number<VirtualBlock>{&VirtualBlock::fwmark, 0, 0xffffffff}},
    {"protocol", Choice<VirtualBlock>{&VirtualBlock::protocol, "tcp udp sctp"}},
    {"port", Number<VirtualBlock>{&VirtualBlock::port, 0, 65535}},
    {"scheduler", Choice<VirtualBlock>{&VirtualBlock::scheduler, kSchedulers}},
    {"persistent", Number<VirtualBlock>{&VirtualBlock::persistent, 0, kMaxSeconds}},
    {"pmask", Mask<VirtualBlock>{&VirtualBlock::pmask}},
    {"sorry_server", Text<VirtualBlock>{&VirtualBlock::sorry_server}},
    {"client_monitor", Text<VirtualBlock>{&VirtualBlock::client_monitor}},
    {"send_program", Text<VirtualBlock>{&VirtualBlock::send_program}},
    {"send", Text<VirtualBlock>{&VirtualBlock::send}},
    {"expect", Text<VirtualBlock>{&VirtualBlock::expect}},
    {"use_regex", Flag<VirtualBlock>{&VirtualBlock::use_regex}},
    {"timeout", Number<VirtualBlock>{&VirtualBlock::timeout, 1, kMaxSeconds}},
    {"reentry", Number<VirtualBlock>{&VirtualBlock::reentry, 0, kMaxSeconds}},
    {"load_monitor", Text<VirtualBlock>{&VirtualBlock::load_monitor}},
    {"quiesce_server", Flag<VirtualBlock>{&VirtualBlock::quiesce_server}},
    {"start_cmd", Text<VirtualBlock>{&VirtualBlock::start_cmd}},
    {"stop_cmd", Text<VirtualBlock>{&VirtualBlock::stop_cmd}},
    {"master", Text<VirtualBlock>{&VirtualBlock::master}},
    {"dirs", List<VirtualBlock>{&VirtualBlock::dirs}},
};

const Key<ServerBlock> kServerKeys[] = {
    {"address", Text<ServerBlock>{&ServerBlock::address}},
    {"active", Flag<ServerBlock>{&ServerBlock::active}},
    {"weight", Number<ServerBlock>{&ServerBlock::weight, 0, 65535}},
    {"port", Number<ServerBlock>{&ServerBlock::port, 0, 65535}},
};

Error wrong(std::string text) { return {EINVAL, std::move(text)}; }

bool is_one_of(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    const std::string_view next = words.substr(0, words.find(' '));
    if (next == word) return true;
    words.remove_prefix(std::min(words.size(), next.size() + 1));
  }
  return false;
}

bool is_netmask(const std::string& text) {
  const auto mask = IpAddress::parse(text);
  if (!mask || mask->family != Family::Ipv4) return false;
  const std::uint32_t inverted = ~mask->value.word[0];
  return (inverted & (inverted + 1)) == 0;
}

template <class Block>
class Setter {
 public:
  Setter(Block& block, std::string_view key, const std::vector<Token>& values)
      : block_(block), key_(key), values_(values) {}

  Status operator()(const Flag<Block>& kind) {
    if (Status one = exactly_one(); !one) return one;
    if (values_[0].text != "0" && values_[0].text != "1") {
      return wrong("boolean expected: " + name() + " is 0 or 1, found `" + values_[0].text + "'");
    }
    block_.*kind.member = values_[0].text == "1";
    return {};
  }

  Status operator()(const Number<Block>& kind) {
    if (Status one = exactly_one(); !one) return one;
    const std::string& text = values_[0].text;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!is_number || number < kind.min || number > kind.max) {
      return wrong("integer expected: " + name() + " is from " + std::to_string(kind.min) + " to " +
                   std::to_string(kind.max) + ", found `" + text + "'");
    }
    block_.*kind.member = number;
    return {};
  }

  Status operator()(const Text<Block>& kind) {
    if (values_.size() > 1) return too_many();
    block_.*kind.member = values_.empty() ? std::string() : values_[0].text;
    return {};
  }

  Status operator()(const Mask<Block>& kind) {
    if (Status one = exactly_one(); !one) return one;
    if (!is_netmask(values_[0].text)) {
      return wrong("Bad subnet mask specified: " + name() + " is like 255.255.255.0, found `" +
                   values_[0].text + "'");
    }
    block_.*kind.member = values_[0].text;
    return {};
  }

  Status operator()(const Choice<Block>& kind) {
    if (Status one = exactly_one(); !one) return one;
    if (!is_one_of(values_[0].text, kind.words)) {
      return wrong("invalid argument: " + name() + " is one of " + std::string(kind.words) +
                   ", found `" + values_[0].text + "'");
    }
    block_.*kind.member = values_[0].text;
    return {};
  }

  Status operator()(const AddressOnDevice<Block>& kind) {
    if (values_.empty()) return missing();
    if (values_.size() > 2) return too_many();
    block_.*kind.address = values_[0].text;
    block_.*kind.device = values_.size() == 2 ? values_[1].text : std::string();
    return {};
  }

  Status operator()(const List<Block>& kind) {
    const bool is_list = values_.size() >= 2 && values_.front().is("[") && values_.back().is("]");
    if (!is_list) return wrong("list expected: " + name() + " is like [ a b c ]");
    auto& list = block_.*kind.member;
    list.clear();
    for (std::size_t i = 1; i + 1 < values_.size(); ++i) list.push_back(values_[i].text);
    return {};
  }

 private:
  std::string name() const { return std::string(key_); }
  Status missing() const { return wrong("missing arguments: " + name() + " needs a value"); }
  Status too_many() const {
    return wrong("unexpected arguments: " + name() + " takes one value (quote blanks)");
  }
  Status exactly_one() const {
    if (values_.empty()) return missing();
    return values_.size() > 1 ? too_many() : Status();
  }

  Block& block_;
  std::string_view key_;
  const std::vector<Token>& values_;
};

template <class Block>
Status set(std::span<const Key<Block>> keys, Block& block, std::string_view key,
           const std::vector<Token>& values) {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const auto& each) { return each.name == key; });
  if (found == keys.end()) {
    return Error{ENOENT, "unknown command `" + std::string(key) + "' in this block"};
  }
  return std::visit(Setter<Block>(block, key, values), found->kind);
}

}  // namespace

Status set_key(GlobalBlock& block, std::string_view key, const std::vector<Token>& values) {
  return set(std::span<const Key<GlobalBlock>>(kGlobalKeys), block, key, values);
}
Status set_key(VirtualBlock& block, std::string_view key, const std::vector<Token>& values) {
  return set(std::span<const Key<VirtualBlock>>(kVirtualKeys), block, key, values);
}
Status set_key(ServerBlock& block, std::string_view key, const std::vector<Token>& values) {
  return set(std::span<const Key<ServerBlock>>(kServerKeys), block, key, values);
}

}  // namespace nicvs::config
