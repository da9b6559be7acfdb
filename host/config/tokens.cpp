// SPDX-License-Identifier: Apache-2.0
#include "host/config/tokens.hpp"

#include <cerrno>

#include "host/config/lvs_cf.hpp"

namespace nicvs::config {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

Error syntax_error(std::string text) { return {EINVAL, std::move(text)}; }

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view line) : rest_(line) {}

  Result<std::vector<Token>> run() {
    while (skip_blanks()) {
      if (tokens_.size() == kMaxTokens) {
        return syntax_error("unexpected arguments: a line has at most 100 words");
      }
      const char first = rest_.front();
      if (first == '=' && !seen_equal_) {
        take_equal();
      } else if (first == '"' || first == '\'') {
        if (!take_quoted(first)) {
          return syntax_error(std::string("quotation mismatch: expected a closing ") + first);
        }
      } else {
        take_bare();
      }
    }
    split_brace();
    return std::move(tokens_);
  }

 private:
  // False at the end of the line or of its meaning.
  bool skip_blanks() {
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    return !rest_.empty() && rest_.front() != '#';
  }

  void take_equal() {
    seen_equal_ = true;
    tokens_.push_back({"=", Quoting::Bare});
    rest_.remove_prefix(1);
  }

  bool take_quoted(char quote) {
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        tokens_.push_back({std::move(text), Quoting::Quoted});
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) {
        ++i;
        if (rest_[i] != quote) text += '\\';
      }
      text += rest_[i];
    }
    return false;
  }

  void take_bare() {
    std::size_t end = 0;
    while (end < rest_.size() && !is_blank(rest_[end]) && rest_[end] != '#' &&
           !(rest_[end] == '=' && !seen_equal_)) {
      ++end;
    }
    tokens_.push_back({std::string(rest_.substr(0, end)), Quoting::Bare});
    rest_.remove_prefix(end);
  }

  // "virtual web{": only a line without `=` can begin a block.
  void split_brace() {
    if (seen_equal_ || tokens_.empty()) return;
    Token& last = tokens_.back();
    if (last.quoting == Quoting::Quoted || last.text.size() < 2 || last.text.back() != '{') return;
    last.text.pop_back();
    tokens_.push_back({"{", Quoting::Bare});
  }

  std::string_view rest_;
  std::vector<Token> tokens_;
  bool seen_equal_ = false;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  for (const char c : line) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      return syntax_error("invalid argument: expected text, found a control character");
    }
  }
  return Tokenizer(line).run();
}

}  // namespace nicvs::config
