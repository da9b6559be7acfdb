// SPDX-License-Identifier: Apache-2.0
#include "fallback/replay/frame_layers.hpp"

#include <algorithm>
#include <cerrno>

#include "fallback/replay/frame_syntax.hpp"
#include "fallback/replay/words.hpp"

namespace nicvs::replay {
namespace {

constexpr std::string_view kTcpFlagLetters = "FSRPAUEC";

Error wrong(std::string text) { return {EINVAL, std::move(text)}; }

bool is_tcp_flags(std::string_view word) {
  return word == "none" || (!word.empty() && word.find_first_not_of(kTcpFlagLetters) == word.npos);
}

// Reads the words of one layer, from the left.
class LayerParser {
 public:
  explicit LayerParser(const std::vector<std::string>& words) : words_(words) {}

  Result<Layer> parse() {
    const Syntax* syntax = syntax_of(words_.front());
    if (syntax == nullptr)
      return wrong("'" + words_.front() + "': expected a layer, one of " + layer_kinds());
    layer_.kind = words_[at_++];
    switch (syntax->form) {
      case Form::Pair:
        if (!pair()) return wrong(layer_.kind + ": expected SOURCE > DESTINATION");
        break;
      case Form::OptionalPair:
        optional_pair();
        break;
      case Form::One:
        if (at_ == words_.size())
          return wrong(layer_.kind + ": expected " + std::string(syntax->positional));
        layer_.add(syntax->positional, words_[at_++]);
        break;
      case Form::None:
        break;
    }
    return fields(*syntax);
  }

 private:
  bool pair() {
    if (at_ + 3 > words_.size() || words_[at_ + 1] != ">") return false;
    layer_.add("src", words_[at_]);
    layer_.add("dst", words_[at_ + 2]);
    at_ += 3;
    return true;
  }

  void optional_pair() {
    if (at_ + 1 < words_.size() && words_[at_ + 1] == ">") layer_.add("src", words_[at_++]);
    if (at_ + 1 < words_.size() && words_[at_] == ">") {
      layer_.add("dst", words_[at_ + 1]);
      at_ += 2;
    }
  }

  Result<Layer> fields(const Syntax& syntax) {
    while (at_ < words_.size()) {
      const std::string& word = words_[at_++];
      if (contains_word(syntax.flags, word)) {
        layer_.add(word);
      } else if (contains_word(syntax.keys, word)) {
        if (at_ == words_.size())
          return wrong(layer_.kind + ": expected a value after '" + word + "'");
        layer_.add(word, words_[at_++]);
      } else if (layer_.kind == "tcp" && is_tcp_flags(word)) {
        layer_.add("flags", word);
      } else {
        return wrong(layer_.kind + ": '" + word + "': expected one of " + std::string(syntax.keys) +
                     (syntax.flags.empty() ? "" : " ") + std::string(syntax.flags));
      }
    }
    return layer_;
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  Layer layer_;
};

void append_pair(const Layer& layer, std::string& text) {
  const std::string* src = layer.value("src");
  const std::string* dst = layer.value("dst");
  if (src != nullptr) text += " " + *src;
  if (dst != nullptr) text += " > " + *dst;
}

}  // namespace

const std::string* Layer::value(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == name; });
  return found == fields.end() ? nullptr : &found->value;
}

void Layer::add(std::string_view name, std::string_view text) {
  fields.push_back({std::string(name), std::string(text)});
}

Result<Layers> parse_layers(std::string_view text) {
  const auto words = split_words(text);
  if (!words) return words.error();
  Layers layers;
  std::vector<std::string> one;
  for (std::size_t i = 0; i <= words->size(); ++i) {
    if (i < words->size() && (*words)[i] != "/") {
      one.push_back((*words)[i]);
      continue;
    }
    if (one.empty()) return wrong("expected a layer between the slashes");
    auto layer = LayerParser(one).parse();
    if (!layer) return layer.error();
    layers.push_back(*std::move(layer));
    one.clear();
  }
  if (layers.front().kind != "eth") layers.insert(layers.begin(), Layer{"eth", {}});
  return layers;
}

std::string to_text(const Layers& layers) {
  std::string text;
  for (const Layer& layer : layers) {
    if (!text.empty()) text += " / ";
    text += layer.kind;
    append_pair(layer, text);
    const Syntax* syntax = syntax_of(layer.kind);
    for (const Field& field : layer.fields) {
      if (field.name == "src" || field.name == "dst") continue;
      const bool is_bare = field.name == "flags"
                               ? layer.kind == "tcp"
                               : syntax != nullptr && field.name == syntax->positional;
      if (!is_bare) text += " " + field.name;
      if (!field.value.empty()) text += " " + quoted(field.value);
    }
  }
  return text;
}

std::optional<Bytes> parse_hex(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto digit = kDigits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == kDigits.npos) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | digit);
  }
  return bytes;
}

std::string to_hex(const Bytes& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 0xf];
  }
  return text;
}

}  // namespace nicvs::replay
