// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/words.hpp"

#include <algorithm>
#include <cerrno>

namespace nicvs::replay {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// The character that the escape at line[at], behind the backslash, stands for; `at` moves to its
// end.
Result<char> escaped(std::string_view line, std::size_t& at) {
  switch (line[at]) {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'x': {
      const auto digits = line.substr(at + 1, 2);
      unsigned value = 0;
      const auto [end, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
      if (error != std::errc{} || end != digits.data() + 2) {
        return Error{EINVAL, "expected two hexadecimal digits behind \\x"};
      }
      at += 2;
      return static_cast<char>(value);
    }
    default:
      return line[at];
  }
}

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at == line.size() || line[at] == '#') return words;
    std::string word;
    if (line[at] != '"') {
      while (at < line.size() && !is_blank(line[at])) word += line[at++];
    } else {
      for (++at; at < line.size() && line[at] != '"'; ++at) {
        if (line[at] != '\\' || at + 1 == line.size()) {
          word += line[at];
          continue;
        }
        const auto character = escaped(line, ++at);
        if (!character) return character.error();
        word += *character;
      }
      if (at == line.size()) return Error{EINVAL, "expected a closing quote"};
      ++at;
    }
    words.push_back(std::move(word));
  }
}

std::string quoted(std::string_view word) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; };
  if (!word.empty() && word.front() != '#' && std::all_of(word.begin(), word.end(), is_plain)) {
    return std::string(word);
  }
  std::string text = "\"";
  for (const char c : word) {
    if (c == '\r' || c == '\n' || c == '\t') {
      text += c == '\r' ? "\\r" : c == '\n' ? "\\n" : "\\t";
    } else if (c < ' ' || c > '~') {
      constexpr std::string_view kDigits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(c);
      text += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text + '"';
}

std::optional<std::uint64_t> parse_number(std::string_view word, std::uint64_t limit) {
  int base = 10;
  if (word.starts_with("0x") || word.starts_with("0X")) {
    base = 16;
    word.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (error != std::errc{} || end != word.data() + word.size() || value > limit)
    return std::nullopt;
  return value;
}

std::string_view content_of(std::string_view line) {
  bool is_quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') is_quoted = !is_quoted;
    if (is_quoted && line[i] == '\\') ++i;
    if (!is_quoted && line[i] == '#' && (i == 0 || is_blank(line[i - 1]))) {
      line = line.substr(0, i);
      break;
    }
  }
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  return line;
}

std::string with_single_blanks(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_blank(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace nicvs::replay
