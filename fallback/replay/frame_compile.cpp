// SPDX-License-Identifier: Apache-2.0
// From layers to bytes: every layer is built after what follows it, because lengths and checksums
// of the outer need the inner.
#include <algorithm>
#include <cerrno>

#include "fallback/replay/frame_bytes.hpp"
#include "fallback/replay/protocol_names.hpp"
#include "fallback/replay/wire_reference.hpp"
#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

void put(Bytes& bytes, std::uint64_t value, unsigned width) {
  for (unsigned i = width; i-- > 0;) bytes.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void set16(Bytes& bytes, std::size_t at, std::uint16_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

void append(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

class Compiler {
 public:
  Compiler(const Layers& layers, const MacRules& macs) : layers_(layers), macs_(macs) {}

  Result<Bytes> compile() {
    Bytes frame = from(0, nullptr);
    if (!layers_.empty() && layers_.back().kind == "pad") append(frame, digits(layers_.back()));
    if (!error_.empty()) return Error{EINVAL, error_};
    return frame;
  }

 private:
  // The IP layer around a transport layer, for its pseudo header.
  struct Outer {
    IpAddress src;
    IpAddress dst;
  };

  void fail(std::string text) {
    if (error_.empty()) error_ = std::move(text);
  }

  // The field's number, or the default if it is not given or "*".
  std::uint64_t number(const Layer& layer, std::string_view name, std::uint64_t limit,
                       std::uint64_t fallback) {
    const std::string* word = layer.value(name);
    if (word == nullptr || *word == "*") return fallback;
    const auto value = parse_number(*word, limit);
    if (!value) {
      fail(layer.kind + " " + std::string(name) + ": '" + *word + "': expected a number up to " +
           std::to_string(limit));
    }
    return value.value_or(0);
  }

  bool is_given(const Layer& layer, std::string_view name) const {
    const std::string* word = layer.value(name);
    return word != nullptr && *word != "*";
  }

  IpAddress address(const Layer& layer, std::string_view name, Family family) {
    const std::string* word = layer.value(name);
    const auto parsed = IpAddress::parse(word == nullptr ? "" : *word);
    if (parsed && parsed->family == family) return *parsed;
    fail(layer.kind + " " + std::string(name) + ": '" + (word == nullptr ? "" : *word) +
         "': expected an " + (family == Family::Ipv4 ? "IPv4" : "IPv6") + " address");
    return {};
  }

  Bytes hex_of(const Layer& layer, std::string_view name) {
    const std::string* word = layer.value(name);
    const auto bytes = parse_hex(word == nullptr ? "" : *word);
    if (!bytes) fail(layer.kind + " " + std::string(name) + ": expected hexadecimal digits");
    return bytes.value_or(Bytes{});
  }

  Bytes digits(const Layer& layer) { return hex_of(layer, "digits"); }

  // The number that announces the layer behind `i`: given by `key`, or by that layer's kind.
  template <std::size_t N>
  unsigned announced(std::size_t i, std::string_view key, unsigned limit,
                     const std::array<NamedNumber, N>& table, unsigned fallback) {
    if (is_given(layers_[i], key)) {
      return static_cast<unsigned>(number(layers_[i], key, limit, 0));
    }
    if (i + 1 == layers_.size()) return fallback;
    return number_of(table, layers_[i + 1].kind).value_or(fallback);
  }

  Bytes from(std::size_t i, const Outer* outer) {
    if (i == layers_.size()) return {};
    const std::string& kind = layers_[i].kind;
    if (kind == "eth") return ethernet(i);
    if (kind == "vlan") return vlan(i);
    if (kind == "ip") return ipv4(i);
    if (kind == "ip6") return ipv6(i);
    if (kind == "tcp") return tcp(i, outer);
    if (kind == "udp") return udp(i, outer);
    if (kind == "sctp") return sctp(i, outer);
    if (kind == "chunk") return chunk(i, outer);
    if (kind == "icmp" || kind == "icmp6") return icmp(i, outer);
    if (kind == "gre") return gre(i);
    if (kind == "gue") return gue(i);
    if (kind == "frag") return fragment_header(i, outer);
    if (kind == "hopopt" || kind == "dstopt" || kind == "routing") return option_header(i, outer);
    return payload(i, outer);
  }

  Bytes payload(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    Bytes bytes;
    if (layer.kind == "hex") {
      bytes = digits(layer);
    } else if (layer.kind == "data") {
      bytes.assign(layer.value("text")->begin(), layer.value("text")->end());
    } else if (layer.kind == "bytes") {
      bytes.resize(number(layer, "count", 65535, 0));
      for (std::size_t k = 0; k < bytes.size(); ++k) bytes[k] = pattern_byte(k);
    }
    append(bytes, from(i + 1, outer));
    return bytes;
  }

  Mac mac(const Layer& eth, std::string_view name) {
    const std::string* word = eth.value(name);
    const bool is_source = name == "src";
    const bool is_port = is_source == (macs_.direction == MacRules::Direction::Leaving);
    if (word == nullptr || *word == "*") return is_port ? macs_.port : peer_mac(name);
    if (const auto given = parse_mac(*word)) return *given;
    const auto owner = IpAddress::parse(*word);
    const auto known = owner && macs_.neighbour ? macs_.neighbour(*owner) : std::nullopt;
    if (!known) fail("eth: '" + *word + "': expected a MAC address or a neighbour's IP address");
    return known.value_or(Mac{});
  }

  // The MAC of the neighbour that the outermost IP layer's address leads to.
  Mac peer_mac(std::string_view name) {
    const bool is_arriving = macs_.direction == MacRules::Direction::Arriving;
    for (const Layer& layer : layers_) {
      if (layer.kind != "ip" && layer.kind != "ip6") continue;
      const std::string* word = layer.value(name);
      const auto peer = IpAddress::parse(word == nullptr ? "" : *word);
      const auto known = peer && macs_.neighbour ? macs_.neighbour(*peer) : std::nullopt;
      if (known) return *known;
      break;
    }
    if (!is_arriving) fail("expected 'eth > NEIGHBOUR' (a MAC or IP address) as the first layer");
    return kStrangerMac;
  }

  Bytes ethernet(std::size_t i) {
    Bytes bytes;
    for (const std::string_view side : {"dst", "src"}) {
      const Mac address = mac(layers_[i], side);
      bytes.insert(bytes.end(), address.byte.begin(), address.byte.end());
    }
    put(bytes, announced(i, "type", 0xffff, kEtherTypes, 0), 2);
    append(bytes, from(i + 1, nullptr));
    return bytes;
  }

  Bytes vlan(std::size_t i) {
    Bytes bytes;
    put(bytes, number(layers_[i], "pcp", 15, 0) << 12 | number(layers_[i], "id", 4095, 0), 2);
    put(bytes, announced(i, "type", 0xffff, kEtherTypes, 0), 2);
    append(bytes, from(i + 1, nullptr));
    return bytes;
  }

  struct Slice {
    std::uint64_t offset;  // bytes
    bool has_more;
  };

  // "part FROM-TO" leaves those bytes of what follows the layer, "part FROM-" all from there on:
  // the fragment that holds them. Without it, "off" and "mf" say what they like.
  Slice cut(const Layer& layer, Bytes& body) {
    Slice slice{number(layer, "off", 65528, 0), layer.value("mf") != nullptr};
    if (slice.offset % 8 != 0) fail(layer.kind + " off: expected a multiple of 8 bytes");
    const std::string* part = layer.value("part");
    if (part == nullptr) return slice;
    const auto dash = part->find('-');
    const auto from = parse_number(part->substr(0, dash), 65528);
    const auto to = dash + 1 == part->size() ? std::optional<std::uint64_t>(body.size())
                    : dash == part->npos     ? std::nullopt
                                             : parse_number(part->substr(dash + 1), body.size());
    if (!from || !to || *from % 8 != 0 || *from > *to) {
      fail(layer.kind + " part: '" + *part +
           "': expected FROM-TO or FROM-, FROM a multiple of 8, " + "within " +
           std::to_string(body.size()) + " bytes");
      return slice;
    }
    slice = {*from, slice.has_more || *to < body.size()};
    body.resize(*to);
    body.erase(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(*from));
    return slice;
  }

  Bytes ipv4(std::size_t i) {
    const Layer& layer = layers_[i];
    const Outer outer{address(layer, "src", Family::Ipv4), address(layer, "dst", Family::Ipv4)};
    const Bytes options = layer.value("opt") == nullptr ? Bytes{} : hex_of(layer, "opt");
    if (options.size() % 4 != 0 || options.size() > 40) {
      fail("ip opt: expected 4, 8 ... 40 bytes of options");
    }
    Bytes body = from(i + 1, &outer);
    const Slice slice = cut(layer, body);
    const std::size_t header_length = 20 + options.size();
    Bytes bytes;
    put(bytes, number(layer, "ver", 15, 4) << 4 | number(layer, "ihl", 15, header_length / 4), 1);
    put(bytes, number(layer, "tos", 255, 0), 1);
    put(bytes, number(layer, "len", 65535, header_length + body.size()), 2);
    put(bytes, number(layer, "id", 65535, 0), 2);
    const unsigned df = layer.value("df") != nullptr ? 0x4000 : 0;
    put(bytes, df | (slice.has_more ? 0x2000u : 0u) | slice.offset / 8, 2);
    put(bytes, number(layer, "ttl", 255, 64), 1);
    put(bytes, announced(i, "proto", 255, kIpProtocols, 255), 1);
    put(bytes, 0, 2);
    put(bytes, outer.src.value.word[0], 4);
    put(bytes, outer.dst.value.word[0], 4);
    append(bytes, options);
    set16(bytes, 10, checksum(layer, internet_checksum(bytes)));
    append(bytes, body);
    return bytes;
  }

  Bytes ipv6(std::size_t i) {
    const Layer& layer = layers_[i];
    const Outer outer{address(layer, "src", Family::Ipv6), address(layer, "dst", Family::Ipv6)};
    const Bytes body = from(i + 1, &outer);
    Bytes bytes;
    put(bytes,
        number(layer, "ver", 15, 6) << 28 | number(layer, "class", 255, 0) << 20 |
            number(layer, "flow", 0xfffff, 0),
        4);
    put(bytes, number(layer, "len", 65535, body.size()), 2);
    put(bytes, announced(i, "next", 255, kIpProtocols, 59), 1);
    put(bytes, number(layer, "hop", 255, 64), 1);
    for (const std::uint32_t word : outer.src.value.word) put(bytes, word, 4);
    for (const std::uint32_t word : outer.dst.value.word) put(bytes, word, 4);
    append(bytes, body);
    return bytes;
  }

  // The content defaults to a PadN option that fills eight bytes (RFC 8200 4.2).
  Bytes option_header(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    const Bytes content =
        layer.value("hex") == nullptr ? Bytes{1, 4, 0, 0, 0, 0} : hex_of(layer, "hex");
    if (content.size() % 8 != 6) fail(layer.kind + " hex: expected 6, 14, 22 ... bytes");
    Bytes bytes;
    put(bytes, announced(i, "next", 255, kIpProtocols, 59), 1);
    put(bytes, (content.size() + 2) / 8 - 1, 1);
    append(bytes, content);
    append(bytes, from(i + 1, outer));
    return bytes;
  }

  Bytes fragment_header(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    Bytes body = from(i + 1, outer);
    const Slice slice = cut(layer, body);
    Bytes bytes;
    put(bytes, announced(i, "next", 255, kIpProtocols, 59), 1);
    put(bytes, 0, 1);
    put(bytes, slice.offset | (slice.has_more ? 1u : 0u), 2);
    put(bytes, number(layer, "id", 0xffffffff, 0), 4);
    append(bytes, body);
    return bytes;
  }

  std::uint16_t checksum(const Layer& layer, std::uint16_t correct) {
    return static_cast<std::uint16_t>(number(layer, "csum", 65535, correct));
  }

  std::uint16_t pseudo_checksum(const Outer* outer, Protocol protocol, const Bytes& segment) {
    if (outer != nullptr) return transport_checksum(outer->src, outer->dst, protocol, segment);
    fail("expected an ip or ip6 layer around the transport layer");
    return 0;
  }

  void put_ports(Bytes& bytes, const Layer& layer) {
    put(bytes, number(layer, "src", 65535, 0), 2);
    put(bytes, number(layer, "dst", 65535, 0), 2);
  }

  unsigned tcp_flags(const Layer& layer) {
    const std::string* letters = layer.value("flags");
    unsigned flags = 0;
    if (letters == nullptr || *letters == "none" || *letters == "*") return flags;
    for (const char letter : *letters) {
      const auto bit = kTcpFlags.find(letter);
      if (bit == kTcpFlags.npos) {
        fail("tcp flags: expected letters of " + std::string(kTcpFlags));
        return flags;
      }
      flags |= 1U << bit;
    }
    return flags;
  }

  Bytes tcp(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    const Bytes options = layer.value("opt") == nullptr ? Bytes{} : hex_of(layer, "opt");
    if (options.size() % 4 != 0 || options.size() > 40) {
      fail("tcp opt: expected 4, 8 ... 40 bytes of options");
    }
    Bytes bytes;
    put_ports(bytes, layer);
    put(bytes, number(layer, "seq", 0xffffffff, 1), 4);
    put(bytes, number(layer, "ack", 0xffffffff, 0), 4);
    put(bytes, (20 + options.size()) / 4 << 4, 1);
    put(bytes, tcp_flags(layer), 1);
    put(bytes, number(layer, "win", 65535, 65535), 2);
    put(bytes, 0, 2);
    put(bytes, number(layer, "urg", 65535, 0), 2);
    append(bytes, options);
    append(bytes, from(i + 1, outer));
    set16(bytes, 16, checksum(layer, pseudo_checksum(outer, Protocol::Tcp, bytes)));
    return bytes;
  }

  Bytes udp(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    const Bytes body = from(i + 1, outer);
    Bytes bytes;
    put_ports(bytes, layer);
    put(bytes, number(layer, "len", 65535, 8 + body.size()), 2);
    put(bytes, 0, 2);
    append(bytes, body);
    // RFC 768: a computed zero is sent as all ones.
    const std::uint16_t sum = pseudo_checksum(outer, Protocol::Udp, bytes);
    set16(bytes, 6, checksum(layer, sum == 0 ? 0xffff : sum));
    return bytes;
  }

  Bytes sctp(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    Bytes bytes;
    put_ports(bytes, layer);
    put(bytes, number(layer, "vtag", 0xffffffff, 0), 4);
    put(bytes, 0, 4);
    append(bytes, from(i + 1, outer));
    // The CRC's bytes go out least significant first; "csum" is the four bytes as they stand.
    const std::uint32_t crc = crc32c(bytes);
    const std::uint64_t swapped =
        (crc & 0xff) << 24 | (crc & 0xff00) << 8 | (crc >> 8 & 0xff00) | crc >> 24;
    const std::uint64_t sum = number(layer, "csum", 0xffffffff, swapped);
    set16(bytes, 8, static_cast<std::uint16_t>(sum >> 16));
    set16(bytes, 10, static_cast<std::uint16_t>(sum));
    return bytes;
  }

  Bytes chunk(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    const auto type = number_of(kChunks, *layer.value("name"));
    const Bytes content = layer.value("hex") == nullptr ? Bytes{} : hex_of(layer, "hex");
    Bytes bytes;
    put(bytes, type ? *type : number(layer, "name", 255, 0), 1);
    put(bytes, number(layer, "flags", 255, 0), 1);
    put(bytes, number(layer, "len", 65535, 4 + content.size()), 2);
    append(bytes, content);
    while (bytes.size() % 4 != 0) bytes.push_back(0);
    append(bytes, from(i + 1, outer));
    return bytes;
  }

  // "3/4" is type 3, code 4.
  Bytes icmp(std::size_t i, const Outer* outer) {
    const Layer& layer = layers_[i];
    const std::string& word = *layer.value("kind");
    const auto slash = word.find('/');
    const auto type = parse_number(word.substr(0, slash), 255);
    const auto code = slash == word.npos ? std::nullopt : parse_number(word.substr(slash + 1), 255);
    if (!type || !code) fail(layer.kind + ": '" + word + "': expected TYPE/CODE, for example 3/4");
    Bytes bytes;
    put(bytes, type.value_or(0), 1);
    put(bytes, code.value_or(0), 1);
    put(bytes, 0, 2);
    const std::uint64_t mtu = number(layer, "mtu", layer.kind == "icmp" ? 0xffff : 0xffffffff, 0);
    put(bytes, number(layer, "rest", 0xffffffff, mtu), 4);
    Bytes body = from(i + 1, nullptr);
    if (is_given(layer, "quote"))
      body.resize(std::min(body.size(), number(layer, "quote", 65535, 0)));
    append(bytes, body);
    const std::uint16_t sum = layer.kind == "icmp"
                                  ? internet_checksum(bytes)
                                  : pseudo_checksum(outer, Protocol::Icmpv6, bytes);
    set16(bytes, 2, checksum(layer, sum));
    return bytes;
  }

  // RFC 2784: the flag c says that a checksum is present.
  // Variant 0; the options' length is counted in words of four bytes.
  Bytes gue(std::size_t i) {
    const Layer& layer = layers_[i];
    const Bytes options = layer.value("opt") == nullptr ? Bytes{} : hex_of(layer, "opt");
    Bytes bytes;
    put(bytes, options.size() / 4, 1);
    put(bytes, announced(i, "proto", 255, kIpProtocols, 0), 1);
    put(bytes, number(layer, "flags", 0xffff, 0), 2);
    append(bytes, options);
    append(bytes, from(i + 1, nullptr));
    return bytes;
  }

  Bytes gre(std::size_t i) {
    const Layer& layer = layers_[i];
    const bool has_checksum = layer.value("c") != nullptr;
    Bytes bytes;
    put(bytes, has_checksum ? 0x8000 : 0, 2);
    put(bytes, announced(i, "type", 0xffff, kEtherTypes, 0), 2);
    if (has_checksum) put(bytes, 0, 4);
    append(bytes, from(i + 1, nullptr));
    if (has_checksum) set16(bytes, 4, checksum(layer, internet_checksum(bytes)));
    return bytes;
  }

  const Layers& layers_;
  const MacRules& macs_;
  std::string error_;
};

}  // namespace

Result<Bytes> to_frame(const Layers& layers, const MacRules& macs) {
  return Compiler(layers, macs).compile();
}

}  // namespace nicvs::replay
