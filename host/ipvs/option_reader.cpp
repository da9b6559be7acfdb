// SPDX-License-Identifier: Apache-2.0
#include "host/ipvs/option_reader.hpp"

#include <cstdlib>

namespace nicvs::ipvs {
namespace {

std::vector<const char*> pointers(std::span<const std::string> words) {
  std::vector<const char*> result;
  result.reserve(words.size() + 1);
  for (const std::string& word : words) result.push_back(word.c_str());
  result.push_back(nullptr);
  return result;
}

}  // namespace

OptionReader::OptionReader(std::span<const std::string> words, const poptOption* table)
    : arguments_(pointers(words)),
      context_(poptGetContext("ipvs", static_cast<int>(words.size()), arguments_.data(), table, 0),
               &poptFreeContext) {}

std::optional<int> OptionReader::next() {
  last_ = poptGetNextOpt(context_.get());
  if (last_ < 0) return std::nullopt;
  return last_;
}

std::optional<std::string> OptionReader::argument() {
  const std::unique_ptr<char, decltype(&std::free)> text(poptGetOptArg(context_.get()), &std::free);
  if (!text) return std::nullopt;
  return text.get();
}

std::optional<std::string> OptionReader::next_plain_word() {
  const char* word = poptGetArg(context_.get());
  if (word == nullptr) return std::nullopt;
  return word;
}

std::string OptionReader::current_word() const {
  const char* word = poptBadOption(context_.get(), POPT_BADOPTION_NOALIAS);
  return word == nullptr ? "" : word;
}

std::optional<std::string> OptionReader::error() const {
  if (last_ >= -1) return std::nullopt;
  return current_word() + ": " + poptStrerror(last_);
}

}  // namespace nicvs::ipvs
