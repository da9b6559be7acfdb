// SPDX-License-Identifier: Apache-2.0
// From bytes to layers. Reads optimistically; to_layers() proves the result by compiling it again
// and shows as "hex" what would not come back the same.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

#include "fallback/replay/frame_bytes.hpp"
#include "fallback/replay/protocol_names.hpp"
#include "fallback/replay/wire_reference.hpp"

namespace nicvs::replay {
namespace {

using View = std::span<const std::uint8_t>;

std::uint16_t get16(View v, std::size_t at) {
  return static_cast<std::uint16_t>(v[at] << 8 | v[at + 1]);
}
std::uint32_t get32(View v, std::size_t at) {
  return std::uint32_t{get16(v, at)} << 16 | get16(v, at + 2);
}

std::string hex_number(std::uint32_t value, int digits) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%0*x", digits, value);
  return text.data();
}

Mac mac_at(View v, std::size_t at) {
  Mac mac{};
  std::copy_n(v.begin() + static_cast<std::ptrdiff_t>(at), 6, mac.byte.begin());
  return mac;
}

IpAddress ipv6_at(View v, std::size_t at) {
  IpAddress address{Family::Ipv6, {}};
  for (std::size_t i = 0; i < 4; ++i) address.value.word[i] = get32(v, at + 4 * i);
  return address;
}

Bytes copy(View v) { return {v.begin(), v.end()}; }

// The IP layer around a transport layer.
struct Outer {
  IpAddress src;
  IpAddress dst;
  bool is_whole = true;  // all of the datagram is there, so that checksums can be judged
};

class Dissector {
 public:
  Layers dissect(View frame) {
    if (frame.size() < 14) {
      payload(frame);
      return layers_;
    }
    Layer& eth = add("eth");
    eth.add("src", to_string(mac_at(frame, 6)));
    eth.add("dst", to_string(mac_at(frame, 0)));
    ether_payload(frame.subspan(14), get16(frame, 12));
    if (!padding_.empty()) add("pad").add("digits", to_hex(copy(padding_)));
    return layers_;
  }

 private:
  Layer& add(std::string_view kind) { return layers_.emplace_back(Layer{std::string(kind), {}}); }

  // Adds `key` to layer `at` unless the kind of the layer behind says the same.
  template <std::size_t N>
  void announce(std::size_t at, std::string_view key, unsigned number,
                const std::array<NamedNumber, N>& table, const std::string& text) {
    const bool is_said =
        at + 1 < layers_.size() && number_of(table, layers_[at + 1].kind) == number;
    if (!is_said) layers_[at].add(key, text);
  }

  void payload(View rest) {
    if (rest.empty()) return;
    const bool is_text = std::all_of(rest.begin(), rest.end(), [](std::uint8_t c) {
      return (c >= ' ' && c <= '~') || c == '\r' || c == '\n' || c == '\t';
    });
    std::size_t i = 0;
    while (i < rest.size() && rest[i] == pattern_byte(i)) ++i;
    if (i == rest.size() && i >= 4) {
      add("bytes").add("count", std::to_string(i));
    } else if (is_text && rest.size() > 1) {
      add("data").add("text", std::string(rest.begin(), rest.end()));
    } else {
      add("hex").add("digits", to_hex(copy(rest)));
    }
  }

  void ether_payload(View rest, unsigned type) {
    const std::size_t at = layers_.size() - 1;
    if (type == kEtherIpv4) {
      ipv4(rest, Place::Frame);
    } else if (type == kEtherIpv6) {
      ipv6(rest, Place::Frame);
    } else if (type == kEtherVlan && rest.size() >= 4 && layers_.back().kind == "eth") {
      const unsigned tag = get16(rest, 0);
      Layer& vlan = add("vlan");
      vlan.add("id", std::to_string(tag & 0xfff));
      if (tag >> 12 != 0) vlan.add("pcp", std::to_string(tag >> 12));
      ether_payload(rest.subspan(4), get16(rest, 2));
    } else {
      payload(rest);
    }
    announce(at, "type", type, kEtherTypes, hex_number(type, 4));
  }

  enum class Place { Frame, Quote, Tunnel };

  // The bytes of an IP packet behind its header; what the frame has more is padding.
  View body_of(View packet, std::size_t header, std::size_t total, Place place, Outer& outer) {
    if (total < header || total > packet.size()) {
      outer.is_whole = false;
      return packet.subspan(header);
    }
    if (place == Place::Frame) padding_ = packet.subspan(total);
    outer.is_whole = place != Place::Quote || total == packet.size();
    return place == Place::Frame ? packet.subspan(header, total - header) : packet.subspan(header);
  }

