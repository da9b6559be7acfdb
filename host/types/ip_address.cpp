// SPDX-License-Identifier: Apache-2.0
#include "nicvs/ip_address.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>

namespace nicvs {
namespace {

// inet_pton wants a terminated string; addresses are short, so longer text is no address.
using AddressText = std::array<char, INET6_ADDRSTRLEN>;

bool copy_terminated(std::string_view text, AddressText& out) {
  if (text.empty() || text.size() >= out.size() || text.find('\0') != text.npos) return false;
  std::memcpy(out.data(), text.data(), text.size());
  out[text.size()] = '\0';
  return true;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  AddressText buffer{};
  if (!copy_terminated(text, buffer)) return std::nullopt;
  in_addr v4_bytes{};
  if (inet_pton(AF_INET, buffer.data(), &v4_bytes) == 1) return v4(ntohl(v4_bytes.s_addr));
  std::array<std::uint32_t, 4> words{};
  if (inet_pton(AF_INET6, buffer.data(), words.data()) != 1) return std::nullopt;
  for (auto& word : words) word = ntohl(word);
  return IpAddress{Family::Ipv6, {words}};
}

std::string IpAddress::to_string() const {
  AddressText buffer{};
  std::array<std::uint32_t, 4> words = value.word;
  for (auto& word : words) word = htonl(word);
  inet_ntop(family == Family::Ipv4 ? AF_INET : AF_INET6, words.data(), buffer.data(),
            buffer.size());
  return buffer.data();
}

std::string IpAddress::to_string_with_port(std::uint16_t port) const {
  const std::string host = family == Family::Ipv4 ? to_string() : "[" + to_string() + "]";
  return host + ":" + std::to_string(port);
}

IpAddress masked(const IpAddress& address, unsigned length) {
  IpAddress result = address;
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned first = i * 32;
    if (length <= first) {
      result.value.word[i] = 0;
    } else if (length < first + 32) {
      result.value.word[i] &= ~(0xffffffffU >> (length - first));
    }
  }
  return result;
}

std::optional<IpPrefix> IpPrefix::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  unsigned length = IpAddress::bits_of(address->family);
  if (slash != text.npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    if (length > IpAddress::bits_of(address->family)) return std::nullopt;
  }
  return IpPrefix{masked(*address, length), static_cast<std::uint8_t>(length)};
}

std::string IpPrefix::to_string() const {
  return address.to_string() + "/" + std::to_string(length);
}

std::optional<Mac> parse_mac(std::string_view text) {
  if (text.size() != 17) return std::nullopt;
  Mac mac{};
  for (std::size_t i = 0; i < 6; ++i) {
    const char* digits = text.data() + i * 3;
    if (i < 5 && digits[2] != ':') return std::nullopt;
    const auto [end, error] = std::from_chars(digits, digits + 2, mac.byte[i], 16);
    if (error != std::errc{} || end != digits + 2) return std::nullopt;
  }
  return mac;
}

std::string to_string(const Mac& mac) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : mac.byte) {
    if (!text.empty()) text += ':';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

}  // namespace nicvs
