// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/ftp_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "nicvs/ip_address.hpp"

namespace nicvs::soft {
namespace {

constexpr std::string_view kPasv = "PASV\r\n";
constexpr std::string_view kEpsv = "EPSV";

bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }

std::uint8_t upper(std::uint8_t c) {
  return c >= 'a' && c <= 'z' ? static_cast<std::uint8_t>(c - 'a' + 'A') : c;
}

bool begins_with(Payload payload, std::string_view word) {
  return payload.size() >= word.size() &&
         std::equal(word.begin(), word.end(), payload.begin(), [](char expected, std::uint8_t c) {
           return upper(c) == static_cast<std::uint8_t>(expected);
         });
}

std::string_view text_of(FtpWord word) {
  constexpr std::array<std::string_view, 4> kText = {"PORT", "EPRT", "227 ", "229 "};
  return kText[static_cast<std::size_t>(word)];
}

bool is_extended(FtpWord word) { return word == FtpWord::Eprt || word == FtpWord::Reply229; }

// A place in the payload; reading at its end is refused by the callers.
struct Cursor {
  Payload payload;
  std::size_t at = 0;

  bool is_at_end() const { return at == payload.size(); }
  std::uint8_t peek() const { return payload[at]; }
  // Steps over the character if it is the expected one.
  bool take(std::uint8_t expected) {
    if (is_at_end() || peek() != expected) return false;
    ++at;
    return true;
  }
};

// To the first character of the endpoint: behind a run of the opening character ('(' of a reply,
// the blank of a command), which may be missing in front of a number.
bool skip_to_endpoint(Cursor& cursor, FtpWord word) {
  const std::uint8_t opening = word == FtpWord::Port || word == FtpWord::Eprt ? ' ' : '(';
  for (; !cursor.is_at_end() && cursor.peek() != opening; ++cursor.at) {
    if (!is_extended(word) && is_digit(cursor.peek())) return true;
  }
  while (cursor.take(opening)) {
  }
  return !cursor.is_at_end();
}

// Six numbers with commas between them: four of the address, two of the port.
std::optional<FtpEndpoint> parse_numbers(Cursor cursor) {
  FtpEndpoint endpoint;
  endpoint.begin = cursor.at;
  std::array<std::uint8_t, 6> number{};
  std::size_t i = 0;
  for (;; ++cursor.at) {
    if (cursor.is_at_end()) return std::nullopt;
    if (is_digit(cursor.peek())) {
      number[i] = static_cast<std::uint8_t>(number[i] * 10 + cursor.peek() - '0');
    } else if (cursor.peek() == ',' && i + 1 < number.size()) {
      ++i;
    } else {
      break;
    }
  }
  if (i + 1 != number.size()) return std::nullopt;
  endpoint.end = cursor.at;
  std::uint32_t address = 0;
  for (std::size_t k = 0; k < 4; ++k) address = address << 8 | number[k];
  endpoint.address = dp::ipv4_address(address);
  endpoint.port = static_cast<std::uint16_t>(number[4] << 8 | number[5]);
  return endpoint;
}

// Four numbers up to 255 with dots between them and the delimiter behind; a number without digits
// is 0, as in the kernel.
std::optional<dp::Address> parse_ipv4(Cursor& cursor, std::uint8_t delimiter) {
  std::uint32_t address = 0;
  for (int part = 0; part < 4; ++part) {
    unsigned number = 0;
    for (; !cursor.is_at_end() && cursor.peek() != delimiter && is_digit(cursor.peek());
         ++cursor.at) {
      number = number * 10 + cursor.peek() - '0';
      if (number > 255) return std::nullopt;
    }
    address = address << 8 | number;
    if (part < 3 && (delimiter == '.' || !cursor.take('.'))) return std::nullopt;
  }
  return dp::ipv4_address(address);
}

std::optional<dp::Address> parse_ipv6(Cursor& cursor, std::uint8_t delimiter) {
  constexpr std::size_t kLongest = 45;  // with an IPv4 address at its end
  std::string text;
  for (; !cursor.is_at_end() && cursor.peek() != delimiter; ++cursor.at) {
    if (text.size() == kLongest) return std::nullopt;
    text += static_cast<char>(cursor.peek());
  }
  const auto address = IpAddress::parse(text);
  if (!address || address->family != dp::Family::Ipv6) return std::nullopt;
  return address->value;
}

// "|1|192.0.2.1|40001|" or "|2|2001:db8::1|40001|"; a 229 reply may leave both out: "|||40001|".
std::optional<FtpEndpoint> parse_delimited(Cursor cursor, FtpWord word, dp::Family family) {
  FtpEndpoint endpoint;
  endpoint.begin = cursor.at;
  const std::uint8_t delimiter = cursor.peek();
  if (delimiter < '!' || delimiter > '~') return std::nullopt;
  ++cursor.at;
  if (cursor.take(delimiter)) {
    if (word != FtpWord::Reply229 || !cursor.take(delimiter)) return std::nullopt;
  } else {
    const bool is_v4 = family == dp::Family::Ipv4;
    if (!cursor.take(is_v4 ? '1' : '2') || !cursor.take(delimiter)) return std::nullopt;
    endpoint.address = is_v4 ? parse_ipv4(cursor, delimiter) : parse_ipv6(cursor, delimiter);
    if (!endpoint.address || !cursor.take(delimiter)) return std::nullopt;
  }
  for (; !cursor.is_at_end() && is_digit(cursor.peek()); ++cursor.at) {
    endpoint.port = static_cast<std::uint16_t>(endpoint.port * 10 + cursor.peek() - '0');
  }
  if (endpoint.port == 0 || !cursor.take(delimiter)) return std::nullopt;
  endpoint.end = cursor.at;
  return endpoint;
}

// Of "EPSV" and what follows, at least six characters.
PassiveRequest extended_request(Payload payload, dp::Family family) {
  if (payload[4] == '\r') return PassiveRequest::ExtendedPassive;
  const std::uint8_t wanted = family == dp::Family::Ipv4 ? '1' : '2';
  const bool is_ours = payload.size() > 6 && payload[5] == wanted && payload[6] == '\r';
  return is_ours ? PassiveRequest::ExtendedPassive : PassiveRequest::Refused;
}

}  // namespace

PassiveRequest find_passive_request(Payload payload, dp::Family family) {
  for (; payload.size() >= kPasv.size(); payload = payload.subspan(1)) {
    if (family == dp::Family::Ipv4 && begins_with(payload, kPasv)) return PassiveRequest::Passive;
    if (begins_with(payload, kEpsv) && (payload[4] == ' ' || payload[4] == '\r')) {
      return extended_request(payload, family);
    }
  }
  return PassiveRequest::None;
}

std::optional<FtpEndpoint> parse_ftp_endpoint(FtpWord word, Payload payload, dp::Family family) {
  const std::string_view text = text_of(word);
  if (!begins_with(payload, text)) return std::nullopt;
  Cursor cursor{payload, text.size()};
  if (!skip_to_endpoint(cursor, word)) return std::nullopt;
  return is_extended(word) ? parse_delimited(cursor, word, family) : parse_numbers(cursor);
}

std::string ftp_reply_text(FtpMode mode, const dp::Address& address, std::uint16_t port) {
  if (mode == FtpMode::ExtendedPassive) return "|||" + std::to_string(port) + "|";
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string((address.word[0] >> shift) & 0xff) + ",";
  }
  return text + std::to_string(port >> 8) + "," + std::to_string(port & 0xff);
}

}  // namespace nicvs::soft