  void ipv4(View packet, Place place) {
    if (packet.size() < 20 || packet[0] >> 4 != 4) return payload(packet);
    const std::size_t header = (packet[0] & 0xfU) * 4U;
    if (header < 20 || header > packet.size()) return payload(packet);
    const std::size_t at = layers_.size();
    Outer outer{IpAddress::v4(get32(packet, 12)), IpAddress::v4(get32(packet, 16))};
    const std::size_t total = get16(packet, 2);
    const View body = body_of(packet, header, total, place, outer);
    const unsigned fragment = get16(packet, 6);
    {
      Layer& ip = add("ip");
      ip.add("src", outer.src.to_string());
      ip.add("dst", outer.dst.to_string());
      if (packet[1] != 0) ip.add("tos", hex_number(packet[1], 2));
      ip.add("id", hex_number(get16(packet, 4), 4));
      if ((fragment & 0x4000) != 0) ip.add("df");
      if ((fragment & 0x2000) != 0) ip.add("mf");
      if ((fragment & 0x1fff) != 0) ip.add("off", std::to_string((fragment & 0x1fff) * 8));
      ip.add("ttl", std::to_string(packet[8]));
      if (total != header + body.size()) ip.add("len", std::to_string(total));
      if (header > 20) ip.add("opt", to_hex(copy(packet.subspan(20, header - 20))));
      if (internet_checksum(packet.first(header)) != 0) {
        ip.add("csum", hex_number(get16(packet, 10), 4));
      }
    }
    if ((fragment & 0x3fff) != 0) outer.is_whole = false;
    if ((fragment & 0x1fff) != 0) {
      payload(body);
    } else {
      transport(body, packet[9], outer, place);
    }
    announce(at, "proto", packet[9], kIpProtocols, std::to_string(packet[9]));
  }

  void ipv6(View packet, Place place) {
    if (packet.size() < 40 || packet[0] >> 4 != 6) return payload(packet);
    const std::size_t at = layers_.size();
    Outer outer{ipv6_at(packet, 8), ipv6_at(packet, 24)};
    const std::size_t length = get16(packet, 4);
    const View body = body_of(packet, 40, 40 + length, place, outer);
    const std::uint32_t first = get32(packet, 0);
    {
      Layer& ip = add("ip6");
      ip.add("src", outer.src.to_string());
      ip.add("dst", outer.dst.to_string());
      if ((first >> 20 & 0xff) != 0) ip.add("class", hex_number(first >> 20 & 0xff, 2));
      if ((first & 0xfffff) != 0) ip.add("flow", hex_number(first & 0xfffff, 5));
      ip.add("hop", std::to_string(packet[7]));
      if (length != body.size()) ip.add("len", std::to_string(length));
    }
    transport(body, packet[6], outer, place);
    announce(at, "next", packet[6], kIpProtocols, std::to_string(packet[6]));
  }

  void transport(View rest, unsigned protocol, const Outer& outer, Place place) {
    const bool is_v6 = outer.src.family == Family::Ipv6;
    const std::string_view kind = name_of(kIpProtocols, protocol);
    if (kind == "tcp") return tcp(rest, outer, place);
    if (kind == "udp") return udp(rest, outer);
    if (kind == "sctp") return sctp(rest, outer);
    if (kind == "icmp" && !is_v6) return icmp(rest, outer);
    if (kind == "icmp6" && is_v6) return icmp(rest, outer);
    if (kind == "ip") return ipv4(rest, place == Place::Frame ? Place::Tunnel : place);
    if (kind == "ip6") return ipv6(rest, place == Place::Frame ? Place::Tunnel : place);
    if (kind == "gre") return gre(rest);
    if (is_v6 && kind == "frag") return fragment_header(rest, outer, place);
    if (is_v6 && (kind == "hopopt" || kind == "dstopt" || kind == "routing")) {
      return option_header(rest, kind, outer, place);
    }
    payload(rest);
  }

  void fragment_header(View rest, Outer outer, Place place) {
    if (rest.size() < 8) return payload(rest);
    const std::size_t at = layers_.size();
    const unsigned field = get16(rest, 2);
    {
      Layer& frag = add("frag");
      if (field >> 3 != 0) frag.add("off", std::to_string(field & ~7U));
      if ((field & 1) != 0) frag.add("mf");
      frag.add("id", hex_number(get32(rest, 4), 8));
    }
    outer.is_whole = outer.is_whole && field == 0;
    if (field >> 3 != 0) {
      payload(rest.subspan(8));
    } else {
      transport(rest.subspan(8), rest[0], outer, place);
    }
    announce(at, "next", rest[0], kIpProtocols, std::to_string(rest[0]));
  }

