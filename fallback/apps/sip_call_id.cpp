// SPDX-License-Identifier: Apache-2.0
#include "fallback/apps/sip_call_id.hpp"

#include <algorithm>
#include <string_view>

namespace nicvs::soft {
namespace {

using Message = std::span<const std::uint8_t>;

constexpr std::size_t kNowhere = ~std::size_t{0};
constexpr std::string_view kName = "call-id";
constexpr std::string_view kCompactName = "i";

bool is_line_end(std::uint8_t c) { return c == '\r' || c == '\n'; }
bool is_blank(std::uint8_t c) { return c == ' ' || c == '\t'; }

std::uint8_t lower(std::uint8_t c) {
  return c >= 'A' && c <= 'Z' ? static_cast<std::uint8_t>(c - 'A' + 'a') : c;
}

// Letters as the kernel counts them: those of Latin-1.
bool is_letter(std::uint8_t c) {
  const std::uint8_t l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= 0xc0 && c != 0xd7 && c != 0xf7);
}

// A character of a word (RFC 3261 25.1).
bool is_word(std::uint8_t c) {
  constexpr std::string_view kMarks = "!\"%()*+-./:<>?[\\]_`{}~'";
  return is_letter(c) || (c >= '0' && c <= '9') || kMarks.find(static_cast<char>(c)) != kMarks.npos;
}

// Behind the line end at `at`, which may be CR, LF or both.
std::size_t next_line(Message m, std::size_t at) {
  const bool is_pair = m[at] == '\r' && at + 1 < m.size() && m[at + 1] == '\n';
  return at + (is_pair ? 2 : 1);
}

// The first character that is no white space; a line end counts as such if a blank follows it.
// kNowhere if the header ends before.
std::size_t skip_white_space(Message m, std::size_t at) {
  for (; at < m.size(); ++at) {
    if (is_blank(m[at])) continue;
    if (!is_line_end(m[at])) return at;
    at = next_line(m, at);
    if (at >= m.size() || !is_blank(m[at])) return kNowhere;
    while (at < m.size() && is_blank(m[at])) ++at;
    return at < m.size() ? at : kNowhere;
  }
  return kNowhere;
}

bool begins_with(Message m, std::size_t at, std::string_view name) {
  return m.size() - at >= name.size() &&
         std::equal(name.begin(), name.end(), m.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char expected, std::uint8_t c) {
                      return lower(c) == static_cast<std::uint8_t>(expected);
                    });
}

// How long the header's name at `at` is; 0 if it is another header.
std::size_t name_length(Message m, std::size_t at) {
  if (begins_with(m, at, kName)) return kName.size();
  const bool is_compact = m.size() - at > kCompactName.size() && begins_with(m, at, kCompactName) &&
                          !is_letter(m[at + kCompactName.size()]);
  return is_compact ? kCompactName.size() : 0;
}

std::size_t word_length(Message m, std::size_t at) {
  std::size_t end = at;
  while (end < m.size() && is_word(m[end])) ++end;
  return end - at;
}

// word [ "@" word ]; 0 if the second word is missing.
std::size_t value_length(Message m, std::size_t at) {
  const std::size_t first = word_length(m, at);
  if (first == 0 || at + first == m.size() || m[at + first] != '@') return first;
  const std::size_t second = word_length(m, at + first + 1);
  return second == 0 ? 0 : first + 1 + second;
}

// Where the value of the first Call-ID header behind a line end at or after `at` begins; kNowhere
// if there is none or it is broken.
std::size_t find_value(Message m, std::size_t at) {
  for (; at < m.size(); ++at) {
    if (!is_line_end(m[at])) continue;
    at = next_line(m, at);
    if (at >= m.size()) return kNowhere;
    const std::size_t name = is_blank(m[at]) ? 0 : name_length(m, at);
    if (name == 0) continue;
    at = skip_white_space(m, at + name);
    if (at == kNowhere || m[at] != ':') return kNowhere;
    return skip_white_space(m, at + 1);
  }
  return kNowhere;
}

}  // namespace

std::optional<Message> find_call_id(Message message) {
  std::size_t from = 0;
  std::size_t at = 0;
  std::size_t length = 0;
  while (length == 0) {
    at = find_value(message, from);
    if (at == kNowhere) return std::nullopt;
    length = value_length(message, at);
    from += at;  // as the kernel goes on behind a header without a value
    if (length == 0 && from >= message.size()) return std::nullopt;
  }
  if (length > kMaxEngineData || at + length == message.size() ||
      !is_line_end(message[at + length])) {
    return std::nullopt;
  }
  return message.subspan(at, length);
}

}  // namespace nicvs::soft