  void option_header(View rest, std::string_view kind, const Outer& outer, Place place) {
    if (rest.size() < 8 || rest.size() < (rest[1] + 1U) * 8U) return payload(rest);
    const std::size_t length = (rest[1] + 1U) * 8U;
    const std::size_t at = layers_.size();
    add(kind).add("hex", to_hex(copy(rest.subspan(2, length - 2))));
    transport(rest.subspan(length), rest[0], outer, place);
    announce(at, "next", rest[0], kIpProtocols, std::to_string(rest[0]));
  }

  void add_ports(Layer& layer, View rest) {
    layer.add("src", std::to_string(get16(rest, 0)));
    layer.add("dst", std::to_string(get16(rest, 2)));
  }

  bool is_right(View segment, const Outer& outer, Protocol protocol) const {
    return outer.is_whole && transport_checksum(outer.src, outer.dst, protocol, segment) == 0;
  }

  static std::string tcp_flags(unsigned flags) {
    std::string letters;
    for (std::size_t bit = 0; bit < kTcpFlags.size(); ++bit) {
      if ((flags >> bit & 1) != 0) letters += kTcpFlags[bit];
    }
    return letters.empty() ? "none" : letters;
  }

  // RFC 792: a quote may end behind the first eight bytes of the transport header.
  void tcp(View rest, const Outer& outer, Place place) {
    if (place == Place::Quote && rest.size() >= 8 && rest.size() < 20) {
      Layer& layer = add("tcp");
      add_ports(layer, rest);
      layer.add("seq", std::to_string(get32(rest, 4)));
      return;
    }
    if (rest.size() < 20) return payload(rest);
    const std::size_t header = (rest[12] >> 4) * 4U;
    if (header < 20 || header > rest.size()) return payload(rest);
    Layer& layer = add("tcp");
    add_ports(layer, rest);
    layer.add("flags", tcp_flags(rest[13]));
    layer.add("seq", std::to_string(get32(rest, 4)));
    layer.add("ack", std::to_string(get32(rest, 8)));
    layer.add("win", std::to_string(get16(rest, 14)));
    if (get16(rest, 18) != 0) layer.add("urg", std::to_string(get16(rest, 18)));
    if (header > 20) layer.add("opt", to_hex(copy(rest.subspan(20, header - 20))));
    if (!is_right(rest, outer, Protocol::Tcp)) layer.add("csum", hex_number(get16(rest, 16), 4));
    payload(rest.subspan(header));
  }

  void udp(View rest, const Outer& outer) {
    if (rest.size() < 8) return payload(rest);
    Layer& layer = add("udp");
    add_ports(layer, rest);
    if (get16(rest, 4) != rest.size()) layer.add("len", std::to_string(get16(rest, 4)));
    const unsigned sum = get16(rest, 6);
    if (sum == 0) {
      layer.add("csum", "0");
    } else if (!is_right(rest, outer, Protocol::Udp)) {
      layer.add("csum", hex_number(sum, 4));
    }
    const bool is_gue = get16(rest, 2) == kGuePort && rest.size() >= 12 && rest[8] >> 5 == 0 &&
                        rest.size() >= 12u + rest[8] * 4u;
    is_gue ? gue(rest.subspan(8)) : payload(rest.subspan(8));
  }

  // A data packet of variant 0.
  void gue(View rest) {
    const std::size_t header = 4 + rest[0] * 4u;
    const unsigned protocol = rest[1];
    const std::size_t at = layers_.size();
    {
      Layer& layer = add("gue");
      if (get16(rest, 2) != 0) layer.add("flags", hex_number(get16(rest, 2), 4));
      if (header > 4) layer.add("opt", to_hex(copy(rest.subspan(4, header - 4))));
    }
    if (protocol == 4) {
      ipv4(rest.subspan(header), Place::Tunnel);
    } else if (protocol == 41) {
      ipv6(rest.subspan(header), Place::Tunnel);
    } else {
      payload(rest.subspan(header));
    }
    announce(at, "proto", protocol, kIpProtocols, std::to_string(protocol));
  }

  void sctp(View rest, const Outer& outer) {
    if (rest.size() < 12) return payload(rest);
    {
      Layer& layer = add("sctp");
      add_ports(layer, rest);
      layer.add("vtag", hex_number(get32(rest, 4), 8));
      Bytes zeroed = copy(rest);
      std::fill_n(zeroed.begin() + 8, 4, std::uint8_t{0});
      const std::uint32_t crc = crc32c(zeroed);
      const std::array<std::uint8_t, 4> right = {
          static_cast<std::uint8_t>(crc), static_cast<std::uint8_t>(crc >> 8),
          static_cast<std::uint8_t>(crc >> 16), static_cast<std::uint8_t>(crc >> 24)};
      if (!outer.is_whole || get32(rest, 8) != get32(right, 0)) {
        layer.add("csum", hex_number(get32(rest, 8), 8));
      }
    }
    chunks(rest.subspan(12));
  }

  void chunks(View rest) {
    while (rest.size() >= 4) {
      const std::size_t length = get16(rest, 2);
      const std::size_t padded = (length + 3) & ~std::size_t{3};
      if (length < 4 || padded > rest.size()) break;
      Layer& chunk = add("chunk");
      const std::string_view name = name_of(kChunks, rest[0]);
      chunk.add("name", name.empty() ? std::to_string(rest[0]) : name);
      if (rest[1] != 0) chunk.add("flags", std::to_string(rest[1]));
      if (length > 4) chunk.add("hex", to_hex(copy(rest.subspan(4, length - 4))));
      rest = rest.subspan(padded);
    }
    payload(rest);
  }

  void icmp(View rest, const Outer& outer) {
    if (rest.size() < 8) return payload(rest);
    const bool is_v6 = outer.src.family == Family::Ipv6;
    const unsigned type = rest[0];
    const std::size_t at = layers_.size();
    {
      Layer& layer = add(is_v6 ? "icmp6" : "icmp");
      layer.add("kind", std::to_string(type) + "/" + std::to_string(rest[1]));
      const bool has_mtu = is_v6 ? type == 2 : type == 3 && rest[1] == 4;
      const std::uint32_t word = get32(rest, 4);
      if (has_mtu && (is_v6 || word <= 0xffff)) {
        layer.add("mtu", std::to_string(word));
      } else if (word != 0) {
        layer.add("rest", hex_number(word, 8));
      }
      const bool is_correct = outer.is_whole && (is_v6 ? is_right(rest, outer, Protocol::Icmpv6)
                                                       : internet_checksum(rest) == 0);
      if (!is_correct) layer.add("csum", hex_number(get16(rest, 2), 4));
    }
    const View body = rest.subspan(8);
    const bool is_error =
        is_v6 ? type < 128 : type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
    if (!is_error) return payload(body);
    if (is_v6) {
      ipv6(body, Place::Quote);
    } else {
      ipv4(body, Place::Quote);
    }
    const Layer& last = layers_.back();
    const bool is_cut = last.kind == "tcp" && last.value("flags") == nullptr;
    if (is_cut) layers_[at].add("quote", std::to_string(body.size()));
  }

  void gre(View rest) {
    const bool has_checksum = !rest.empty() && (rest[0] & 0x80) != 0;
    const std::size_t header = has_checksum ? 8 : 4;
    if (rest.size() < header) return payload(rest);
    const std::size_t at = layers_.size();
    {
      Layer& layer = add("gre");
      if (has_checksum) layer.add("c");
      if (has_checksum && internet_checksum(rest) != 0) {
        layer.add("csum", hex_number(get16(rest, 4), 4));
      }
    }
    const unsigned type = get16(rest, 2);
    if (type == kEtherIpv4) {
      ipv4(rest.subspan(header), Place::Tunnel);
    } else if (type == kEtherIpv6) {
      ipv6(rest.subspan(header), Place::Tunnel);
    } else {
      payload(rest.subspan(header));
    }
    announce(at, "type", type, kEtherTypes, hex_number(type, 4));
  }

  Layers layers_;
  View padding_;
};

bool comes_back(const Layers& layers, View frame) {
  const auto again = to_frame(layers, {});
  return again && std::equal(again->begin(), again->end(), frame.begin(), frame.end());
}

}  // namespace

Layers to_layers(View frame) {
  Layers layers = Dissector().dissect(frame);
  if (comes_back(layers, frame)) return layers;
  if (frame.size() < 14) return {{"hex", {{"digits", to_hex(copy(frame))}}}};
  Layer eth{"eth", {}};
  eth.add("src", to_string(mac_at(frame, 6)));
  eth.add("dst", to_string(mac_at(frame, 0)));
  eth.add("type", hex_number(get16(frame, 12), 4));
  layers = {eth};
  if (frame.size() > 14) layers.push_back({"hex", {{"digits", to_hex(copy(frame.subspan(14)))}}});
  return layers;
}

}  // namespace nicvs::replay
